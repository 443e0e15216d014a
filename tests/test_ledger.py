"""The ledger: what goes in comes out, once, and nothing in it changes. With TWOSOURCE_TEST_DATABASE set to the URL
of an empty database that may be wiped, every test here runs on that database too."""

import os
import sqlite3
import tracemalloc
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from sqlalchemy import create_engine, text

from tests.ledger_samples import FIRST, PRODUCER, SECOND, claim_of, full, plain, report, statement
from twosource.ledger import Ledger, LedgerError
from twosource.ledger.schema import metadata
from twosource.model import Basis, OrphanError, Reading, Span

OTHER = os.environ.get("TWOSOURCE_TEST_DATABASE")
TARGETS = ["sqlite", "other"] if OTHER else ["sqlite"]


class Clock:
    """Each look at it is a minute later."""

    def __init__(self) -> None:
        self.now = datetime(2031, 3, 5, 12, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.now += timedelta(minutes=1)
        return self.now


@pytest.fixture(params=TARGETS)
def target(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return str(tmp_path / "cases.ledger")
    assert OTHER
    engine = create_engine(OTHER)
    with engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    engine.dispose()
    return OTHER


@pytest.fixture
def ledger(target: str) -> Iterator[Ledger]:
    with Ledger.open(target, clock=Clock()) as opened:
        yield opened


def docs(readings: Iterator[Reading]) -> list[str]:
    return [reading.report.doc for reading in readings]


def test_a_reading_comes_out_as_it_went_in(ledger: Ledger) -> None:
    for reading in (full(), plain()):
        assert ledger.add(reading) is True
    assert list(ledger.readings()) == [full(), plain()]


@pytest.mark.parametrize(
    "odd", ["𝕒 e\u0301 אבג \u202eabc\u202c", "tab\tand \x01\x1f control", "line\rline\r\nline\u2028x"]
)
def test_odd_characters_keep_their_offsets(ledger: Ledger, odd: str) -> None:
    reading = plain(f"{odd} they said so")
    assert ledger.add(reading)
    (back,) = ledger.readings()
    assert back == reading
    assert back.statements[0].content[0].of(back.report.text) == "so"


def test_the_three_emptinesses_are_three_values_in_the_columns(ledger: Ledger) -> None:
    ledger.add(full())
    with ledger._engine.connect() as connection:
        found = connection.execute(text("SELECT channel, event_type FROM statements ORDER BY position")).all()
    assert [tuple(row) for row in found] == [("briefing", "movement"), ("", ""), (None, None)]


def test_reading_the_same_bytes_twice_changes_nothing(ledger: Ledger) -> None:
    assert not ledger.has(full().report, PRODUCER)
    ledger.add(full())
    before = ledger.info(), list(ledger.history())
    assert ledger.has(full().report, PRODUCER)
    again = replace(full(), report=replace(full().report, retrieved="2032-01-01T00:00:00Z"))
    assert ledger.add(again) is False
    after = ledger.info(), list(ledger.history())
    assert after == before


def test_a_copy_at_another_outlet_is_another_report(ledger: Ledger) -> None:
    for outlet in ("Harbour Wire", "Lakeside Post"):
        assert ledger.add(plain(doc="same", outlet=outlet)) is True
    assert [row.outlet for row in ledger.reports()] == ["Harbour Wire", "Lakeside Post"]
    assert ledger.info().texts == 1
    assert ledger.info().reports == 2


@pytest.mark.parametrize(
    "fuller",
    [
        {"outlet": "Harbour Wire"},
        {"published": "2031-03-04"},
        {"outlet": "Harbour Wire", "url": "https://wire.example/1", "published": "2031-03-04T08:00Z"},
    ],
)
def test_a_record_that_says_less_is_the_same_report(ledger: Ledger, fuller: dict[str, Any]) -> None:
    assert ledger.add(plain(doc="a"))
    assert ledger.add(plain(doc="b", **fuller)) is True
    assert docs(ledger.readings()) == ["b"]
    assert [row.doc for row in ledger.reports()] == ["b"]
    assert ledger.add(plain(doc="c")) is False, "says less than what is known: nothing new"
    assert ledger.has(plain(doc="c").report, PRODUCER)
    assert not ledger.has(plain(doc="c", outlet="Lakeside Post").report, PRODUCER)


def test_a_more_exact_time_of_publication_is_the_same_report(ledger: Ledger) -> None:
    ledger.add(plain(published="2031-03-04"))
    ledger.add(plain(published="2031-03-04T21:14+03:00"))
    ledger.add(plain(published="2031-03-05"))
    assert [row.published for row in ledger.reports()] == ["2031-03-04T21:14+03:00", "2031-03-05"]


def test_an_outlet_found_in_the_text_yields_to_a_stated_one_for_the_same_file_only(ledger: Ledger) -> None:
    found = {"outlet": Basis.TEXT}
    ledger.add(plain(doc="wire", outlet="Harbour Wire", basis=found))
    ledger.add(plain(doc="copy", outlet="Lakeside Post"))
    assert [row.outlet for row in ledger.reports()] == ["Harbour Wire", "Lakeside Post"]
    ledger.add(plain(doc="wire", outlet="The Harbour Wire Agency"))
    assert [row.outlet for row in ledger.reports()] == ["Lakeside Post", "The Harbour Wire Agency"]


def test_what_is_found_in_the_text_is_no_part_of_a_reports_identity() -> None:
    plainly = plain().report
    found = plain(outlet="X", published="2031", basis={"outlet": Basis.TEXT, "published": Basis.TEXT}).report
    assert found.id == plainly.id
    assert plain(outlet="X").report.id == plain(outlet=" x ").report.id != plainly.id


def test_a_new_text_at_the_same_url_is_a_new_version(ledger: Ledger) -> None:
    url = "https://wire.example/1"
    ledger.add(plain(SECOND, url=url))
    ledger.add(plain(SECOND + " Corrected.", url=url))
    ledger.add(plain("Something else.", url="https://wire.example/2"))
    standing = [(url, 2), ("https://wire.example/2", 1)]
    assert [(row.url, row.version) for row in ledger.reports()] == standing
    assert [(row.url, row.version) for row in ledger.reports(every=True)] == [(url, 1), *standing]


def test_a_better_reader_reads_again_and_both_readings_stay(ledger: Ledger) -> None:
    better = replace(plain(producer="samples 2"), statements=())
    assert ledger.add(plain())
    assert not ledger.has(plain().report, "samples 2")
    assert ledger.add(better)
    assert list(ledger.readings()) == [better]
    assert [one.reading for one in ledger.history()] == [plain(), better]
    assert ledger.info().producers == ("samples 1", "samples 2")


def test_readings_come_by_time_of_publication_then_of_reading(ledger: Ledger) -> None:
    times = [None, "2031-03-04T10:00Z", "2031-03-04", "2031", "2031-03-04T12:30+03:00", None, "2031-03-04"]
    for number, published in enumerate(times):
        ledger.add(plain(f"Text {number}", doc=str(number), published=published))
    assert docs(ledger.readings()) == ["3", "2", "6", "4", "1", "0", "5"]


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2031-03-04T09:59:59Z", ["none"]),
        ("2031-03-04T10:00Z", ["minute", "none"]),
        ("2031-03-04T13:00+03:00", ["minute", "none"]),
        ("2031-03-04T23:58:59Z", ["minute", "none"]),
        ("2031-03-04T23:59:00Z", ["day", "minute", "none"]),
        ("2031-03-04", ["day", "minute", "none"]),
        ("2031-03", ["month", "day", "minute", "none"]),
        ("2031-03-31", ["month", "day", "minute", "none"]),
        ("2031-03-30", ["day", "minute", "none"]),
        ("2030", ["none"]),
    ],
)
def test_as_of_counts_what_had_certainly_been_published(ledger: Ledger, moment: str, expected: list[str]) -> None:
    for doc, published in {
        "minute": "2031-03-04T10:00Z",
        "day": "2031-03-04",
        "month": "2031-03",
        "none": None,
    }.items():
        ledger.add(plain(f"Text of {doc}", doc=doc, published=published))
    assert docs(ledger.readings(published_by=moment)) == expected
    assert [row.doc for row in ledger.reports(published_by=moment)] == expected


def test_the_second_clock_gives_the_ledger_as_it_stood(ledger: Ledger) -> None:
    ledger.add(plain(doc="less"))
    ledger.add(plain(doc="more", outlet="Harbour Wire"))
    ledger.add(plain(doc="more", outlet="Harbour Wire", producer="samples 2"))
    stood = {
        "2031-03-05T12:00Z": [],
        "2031-03-05T12:01Z": [("less", "samples 1")],
        "2031-03-05T12:02Z": [("more", "samples 1")],
        "2031-03-05": [("more", "samples 2")],
    }
    for moment, expected in stood.items():
        assert [(r.report.doc, r.producer) for r in ledger.readings(read_by=moment)] == expected, moment


@pytest.mark.parametrize("clock", ["published_by", "read_by"])
def test_a_moment_that_is_no_time_is_refused(ledger: Ledger, clock: str) -> None:
    with pytest.raises(ValueError, match="'yesterday' is not an ISO 8601 time"):
        list(ledger.readings(**{clock: "yesterday"}))  # type: ignore[arg-type]


def test_a_statement_is_found_with_its_report_and_quotations(ledger: Ledger) -> None:
    ledger.add(full())
    wanted = full().statements[0]
    cited = ledger.statement(wanted.id)
    assert cited is not None
    assert cited.statement == wanted
    assert (cited.report.outlet, cited.report.doc, cited.report.statements) == ("Harbour Wire", "wire", 3)
    (source,) = cited.evidence["source"]
    assert (source.exact, source.prefix[-4:], source.suffix[:5]) == ("The Arvonian navy", "\r\n\r\n", " said")
    assert FIRST[source.start : source.end] == source.exact
    assert ledger.statement("no such") is None


@pytest.mark.parametrize("bad", [Span(0, 0), Span(5, 3), Span(-1, 4), Span(0, len(SECOND) + 1)])
def test_a_span_outside_the_text_is_not_recorded(ledger: Ledger, bad: Span) -> None:
    reading = plain()
    broken = replace(reading, statements=(replace(reading.statements[0], content=(bad,)),))
    with pytest.raises(OrphanError, match="does not lie in a text"):
        ledger.add(broken)
    assert ledger.info().texts == 0


def test_spans_of_places_are_checked_too(ledger: Ledger) -> None:
    reading = full()
    assert reading.places
    moved = (replace(reading.places[0], span=Span(10_000, 10_005)),)
    for broken in (
        replace(reading, places=moved),
        replace(reading, statements=(replace(reading.statements[0], places=moved),)),
    ):
        with pytest.raises(OrphanError):
            ledger.add(broken)


def test_a_reading_that_does_not_hold_together_is_refused(ledger: Ledger) -> None:
    reading, foreign = plain(), statement(report("Another text."), "Another")
    with pytest.raises(LedgerError, match="is of another text"):
        ledger.add(replace(reading, statements=(foreign,)))
    with pytest.raises(LedgerError, match="two statements have the id"):
        ledger.add(replace(reading, statements=reading.statements * 2))
    with pytest.raises(LedgerError, match="SHA-256 is not that of its text"):
        ledger.add(replace(reading, report=replace(reading.report, text="changed")))
    with pytest.raises(LedgerError, match=r"'last week' is not an ISO 8601 time.*--published"):
        ledger.add(plain(published="last week"))
    with pytest.raises(LedgerError, match="half a character"):
        ledger.add(plain("half \ud800 a pair"))
    assert ledger.info().texts == 0


def test_claims_are_kept_with_the_readings_they_were_made_from(ledger: Ledger) -> None:
    ledger.add(full())
    claims, digest = (claim_of(full()),), ledger.inputs_digest()
    assert ledger.claims(inputs_digest=digest) is None
    assert ledger.record_claims(claims, producer="links 1", inputs_digest=digest) is True
    assert ledger.claims(inputs_digest=digest, producer="links 1") == claims
    assert ledger.claims(inputs_digest=digest, producer="links 2") is None
    assert ledger.record_claims((), producer="links 1", inputs_digest=digest) is False
    assert ledger.record_claims((), producer="links 2", inputs_digest=digest) is True
    assert ledger.claims(inputs_digest=digest) == (), "the latest run"
    assert [(run.producer, run.claims) for run in ledger.claim_runs()] == [("links 1", claims), ("links 2", ())]


def test_the_digest_follows_what_was_read(ledger: Ledger) -> None:
    empty = ledger.inputs_digest()
    ledger.add(full())
    one = ledger.inputs_digest()
    ledger.add(plain(published="2031-04-01"))
    two = ledger.inputs_digest()
    assert len({empty, one, two}) == 3
    assert ledger.inputs_digest(published_by="2031-03-31") == one
    ledger.add(full(producer="samples 2"))
    assert ledger.inputs_digest() not in {empty, one, two}


def test_claims_on_statements_that_are_not_there_are_refused(ledger: Ledger) -> None:
    with pytest.raises(LedgerError, match="is not in the ledger: record the readings"):
        ledger.record_claims((claim_of(full()),), producer="links 1", inputs_digest="0" * 64)
    assert ledger.info().claim_runs == 0


def test_one_may_write_while_reading(ledger: Ledger) -> None:
    for number in range(3):
        ledger.add(plain(f"Text {number}", doc=str(number)))
    for reading in ledger.readings():
        assert ledger.add(replace(reading, producer="samples 2"))
    assert {reading.producer for reading in ledger.readings()} == {"samples 2"}


CHANGES = {
    "update": "UPDATE {table} SET {column} = {column}",
    "delete": "DELETE FROM {table}",
    "replace": "INSERT OR REPLACE INTO {table} SELECT * FROM {table}",
}


@pytest.mark.parametrize("table", sorted(metadata.tables))
@pytest.mark.parametrize("verb", CHANGES)
def test_no_row_can_be_changed_or_removed(tmp_path: Path, table: str, verb: str) -> None:
    path = tmp_path / "cases.ledger"
    Ledger.open(path).close()
    columns = metadata.tables[table].columns
    names, row = ", ".join(columns.keys()), [_some(column.type) for column in columns]
    connection = sqlite3.connect(path)  # foreign keys are not looked at: one row is enough
    try:
        values = ", ".join("?" * len(row))
        connection.execute(f"INSERT INTO {table} ({names}) VALUES ({values})", row)  # noqa: S608 - our own names
        with pytest.raises(sqlite3.IntegrityError, match=f"append-only: {table}"):
            connection.execute(CHANGES[verb].format(table=table, column=columns.keys()[-1]))
    finally:
        connection.close()


def _some(kind: Any) -> Any:
    """A value of a column's type."""
    return 1 if issubclass(kind.python_type, int | float) else b"1" if kind.python_type is bytes else "1"


def test_other_databases_refuse_changes_too(ledger: Ledger) -> None:
    ledger.add(full())
    for sql in ("UPDATE texts SET text = ''", "DELETE FROM evidence"):
        with pytest.raises(Exception, match="append-only"), ledger._engine.begin() as connection:
            connection.execute(text(sql))


@pytest.mark.parametrize(
    ("sql", "error", "message"),
    [
        ("UPDATE evidence SET exact = 'The Keldmark navy'", OrphanError, "no longer reads 'The Keldmark navy'"),
        ("UPDATE evidence SET end_pos = end_pos + 1", OrphanError, "no longer reads"),
        ("DELETE FROM evidence WHERE role = 'cue'", OrphanError, "spans and its quotations are not the same"),
        (
            "UPDATE texts SET text = replace(text, 'denied', 'agreed')",
            LedgerError,
            "damaged, the text of wire was changed",
        ),
    ],
)
def test_what_was_tampered_with_is_noticed(tmp_path: Path, sql: str, error: type[Exception], message: str) -> None:
    path = tmp_path / "cases.ledger"
    with Ledger.open(path) as ledger:
        ledger.add(full())
        connection = sqlite3.connect(path)
        triggers = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for (name,) in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute(sql)
        connection.commit()
        connection.close()
        with pytest.raises(error, match=message):
            list(ledger.readings())


def test_memory_stays_flat_over_many_reports(tmp_path: Path) -> None:
    """One report at a time: the peak is that of a few texts, not of all."""
    count, size = 300, 100_000
    with Ledger.open(tmp_path / "cases.ledger") as ledger:
        for number in range(count):
            ledger.add(plain(f"{number} " + "word " * (size // 5) + "end"))
        tracemalloc.start()
        assert sum(1 for _ in ledger.readings()) == count
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert peak < 15 * size, f"{peak} bytes at the peak, {count * size} in all"


def test_settings_are_in_force(tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "cases.ledger") as ledger, ledger._engine.connect() as connection:
        settings = {
            name: connection.execute(text(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "foreign_keys", "synchronous")
        }
    assert settings == {"journal_mode": "wal", "foreign_keys": 1, "synchronous": 2}


def test_several_writers_take_turns(target: str) -> None:
    """Each report is recorded by one of them, and none is refused: whoever writes takes the lock before it looks."""
    readings = [plain(f"Text {number}") for number in range(30)]

    def write(_: int) -> int:
        with Ledger.open(target) as ledger:
            return sum(ledger.add(reading) for reading in readings)

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(write, range(4))) == len(readings)
    with Ledger.open(target) as ledger:
        assert ledger.info().readings == len(readings)
