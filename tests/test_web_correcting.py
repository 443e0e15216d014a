"""Correcting what a claim rests on, from the page: each kind of judgement, what it does to the claim, and its undoing."""

import re
import shutil
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from starlette.testclient import TestClient

from tests.web_samples import client
from twosource.ledger import Ledger
from twosource.model import Action

WHO = {"who": "Ada Quill", "reason": "the second voice speaks of another boat"}


@pytest.fixture
def web(sample_ledger: Path, tmp_path: Path) -> TestClient:
    path = tmp_path / "own.ledger"
    shutil.copy(sample_ledger, path)
    return client(path)


@pytest.fixture
def claim(web: TestClient) -> str:
    identity: str = web.get("/claims.json").json()["claims"][0]["id"]
    return identity


def send(web: TestClient, path: str, /, *, page: str = "", **form: Any) -> Any:
    proof = re.search(r'name="proof" value="(\w+)"', web.get(page or path).text)
    assert proof is not None
    return web.post(path, data={**form, "proof": proof[1]}, follow_redirects=False)


def parts(web: TestClient, claim: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = web.get(f"/claims/{claim}/correct.json").json()["statements"]
    return rows


def members(web: TestClient, claim: str) -> list[str]:
    return [row["id"] for row in parts(web, claim) if row["member"]]


def actions(web: TestClient) -> list[str]:
    return [one["action"] for one in web.get("/decisions.json").json()["decisions"]]


def test_the_form_offers_every_statement_with_what_it_does(web, claim):
    rows = parts(web, claim)
    assert {"makes it", "denies", "could not verify", "responds"} <= {row["role"] for row in rows}
    page = web.get(f"/claims/{claim}/correct").text
    assert all(f'value="{row["id"]}"' in page for row in rows)
    assert 'href="/actor?name=Icelandic%20Coast%20Guard"' in page


def test_splitting_makes_a_claim_of_its_own_and_undo_puts_it_back(web, claim):
    before, total = members(web, claim), web.get("/claims.json").json()["total"]
    leaving = before[-2:]
    answer = send(web, f"/claims/{claim}/correct", action="split", statement=leaving, **WHO)
    assert answer.status_code == 303
    where = answer.headers["location"]
    assert set(members(web, claim)) == set(before) - set(leaving)
    assert web.get("/claims.json").json()["total"] == total + 1
    page = web.get(where).text
    assert "2 statements made a claim of their own" in page
    (done,) = parse_qs(urlsplit(where).query)["judged"]
    undone = send(web, f"/decisions/{done}/undo", page=where, back=f"/claims/{claim}", who="Ada", reason="a mistake")
    assert undone.headers["location"] == f"/claims/{claim}"
    assert members(web, claim) == before
    assert "Recorded:" not in web.get(where).text, "what was taken back is not told of"
    assert actions(web) == [Action.UNDO, Action.SPLIT]


def test_merging_takes_the_statements_of_the_other(web, claim):
    other = web.get("/claims.json").json()["claims"][1]["id"]
    wanted = {*members(web, claim), *members(web, other)}
    answer = send(web, f"/claims/{claim}/correct", action="merge", other=other[:7], **WHO)
    assert answer.status_code == 303
    assert set(members(web, claim)) == wanted
    assert web.get(f"/claims/{other}").status_code == 404


def test_linking_and_unlinking_change_what_a_statement_does(web, claim):
    free = re.search(r'<option value="(s\w+)">', web.get(f"/claims/{claim}/correct").text)
    assert free is not None
    form = {"more": free[1], "relation": "disputes", **WHO}
    assert send(web, f"/claims/{claim}/correct", action="link", **form).status_code == 303
    assert [row["role"] for row in parts(web, claim) if row["id"] == free[1]] == ["denies"]
    counts = web.get(f"/claims/{claim}.json").json()["view"]["counts"]
    assert send(web, f"/claims/{claim}/correct", action="unlink", **form).status_code == 303
    assert not [row for row in parts(web, claim) if row["id"] == free[1]]
    assert web.get(f"/claims/{claim}.json").json()["view"]["counts"] != counts


def test_statements_are_taken_out(web, claim):
    before = members(web, claim)
    answer = send(web, f"/claims/{claim}/correct", action="reject", statement=before[-1:], **WHO)
    assert answer.status_code == 303
    assert members(web, claim) == before[:-1]


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({"action": "split"}, 400),
        ({"action": "reject"}, 400),
        ({"action": "split", "statement": "ALL"}, 400),
        ({"action": "split", "statement": ["s000000000000"]}, 404),
        ({"action": "merge", "other": ""}, 400),
        ({"action": "merge", "other": "c00000000"}, 404),
        ({"action": "merge", "other": "SELF"}, 400),
        ({"action": "link", "statement": "ALL", "relation": ""}, 400),
        ({"action": "link", "statement": "ALL", "relation": "disputes"}, 400),
        ({"action": "link", "statement": "ALL", "relation": "same"}, 400),
        ({"action": "unlink", "statement": "MEMBER"}, 400),
        ({"action": "delete", "statement": "ALL"}, 400),
        ({"action": "split", "statement": "MEMBER", "reason": "  "}, 400),
        ({"action": "split", "statement": "MEMBER", "who": " "}, 400),
    ],
)
def test_what_would_have_no_effect_is_refused_and_not_recorded(web, claim, form, status):
    given = {**WHO, **form}
    every = members(web, claim)
    words = {"ALL": every, "MEMBER": every[-1:], "SELF": claim}
    given = {name: words.get(value, value) if isinstance(value, str) else value for name, value in given.items()}
    answer = send(web, f"/claims/{claim}/correct", **given)
    assert answer.status_code == status, answer.text
    assert actions(web) == []


def test_a_side_is_judged_for_all_reports_and_taken_back(web, claim):
    name = "Norwegian Ministry of Defence"
    assert "one side deny" in " ".join(web.get(f"/claims/{claim}.json").json()["view"]["counts"])
    answer = send(
        web, "/actor", page=f"/actor?name={name}", name=name.upper(), action="set-side", side="third-party", **WHO
    )
    assert answer.status_code == 303
    assert answer.headers["location"] == "/actor?name=Norwegian+Ministry+of+Defence"
    assert "one side deny" not in " ".join(web.get(f"/claims/{claim}.json").json()["view"]["counts"])
    shown = web.get("/actor.json", params={"name": name}).json()
    assert {row["side"] for row in shown["as"]} == {"third-party"}
    (judged,) = shown["judgements"]
    back = f"/actor?name={name.replace(' ', '%20')}"
    send(web, f"/decisions/{judged['id']}/undo", page=back, back=back, **WHO)
    assert "one side deny" in " ".join(web.get(f"/claims/{claim}.json").json()["view"]["counts"])


def test_a_side_in_one_report_only(web):
    name, rows = "Iceland", web.get("/actor.json?name=Iceland").json()["as"]
    report = re.search(r'<option value="([0-9a-f]{64})">', web.get(f"/actor?name={name}").text)
    assert report is not None
    form = {"name": name, "action": "set-side", "side": "not-stated", "report": report[1], **WHO}
    assert send(web, "/actor", page=f"/actor?name={name}", **form).status_code == 303
    after = web.get("/actor.json?name=Iceland").json()["as"]
    assert {row["side"] for row in after} == {"Iceland", None}
    assert sum(row["statements"] for row in after) == sum(row["statements"] for row in rows)


def test_a_reliability_is_shown_in_the_proposed_grade(web, claim):
    name = "Icelandic Coast Guard"
    form = {"name": name, "action": "set-reliability", "letter": "B", **WHO}
    assert send(web, "/actor", page=f"/actor?name={name}", **form).status_code == 303
    assert web.get("/actor.json", params={"name": name}).json()["reliability"] == "B"
    assert web.get(f"/claims/{claim}.json").json()["grade"]["reliability"] == "B"


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({"action": "set-side", "side": ""}, 400),
        ({"action": "set-reliability", "letter": "G"}, 400),
        ({"action": "set-reliability", "letter": ""}, 400),
        ({"action": "rename"}, 400),
        ({"action": "set-side", "side": "Iceland", "name": "Nobody At All"}, 404),
        ({"action": "set-side", "side": "Iceland", "report": "0" * 64}, 404),
        ({"action": "set-side", "side": "Iceland", "reason": ""}, 400),
    ],
)
def test_what_is_no_judgement_of_a_speaker_is_refused(web, form, status):
    answer = send(web, "/actor", page="/actor?name=Iceland", **{"name": "Iceland", **WHO, **form})
    assert answer.status_code in {status, 422}
    assert actions(web) == []


def test_a_report_is_corrected_and_what_it_was_recorded_with_stays(web):
    report = next(row for row in web.get("/reports.json").json()["reports"] if row["doc"] == "harbour-times")
    where = f"/reports/{report['id']}"
    answer = send(web, f"{where}/correct", page=where, outlet="The Other Times", published="", **WHO)
    assert answer.headers["location"] == where
    assert "The Other Times" in web.get(where).text
    assert "The Other Times" in web.get("/reports").text
    assert send(web, f"{where}/correct", page=where, published="soon", **WHO).status_code == 400
    assert send(web, f"{where}/correct", page=where, **WHO).status_code == 400
    with Ledger.open(web.app.state.settings.ledger, create=False) as book:
        assert any(one.report.outlet == "Harbour Times" for one in book.readings())


def test_an_undo_leads_to_no_other_site(web, claim):
    send(web, f"/claims/{claim}/correct", action="reject", statement=members(web, claim)[-1:], **WHO)
    (one,) = web.get("/decisions.json").json()["decisions"]
    for back in (
        "//evil.example",
        "https://evil.example",
        "/claims/c1//evil.example",
        "javascript:x",
        "/actor?name=a&x=//e",
    ):
        answer = send(web, f"/decisions/{one['id']}/undo", page="/decisions", back=back, **WHO)
        assert answer.headers["location"] == "/decisions"


def test_a_read_only_server_shows_and_takes_no_correction(sample_ledger):
    web = client(sample_ledger, read_only=True)
    claim = web.get("/claims.json").json()["claims"][0]["id"]
    for page in (f"/claims/{claim}/correct", "/actor?name=Iceland", f"/claims/{claim}", f"/review/{claim}"):
        text = web.get(page).text
        assert 'method="post"' not in text, page
    assert web.post(f"/claims/{claim}/correct", data=WHO).status_code == 403
    assert web.post("/actor", data=WHO).status_code == 403
