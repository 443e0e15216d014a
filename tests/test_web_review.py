"""A person's word on a claim, and reports that are added: from the form to the ledger and back to the page."""

import re
import shutil
import time
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.web_samples import client
from twosource.ledger import Ledger, custody
from twosource.readers.fetching import Fetched
from twosource.web import adding

ARTICLE = "Boats seen\n\nThe Tern Bay Herald\n\n8 March 2024\n\nIceland said on Friday that two boats had returned to Eskifjordur."


@pytest.fixture
def web(sample_ledger: Path, tmp_path: Path) -> TestClient:
    path = tmp_path / "own.ledger"
    shutil.copy(sample_ledger, path)
    return client(path, fetch=True)


def first(web: TestClient) -> str:
    identity: str = web.get("/claims.json").json()["claims"][0]["id"]
    return identity


def send(web: TestClient, path: str, page: str, /, *, files=None, **form):
    proof = re.search(r'name="proof" value="(\w+)"', web.get(page).text)
    assert proof is not None
    return web.post(path, data={**form, "proof": proof[1]}, files=files, follow_redirects=False)


def decide(web: TestClient, claim: str, **form):
    return send(web, f"/review/{claim}", f"/review/{claim}", **form)


def test_signing_is_shown_with_name_and_the_next_claim_follows(web):
    claim = first(web)
    waiting = web.get("/review.json").json()
    answer = decide(web, claim, action="sign", who="Ada Quill", following=waiting["claims"][1]["id"])
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/review/{waiting['claims'][1]['id']}"
    page = web.get(f"/claims/{claim}").text
    assert "signed by" in page
    assert "Ada Quill" in page
    assert web.get("/review.json").json()["total"] == waiting["total"] - 1
    assert 'value="Ada Quill"' in web.get(f"/review/{waiting['claims'][1]['id']}").text, "the name is remembered"


def test_overruling_needs_a_reason_and_keeps_the_proposal(web):
    claim = first(web)
    assert decide(web, claim, action="overrule", who="Ada", term="corroborated").status_code == 400
    made = decide(web, claim, action="overrule", who="Ada", term="corroborated", credibility="3", reason="radar seen")
    assert made.status_code == 303
    verdict = web.get(f"/claims/{claim}.json").json()["view"]["verdict"]
    assert (verdict["term"], verdict["credibility"], verdict["signed"]) == ("corroborated", 3, True)
    assert verdict["proposed"] == "disputed, F6"
    assert verdict["reason"] == "radar seen"


def test_undo_takes_back_and_both_stay_on_record(web):
    claim = first(web)
    decide(web, claim, action="reject", who="Ada", reason="no claim")
    (one,) = web.get("/decisions.json").json()["decisions"]
    assert "rejected as a claim by" in web.get(f"/claims/{claim}").text
    assert "Take back my last decision" in web.get(f"/review/{claim}").text
    undone = send(web, f"/decisions/{one['id']}/undo", "/decisions", who="Ada", reason="a mistake")
    assert undone.status_code == 303
    feed = web.get("/decisions.json").json()
    assert feed["total"] == 2
    assert "proposed, unsigned" in web.get(f"/claims/{claim}").text
    assert "taken back" in web.get("/decisions").text
    assert send(web, "/decisions/j000000000000/undo", "/decisions", who="Ada", reason="x").status_code in {400, 403}


@pytest.mark.parametrize(
    "form",
    [{"action": "sign", "who": ""}, {"action": "sign", "who": "   "}, {"action": "delete", "who": "Ada"},
     {"action": "overrule", "who": "Ada", "reason": "r"}, {"action": "overrule", "who": "Ada", "reason": "r", "term": "true"},
     {"action": "overrule", "who": "Ada", "reason": "r", "credibility": "9"}, {"action": "reject", "who": "Ada"},
     {"action": "sign", "who": "A" * 200}],
)  # fmt: skip
def test_what_is_no_decision_is_refused_and_not_recorded(web, form):
    answer = decide(web, first(web), **form)
    assert answer.status_code in {400, 422}
    assert web.get("/decisions.json").json()["total"] == 0


def test_a_decision_leads_to_no_other_site(web):
    answer = decide(web, first(web), action="unsure", who="Ada", following="//evil.example")
    assert answer.headers["location"] == "/review"


def wait_for(web: TestClient, where: str) -> Any:
    for _ in range(600):
        job = web.get(f"{where}.json").json()
        if job["state"] in {"done", "failed"}:
            return job
        time.sleep(0.05)
    raise AssertionError(job)


@pytest.fixture
def desk(web, reader):
    """The desk with the reader that all tests share, so that no model is loaded a second time."""
    web.app.state.desk._reader = reader
    yield web.app.state.desk
    web.app.state.desk.close()


@pytest.mark.usefixtures("desk")
def test_a_pasted_text_is_read_and_shown(web):
    before = web.get("/reports.json").json()["total"]
    answer = send(
        web, "/add/text", "/add", text=ARTICLE, name="../herald", outlet="Tern Bay Herald", published="2024-03-08"
    )
    assert answer.status_code == 303
    job = wait_for(web, answer.headers["location"])
    assert (job["state"], job["added"], job["failed"]) == ("done", 1, 0)
    reports = web.get("/reports.json").json()["reports"]
    assert len(reports) == before + 1
    (made,) = (row for row in reports if row["doc"] == "herald")
    assert made["outlet"] == "Tern Bay Herald"
    assert "two boats had returned" in web.get(f"/reports/{made['id']}").text
    again = send(
        web, "/add/text", "/add", text=ARTICLE, name="herald", outlet="Tern Bay Herald", published="2024-03-08"
    )
    assert wait_for(web, again.headers["location"])["known"] == 1, "the same text twice changes nothing"
    part = web.get(answer.headers["location"], headers={"hx-request": "true"}).text
    assert part.startswith("<div")
    assert "hx-get" not in part, "nothing is asked for again when it is done"


@pytest.mark.usefixtures("desk")
def test_files_are_read_and_what_cannot_be_is_told(web):
    files = [("files", ("one.txt", ARTICLE.encode())), ("files", ("two.jsonl", b"{not json}\n"))]
    answer = send(web, "/add/files", "/add", files=files)
    job = wait_for(web, answer.headers["location"])
    assert (job["added"], job["failed"]) == (1, 1)
    assert any("two" in line for line in job["lines"])


@pytest.mark.parametrize("name", ["picture.png", "page.exe", "noname", ".htaccess", "x.txt.zip"])
def test_other_kinds_of_files_are_refused(web, name):
    assert send(web, "/add/files", "/add", files=[("files", (name, b"x"))]).status_code == 415


def test_too_many_files_are_refused(web):
    files = [("files", (f"{n}.txt", b"x")) for n in range(adding.FILES_AT_MOST + 1)]
    assert send(web, "/add/files", "/add", files=files).status_code == 413


def test_nothing_is_not_added(web):
    assert send(web, "/add/text", "/add", text="  \n ").status_code == 400
    assert send(web, "/add/text", "/add", text="words", published="soon").status_code == 400


@pytest.mark.usefixtures("desk")
def test_an_address_is_fetched_only_where_that_is_allowed(web, monkeypatch):
    page = Fetched(url="https://herald.example/boats", kind="text/plain", body=ARTICLE.encode())
    monkeypatch.setattr(adding, "fetch", lambda _url: page)
    answer = send(web, "/add/url", "/add", url=page.url)
    assert wait_for(web, answer.headers["location"])["added"] == 1
    with Ledger.open(web.app.state.settings.ledger, create=False) as book:
        ((_, row),) = custody.log(book)
        ((report, original),) = ((tie["report_id"], tie["sha256"]) for tie in custody.ties(book))
    assert (row.deed, row.origin, row.media_type, row.sha256) == ("fetched", page.url, "text/plain", original)
    assert original in web.get(f"/reports/{report}").text
    assert web.get(f"/reports/{report}.json").json()["originals"][0]["kept"] == "copied"
    closed = client(Path(web.app.state.settings.ledger))
    assert send(closed, "/add/url", "/add", url=page.url).status_code == 403
    assert 'action="/add/url"' not in closed.get("/add").text


def test_a_private_address_is_refused_in_words(web):
    answer = send(web, "/add/url", "/add", url="http://127.0.0.1/")
    assert answer.status_code == 400
    assert "not on the public network" in answer.text


@pytest.mark.usefixtures("desk")
def test_what_was_added_is_in_the_ledger(web):
    answer = send(web, "/add/text", "/add", text=ARTICLE)
    wait_for(web, answer.headers["location"])
    with Ledger.open(web.app.state.settings.ledger, create=False) as book:
        assert any(row.doc == "pasted" for row in book.reports())
