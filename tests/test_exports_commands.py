"""`twosource export` and `import`: every format from the command line, the ledger built again, and what is refused."""

import json
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests.judgement_samples import ADA, WHY, story
from twosource.cli import main
from twosource.exports import jsonl
from twosource.exports.acled import ACLED
from twosource.exports.columns import TABLES
from twosource.exports.event_rows import EXTRA
from twosource.exports.formats import FORMATS, ExportFormat, writer
from twosource.exports.ucdp import UCDP
from twosource.ledger import Ledger, picture, record
from twosource.ledger.placements import placements
from twosource.model.judging import merge, set_reliability, sign

DOCS = Path(__file__).parents[1] / "docs"
MOMENTS = (None, "2031-03-04", "2031-03-05", "2031-03-06", "2031-04")


def filled(path: Path) -> None:
    """Three reports read in an order that is not that of publication, linked after each, with judgements."""
    with Ledger.open(path) as book:
        for reading in reversed(story()):
            book.add(reading)
            record(book)
        first, second, *_ = picture(book).claims
        book.judge(sign(first, who=ADA, reason=WHY))
        book.judge(set_reliability("Peruvian Army", "C", who=ADA, reason=WHY))
        book.judge(merge((first, second), who=ADA, reason=WHY))
        record(book)


def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    code = ended.value.code or 0
    assert isinstance(code, int)
    return code


@pytest.fixture
def cases(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("TWOSOURCE_LEDGER", raising=False)
    filled(tmp_path / "cases.ledger")
    return tmp_path / "cases.ledger"


def test_every_format_resolves_and_is_described() -> None:
    assert set(FORMATS) == set(ExportFormat)
    assert all(callable(writer(form)) for form in FORMATS)
    assert all(row.writes and row.extension in {"", *(f".{one}" for one in ENDINGS)} for row in FORMATS.values())


ENDINGS = ("jsonl", "geojson", "kml", "csv", "jsonld", "json", "zip")


@pytest.mark.parametrize("form", sorted(set(ExportFormat) - {ExportFormat.EVIDENCE_PACK}))
def test_every_format_is_written_from_the_command_line(form: str, cases: Path, capsys: Any) -> None:
    target = cases.parent / f"out{FORMATS[ExportFormat(form)].extension}"
    assert run("export", "--ledger", str(cases), "--format", form, "-o", str(target)) == 0
    assert capsys.readouterr().err == f"{target}: written\n"
    files = [target] if target.is_file() else sorted(target.iterdir())
    assert all(file.stat().st_size > 0 for file in files)


def test_one_claim_one_story_one_moment(cases: Path) -> None:
    with Ledger.open(cases) as book:
        seen = picture(book)
    claim, matter = seen.claims[0].id, seen.stories[0].id
    out = str(cases.parent / "out.json")

    def claims(*options: str) -> list[str]:
        assert run("export", "--ledger", str(cases), "--format", "claimreview", "-o", out, *options) == 0
        graph = json.loads(Path(out).read_text())["@graph"]
        return [one["identifier"] for one in graph if one["@type"] == "Claim"]

    assert claims() == [one.id for one in seen.claims]
    assert claims("--claim", claim[:8]) == [claim]
    assert claims("--story", matter[:8]) == [one for one in claims() if one in seen.stories[0].claims]
    assert len(claims("--as-of", "2031-03-04")) < len(claims())


def test_an_evidence_pack_from_the_command_line(cases: Path, capsys: Any) -> None:
    with Ledger.open(cases) as book:
        claim = picture(book).claims[0]
    out = cases.parent / "pack.zip"
    arguments = ("export", "--ledger", str(cases), "--format", "evidence-pack", "-o", str(out))
    assert run(*arguments) == 2
    assert "--claim ID" in capsys.readouterr().err
    assert run(*arguments, "--claim", claim.id) == 0
    with zipfile.ZipFile(out) as archive:
        assert json.loads(archive.read("claim.json"))["id"] == claim.id


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--format", "jsonl", "--claim", "c1"), "whole history"),
        (("--format", "csv", "--coarsen", "10"), "geojson, kml, acled, ucdp"),
        (("--format", "kml", "--coarsen", "admin9"), "admin1, admin2, or kilometres"),
    ],
)
def test_what_cannot_be_asked_for(options: tuple[str, ...], told: str, cases: Path, capsys: Any) -> None:
    assert run("export", "--ledger", str(cases), *options, "-o", "out") == 2
    assert told in capsys.readouterr().err
    assert not Path("out").exists()


# ---------------------------------------------------------------- the ledger built again


def told(path: Path) -> list[Any]:
    """Everything that a ledger answers: history, judgements, stories and claims as of many moments on both clocks."""
    with Ledger.open(path, create=False) as book:
        history = list(book.history())
        clocks = [None, *(one.read_at for one in history)]
        pictures = [picture(book, published_by=one, read_by=other) for one in MOMENTS for other in clocks]
        return [
            history,
            list(book.judgements()),
            list(book.claim_runs()),
            list(placements(book)),
            list(book.reports(every=True)),
            book.inputs_digest(),
            [(one.stories, one.claims, one.readings) for one in pictures],
        ]


def test_a_ledger_built_again_answers_as_the_first(cases: Path, capsys: Any) -> None:
    file, copy = cases.parent / "all.jsonl", cases.parent / "copy.ledger"
    assert run("export", "--ledger", str(cases), "--format", "jsonl", "-o", str(file)) == 0
    assert run("import", str(file), "--ledger", str(copy)) == 0
    assert told(copy) == told(cases)
    assert "the ledger has 3 reports" in capsys.readouterr().err
    assert run("export", "--ledger", str(copy), "--format", "jsonl", "-o", "again.jsonl") == 0
    assert Path("again.jsonl").read_bytes() == file.read_bytes()
    assert run("import", str(file), "--ledger", str(copy)) == 0
    assert capsys.readouterr().err.endswith("0 records new; the ledger has 3 reports\n")
    assert told(copy) == told(cases), "a second time changes nothing"


def test_stories_are_taken_over_and_not_chosen_anew(cases: Path) -> None:
    """A story that linking would not choose again: the choice was made, and stays."""
    file, copy = cases.parent / "all.jsonl", cases.parent / "copy.ledger"
    with Ledger.open(cases) as book:
        jsonl.write(book, file)
        homes = {one.story for one in placements(book) if one.home}
    (chosen,) = homes
    file.write_bytes(file.read_bytes().replace(chosen.encode(), b"sother"))
    with Ledger.open(copy) as book:
        jsonl.read(file, book)
        record(book)
        assert {one.id for one in picture(book).stories} == {"sother"}


def test_a_file_is_added_to_a_ledger_that_has_other_reports(cases: Path) -> None:
    file, other = cases.parent / "all.jsonl", cases.parent / "other.ledger"
    with Ledger.open(cases) as book:
        jsonl.write(book, file)
    from tests.ledger_samples import full  # noqa: PLC0415

    with Ledger.open(other) as book:
        book.add(full())
        record(book)
        before = picture(book)
    assert run("import", str(file), "--ledger", str(other)) == 0
    with Ledger.open(other) as book:
        after = picture(book)
        assert len(after.readings) == len(before.readings) + 3
        assert {one.id for one in before.claims} <= {one.id for one in after.claims}


def test_an_export_from_before_stories_is_still_read(cases: Path) -> None:
    file = cases.parent / "old.jsonl"
    with Ledger.open(cases) as book:
        lines = [line for line in jsonl.lines(book) if b'"type":"story"' not in line[:20]]
    lines[-1] = re.sub(rb',"story":\d+', b"", lines[-1])
    file.write_bytes(b"".join(lines))
    with Ledger.open(cases.parent / "new.ledger") as book:
        jsonl.read(file, book)
        record(book)
        assert len(list(book.history())) == 3


def test_a_file_that_is_not_there_makes_no_ledger(tmp_path: Path, capsys: Any) -> None:
    assert run("import", str(tmp_path / "none.jsonl"), "--ledger", str(tmp_path / "new.ledger")) == 2
    assert "there is no such file" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


# ---------------------------------------------------------------- the documentation


def page() -> str:
    return (DOCS / "exports.md").read_text(encoding="utf-8")


def test_the_documentation_has_every_format_with_an_example() -> None:
    text = page()
    sections = set(re.findall(r"^## ([\w-]+):", text, re.MULTILINE))
    assert [form for form in ExportFormat if form not in sections] == []
    assert [form for form in ExportFormat if f"--format {form} " not in text] == []


def test_the_documentation_has_every_column() -> None:
    text = page()
    names = {column.name for listed in TABLES.values() for column in listed} | {*ACLED, *UCDP, *EXTRA}
    assert [name for name in sorted(names) if f"`{name}`" not in text] == []


@pytest.mark.parametrize("option", ["--story", "--claim", "--as-of", "--coarsen"])
def test_the_documentation_has_every_option(option: str) -> None:
    assert f"`{option}`" in page()
