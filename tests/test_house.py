"""The rules of the house, checked on every file: what rooms import, how long modules are, what they never say."""

import ast
import fnmatch
import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "twosource"
ROOMS = [
    "model",
    "world",
    "readers",
    "language",
    "reading",
    "linking",
    "standing",
    "territory",
    "ledger",
    "exports",
    "web",
    "cli",
]
"""In the order in which a report goes through them; a room knows those before it."""
FACE = {"__init__.py", "api.py"}
"""What a program imports: the rooms' own names, given on. It stands in front of the house and may look into every room
but those for people; no room looks back at it."""
BEHIND_THE_FACE = set(ROOMS) - {"web", "cli"}
LONGEST = 450
"""Lines of a module: beyond it, ask whether it is two things."""
FORBIDDEN = re.compile(r"/work/|/farm/|/root/|/home/\w")
"""Machine paths: the project runs on machines that have none of them."""
SHARED = re.compile(r"\.\./shared|[\"']shared[\"']")
"""The shared corpora may be named where something is measured on them, and nowhere else."""
TEXT = {".py", ".toml", ".tsv", ".txt", ".md", ".cff", ".json", ".html", ".css", ".mako", ".yml", ".cfg", ""}


def own_files() -> list[Path]:
    """Tracked files and new ones that git does not ignore; without git, everything but the private environment."""
    listed = subprocess.run(
        ["git", "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if listed.returncode == 0:
        paths = [ROOT / name for name in listed.stdout.split("\0") if name]
    else:
        paths = [path for path in ROOT.rglob("*") if not {".venv", ".git"} & set(path.relative_to(ROOT).parts)]
    return sorted(path for path in paths if path.is_file())


FILES = own_files()
MODULES = [path for path in FILES if path.suffix == ".py" and path.is_relative_to(PACKAGE)]


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def imported(path: Path) -> Iterator[str]:
    """Full names of all modules that a module imports, also inside functions."""
    package = path.relative_to(ROOT).with_suffix("").parts[:-1]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(package[: len(package) - node.level + 1]) + "." if node.level else ""
            origin = f"{base}{node.module or ''}".rstrip(".")
            yield origin
            yield from (f"{origin}.{alias.name}" for alias in node.names)


def rooms_of(names: Iterator[str]) -> set[str]:
    parts = [name.split(".") for name in names]
    return {part[1] for part in parts if part[0] == "twosource" and len(part) > 1} & set(ROOMS)


def test_the_files_are_found() -> None:
    assert len(MODULES) > 10
    assert {path.name for path in PACKAGE.iterdir() if path.is_dir() and path.name != "__pycache__"} <= set(ROOMS)


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_room_imports_no_room_after_it(path: Path) -> None:
    parts = path.relative_to(PACKAGE).parts
    if parts[0] not in ROOMS:
        assert parts[0] in FACE, "the package itself holds rooms, and their face to programs"
        assert rooms_of(imported(path)) <= BEHIND_THE_FACE
        return
    allowed = set(ROOMS[: ROOMS.index(parts[0]) + 1])
    assert rooms_of(imported(path)) <= allowed


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_no_room_looks_at_the_face(path: Path) -> None:
    if path.relative_to(PACKAGE).parts[0] in ROOMS:
        named = {name for name in imported(path) if name.startswith("twosource.")}
        assert {name for name in named if name.split(".")[1] not in {*ROOMS, "__version__"}} == set()


def test_the_import_rule_sees_every_form(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    module = tmp_path / "twosource" / "reading" / "sample.py"
    module.parent.mkdir(parents=True)
    module.write_text(
        "import twosource.ledger.schema\nfrom twosource import exports\nfrom ..linking import claims\n"
        "def late():\n    from twosource.standing.rules import stand\n"
    )
    monkeypatch.setattr(f"{__name__}.ROOT", tmp_path)
    assert rooms_of(imported(module)) == {"ledger", "exports", "linking", "standing"}


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_only_the_ledger_touches_a_database(path: Path) -> None:
    databases = {name.split(".")[0] for name in imported(path)} & {"sqlalchemy", "sqlite3", "alembic"}
    # A GeoPackage is a file of shapes that happens to be an SQLite file; it is only read.
    is_format = name_of(path) == "twosource/territory/geopackage.py" and databases == {"sqlite3"}
    assert not databases or path.relative_to(PACKAGE).parts[0] == "ledger" or is_format


@pytest.mark.parametrize("path", [path for path in FILES if path.suffix == ".py"], ids=name_of)
def test_no_module_is_longer_than_it_should_be(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST


@pytest.mark.parametrize(
    "path", [path for path in FILES if path.suffix in TEXT and path != Path(__file__)], ids=name_of
)
def test_no_machine_path_is_named(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert FORBIDDEN.findall(text) == []
    if path.is_relative_to(PACKAGE) and path.name != "tokenizer.json":  # whose vocabulary has the word
        assert SHARED.findall(text) == []


def public(tree: ast.Module) -> Iterator[tuple[str, ast.AST]]:
    """Public functions and classes of a module, and the public methods of those classes."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            yield node.name, node
            if isinstance(node, ast.ClassDef):
                methods = [item for item in node.body if isinstance(item, ast.FunctionDef | ast.AsyncFunctionDef)]
                yield from ((f"{node.name}.{item.name}", item) for item in methods if not item.name.startswith("_"))


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_modules_and_public_names_say_what_they_are(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert ast.get_docstring(tree), "the module says what it does"
    bare = [name for name, node in public(tree) if not ast.get_docstring(node)]  # type: ignore[arg-type]
    assert bare == []


def test_every_data_file_goes_into_the_package() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]
    patterns = settings["package-data"]["*"]
    data = [path for path in FILES if path.is_relative_to(PACKAGE) and path.suffix != ".py"]
    assert data
    lost = [name_of(path) for path in data if not any(fnmatch.fnmatch(path.name, pattern) for pattern in patterns)]
    assert lost == []


def test_every_folder_of_modules_is_a_package() -> None:
    folders = {path.parent for path in MODULES}
    assert [name_of(folder) for folder in folders if not (folder / "__init__.py").is_file()] == []
