"""The documentation names nothing that is not there, leaves no page out, and its examples are read as it says."""

import ast
import importlib
import re
import tomllib
from pathlib import Path

import pytest

from twosource.cli.app import COMMANDS, app
from twosource.ledger import ReportRow
from twosource.model import Actor
from twosource.readers.feeds_file import KEYS

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PAGES = [path for path in (*sorted(DOCS.glob("*.md")), ROOT / "README.md", ROOT / "CONTRIBUTING.md") if path.is_file()]
DOTTED = re.compile(r"(?<![\w./-])twosource(?:\.\w+)+(?::\w+)?")
PATH = re.compile(r"(?<![\w./-])(?:twosource|tests|benchmarks|docs|requirements)/[\w./-]*\w")
SHORT_PATH = re.compile(r"`((?:\w+/)+\w+\.(?:py|toml|tsv|npz))`")
LINK = re.compile(r"\]\(([^)\s]+)\)")
FENCED = re.compile(r"^```.*?^```", re.DOTALL | re.MULTILINE)
COMMAND = re.compile(r"(?:^|`)(?:\$ )?twosource ([a-z]+)", re.MULTILINE)
PYTHON = re.compile(r"```python\n(.*?)```", re.DOTALL)
ROW = re.compile(r"^\|(.+)\|$", re.MULTILINE)
PART = {"*": "source", "**": "cue", "[": "content"}
MARKED = re.compile(r"\*\*(?P<cue>.+?)\*\*|\*(?P<source>.+?)\*|\[(?P<content>.+?)\]")

pages = pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)


def found(name: str) -> bool:
    """Whether a dotted name leads to a module, or to something in one."""
    parts = name.replace(":", ".").split(".")
    for end in range(len(parts), 0, -1):
        try:
            value = importlib.import_module(".".join(parts[:end]))
        except ModuleNotFoundError:
            continue
        for part in parts[end:]:
            if not hasattr(value, part):
                return False
            value = getattr(value, part)
        return True
    return False


@pages
def test_every_name_is_one_of_the_program(page):
    names = DOTTED.findall(page.read_text(encoding="utf-8"))
    assert [name for name in names if not found(name)] == []


def test_a_wrong_name_is_noticed():
    assert found("twosource.readers.reports.make_report")
    assert not found("twosource.readers.reports.make_reports")
    assert not found("twosource.reders")


@pages
def test_every_path_is_there(page):
    text = page.read_text(encoding="utf-8")
    assert [path for path in PATH.findall(text) if not (ROOT / path).exists()] == []
    short = SHORT_PATH.findall(text)
    assert [path for path in short if not any((base / path).exists() for base in (ROOT, ROOT / "twosource"))] == []


@pages
def test_every_link_leads_somewhere(page):
    targets = [link.partition("#")[0] for link in LINK.findall(page.read_text(encoding="utf-8"))]
    local = [target for target in targets if target and "://" not in target]
    assert [target for target in local if not (page.parent / target).exists()] == []


@pages
def test_every_command_exists(page):
    commands = {function.__name__ for function, _ in COMMANDS} | {str(group.name) for group in app.registered_groups}
    text = page.read_text(encoding="utf-8")
    code = [*FENCED.findall(text), *re.findall("`[^`\n]+`", FENCED.sub("", text))]
    assert {name for each in code for name in COMMAND.findall(each)} <= commands


@pages
def test_what_python_examples_import_is_there(page):
    for example in PYTHON.findall(page.read_text(encoding="utf-8")):
        for node in ast.walk(ast.parse(example)):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("twosource"):
                assert [each.name for each in node.names if not found(f"{node.module}.{each.name}")] == []


def test_the_index_names_every_page():
    linked = set(LINK.findall((DOCS / "index.md").read_text(encoding="utf-8")))
    assert {path.name for path in DOCS.glob("*.md")} - {"index.md"} <= linked


def section(page: str, heading: str) -> str:
    text = (DOCS / page).read_text(encoding="utf-8")
    _, _, after = text.partition(f"\n## {heading}\n")
    assert after, f"{page} has no section {heading!r}"
    return after.partition("\n## ")[0]


def rows(page: str, heading: str) -> list[list[str]]:
    """The rows of the section's table, without its head."""
    cells = [[cell.strip() for cell in row.split("|")] for row in ROW.findall(section(page, heading))]
    return cells[2:]


def test_the_table_of_steps_is_the_pipeline(reader):
    assert [row[0].strip("`") for row in rows("architecture.md", "The steps of the pipeline")] == reader.nlp.pipe_names


def test_every_data_file_is_told_of():
    told = section("architecture.md", "Data files")
    data = [path for path in (ROOT / "twosource").glob("*/data/*") if path.is_file()]
    assert len(data) > 10
    assert [path.name for path in data if path.name not in told] == []


def test_every_key_of_the_listings_is_told_of():
    told = section("formats.md", "Listings: reports, statements, actors")
    fields = (*ReportRow.__struct_fields__, *Actor.__struct_fields__)
    assert [name for name in fields if f"`{name}`" not in told] == []


def examples() -> list[tuple[str, str]]:
    """(sentence with its parts marked, commitment) of the tables in attribution.md."""
    frames = [(row[1], row[2]) for row in rows("attribution.md", "Frames")]
    senses = [(row[2], row[1]) for row in rows("attribution.md", "What the source does with the content")]
    return frames + senses


@pytest.mark.parametrize(("marked", "commitment"), examples())
def test_an_example_is_read_as_it_is_marked(marked, commitment, read):
    parts: dict[str, list[str]] = {"source": [], "cue": [], "content": []}
    for match in MARKED.finditer(marked):
        assert match.lastgroup is not None
        parts[match.lastgroup].append(match[match.lastgroup])
    text = re.sub(r"[*\[\]]", "", marked)
    statements = read(text).statements
    got = [
        ({name: [span.of(text) for span in getattr(one, name)] for name in parts}, one.commitment or "null")
        for one in statements
    ]
    assert (parts, commitment) in got


SETTING = re.compile(r"\bTWOSOURCE_[A-Z_]+\b")


def test_every_setting_of_the_environment_is_in_the_guide():
    sources = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "twosource").rglob("*.py"))]
    settings = {name for text in sources for name in SETTING.findall(text)}
    assert {"TWOSOURCE_LEDGER", "TWOSOURCE_MODEL"} <= settings
    guide = (DOCS / "guide.md").read_text(encoding="utf-8")
    assert sorted(name for name in settings if name not in guide) == []


def test_every_key_of_a_feeds_file_is_shown():
    page = (DOCS / "watching.md").read_text(encoding="utf-8")
    example = re.search(r"```toml\n(.*?)```", page, re.DOTALL)
    assert example is not None
    shown = {key for table in tomllib.loads(example[1])["feed"] for key in table}
    assert shown == set(KEYS)
