"""The whole ledger in a few questions: the same values as one by one, and quotations that are checked when shown."""

import json
import shutil
import sqlite3
import sys
from pathlib import Path

import pytest

from tests.web_samples import client
from twosource.ledger import Ledger, picture, record
from twosource.ledger.bulk import Bulk, state_of
from twosource.ledger.errors import LedgerError
from twosource.model import OrphanError, judging


@pytest.fixture
def own(sample_ledger: Path, tmp_path: Path) -> Path:
    path = tmp_path / "own.ledger"
    shutil.copy(sample_ledger, path)
    with Ledger.open(path) as book:
        record(book)
    return path


def tamper(path: Path, table: str, change: str) -> None:
    """Change rows as somebody with another program would."""
    with sqlite3.connect(path) as raw:
        rows = raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ?", (table,))
        for (name,) in rows.fetchall():
            raw.execute(f'DROP TRIGGER "{name}"')
        raw.execute(f"UPDATE {table} SET {change}")  # noqa: S608 - our own words
    raw.close()


def test_many_at_once_are_the_same_as_one_by_one(own):
    with Ledger.open(own) as book:
        kept = Bulk()
        assert picture(book, kept=kept) == picture(book)
        assert picture(book, kept=kept, published_by="2024-03-05") == picture(book, published_by="2024-03-05")
        assert kept.readings
        assert kept.claims


def test_recorded_claims_are_read_and_not_made_again(own, monkeypatch):
    with Ledger.open(own) as book:
        expected = picture(book).claims
        module = sys.modules["twosource.ledger.picture"]  # the package has a function of that name
        monkeypatch.setattr(module, "_linked", lambda *_: pytest.fail("linked again"))
        monkeypatch.setattr(module, "_recorded", lambda *_: pytest.fail("asked for one by one"))
        assert picture(book, kept=Bulk()).claims == expected


def test_quotations_are_proved_once_and_only_when_asked(own):
    with Ledger.open(own) as book:
        kept = Bulk()
        seen = picture(book, kept=kept)
        pairs = [(reading, s) for reading in seen.readings for s in reading.statements]
        kept.prove(book, pairs)
        tamper(own, "evidence", "exact = 'something else'")
        kept.prove(book, pairs)
        fresh = Bulk()
        again = picture(book, kept=fresh)
        assert again.claims == seen.claims, "an overview quotes nothing"
        with pytest.raises(OrphanError):
            fresh.prove(book, [(reading, s) for reading in again.readings for s in reading.statements])


def test_a_quotation_that_is_gone_is_an_orphan(own):
    with Ledger.open(own) as book:
        kept = Bulk()
        reading = picture(book, kept=kept).readings[0]
        tamper(own, "evidence", "statement = statement + 1000")
        with pytest.raises(OrphanError, match="not in the ledger"):
            kept.prove(book, [(reading, reading.statements[0])])


def test_a_text_that_was_changed_is_refused(own):
    tamper(own, "texts", "text = text || '.'")
    with Ledger.open(own) as book, pytest.raises(LedgerError, match="damaged"):
        picture(book, kept=Bulk())


def test_the_state_changes_with_what_people_judge(own):
    with Ledger.open(own) as book:
        before = state_of(book)
        claim = picture(book).claims[0]
        book.judge(judging.sign(claim, who="Ada"))
        assert state_of(book) != before


def test_the_page_shows_no_words_that_are_no_longer_there(own):
    tamper(own, "evidence", "exact = 'something else'")
    web = client(own)
    claims = web.get("/claims.json").json()["claims"]
    assert claims, "the overview is there"
    report = web.get("/reports.json").json()["reports"][0]["id"]
    for path in (f"/claims/{claims[0]['id']}", "/statements", f"/reports/{report}", f"/claims/{claims[0]['id']}/evidence.zip",
                 f"/review/{claims[0]['id']}", f"/claims/{claims[0]['id']}/correct"):  # fmt: skip
        answer = web.get(path)
        assert answer.status_code == 503, path
        assert "Evidence no longer matches" in answer.text
    assert "Evidence no longer matches" in json.loads(web.get("/statements.json").content)["detail"]
