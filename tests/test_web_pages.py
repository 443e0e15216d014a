"""Every page, in all three forms: what it says, at which moment, and what it says when there is nothing."""

import csv
import hashlib
import io
import json
import re
import shutil
from pathlib import Path

import pytest
import shapely
from starlette.testclient import TestClient

from tests.ground_samples import layer as drawn
from tests.ground_samples import square
from tests.web_samples import client
from twosource.exports.tables import ENCODING
from twosource.ledger import Ledger
from twosource.ledger.layers import add_layer
from twosource.model import Report, sha256_of
from twosource.territory.layers import Layer, Status
from twosource.web.assets import RULES

ROOT = Path(__file__).parents[1]
FORMS = ("", ".json", ".csv")


@pytest.fixture(scope="module")
def web(sample_ledger: Path) -> TestClient:
    return client(sample_ledger)


@pytest.fixture(scope="module")
def claim(web: TestClient) -> str:
    identity: str = web.get("/claims.json").json()["claims"][0]["id"]
    return identity


@pytest.fixture(scope="module")
def report(web: TestClient) -> str:
    (found,) = (r["id"] for r in web.get("/reports.json").json()["reports"] if r["doc"] == "harbour-times")
    return str(found)


def rows_of(text: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.decode(ENCODING), newline="")))


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    "path",
    ["/claims", "/claims/CLAIM", "/claims/CLAIM/changes", "/statements", "/reports", "/reports/REPORT", "/actors",
     "/review", "/review/CLAIM", "/decisions", "/stories", "/claims/CLAIM/correct", "/claims/CLAIM/ground",
     "/actor?name=Iceland", "/rules", "/docs", "/add"],
)  # fmt: skip
def test_every_page_has_three_forms(web, claim, report, path, form):
    path, mark, query = path.replace("CLAIM", claim).replace("REPORT", report).partition("?")
    page = web.get(f"{path}{mark}{query}").text
    assert f'href="{path}.json{mark}{query}"' in page, "the page leads to its other forms"
    answer = web.get(f"{path}{form}{mark}{query}")
    assert answer.status_code == 200
    kind = {"": "text/html", ".json": "application/json", ".csv": "text/csv"}[form]
    assert answer.headers["content-type"].startswith(kind)
    if form == ".json":
        assert json.loads(answer.content)
    if form == ".csv":
        assert answer.content.startswith("\ufeff".encode())
        assert csv.reader(io.StringIO(answer.content.decode(ENCODING))).__next__()


@pytest.mark.parametrize("path", ["/openapi.json", "/favicon.ico"])
def test_files_of_our_own(web, path):
    assert web.get(path).status_code == 200


def test_rules_and_calls_one_by_one(web):
    rules = web.get("/rules.json").json()["rules"]
    assert [rule["number"] for rule in rules] == list(range(1, 10))
    assert all(rule["title"] and len(rule["text"]) > 100 for rule in rules)
    assert len(rows_of(web.get("/rules.csv").content)) == 9
    calls = {(row["method"], row["path"]) for row in rows_of(web.get("/docs.csv").content)}
    schema = web.get("/openapi.json").json()["paths"]
    assert calls == {(method.upper(), path) for path, methods in schema.items() for method in methods}
    assert {("GET", "/review/{claim_id}.json"), ("POST", "/claims/{claim_id}/correct"), ("POST", "/actor")} <= calls


def test_the_time_spoken_is_no_length_of_time(web, claim):
    rows = rows_of(web.get(f"/claims/{claim}.csv").content)
    assert rows
    assert not [row for row in rows if "hours" in row["said"] + row["happened"]]
    report = next(row for row in web.get("/reports.json").json()["reports"] if row["doc"] == "harbour-times")
    assert "hours" in web.get(f"/reports/{report['id']}.json").json()["text"], "the text has one"


def test_home_leads_to_the_claims(web):
    assert web.get("/", follow_redirects=False).headers["location"] == "/claims"


def test_links_between_pages_lead_somewhere(web, claim, report):
    seen: set[str] = set()
    for page in (
        f"/claims/{claim}",
        "/claims",
        "/stories",
        f"/reports/{report}",
        "/statements",
        "/reports",
        "/actors",
        "/review",
    ):
        for href in re.findall(r'(?:href|src)="(/[^"#]*)', web.get(page).text):
            address = href.replace("&amp;", "&")
            if address not in seen:
                seen.add(address)
                assert web.get(address).status_code == 200, (page, address)
    assert len(seen) > 50


def test_the_claim_in_counts_and_words(web, claim):
    text = web.get(f"/claims/{claim}").text
    for part in ("1 origin asserts", "speakers of one side deny", "0 independent confirmations", "proposed, unsigned"):
        assert part in text
    for stance in ("Asserts", "Denies", "Could not verify, or saw no evidence", "Responds without denying"):
        assert stance in text
    for time in ("happened", "said", "published", "read"):
        assert f"<dt>{time}</dt>" in text


def test_json_of_a_claim_is_that_of_the_command_and_more(web, claim):
    data = web.get(f"/claims/{claim}.json").json()
    assert data["id"] == claim
    assert {"statements", "origins", "differences", "standing", "grade", "why"} <= set(data)
    assert data["view"]["counts"][0] == "1 origin asserts"


def test_the_words_of_every_voice_are_found_in_its_report(web, claim):
    rows = rows_of(web.get(f"/claims/{claim}.csv").content)
    assert {"asserts", "denies"} <= {row["stance"] for row in rows}
    for row in rows:
        page = web.get(f"/reports/{row['report']}.json").json()
        start, end = map(int, row["span"].split(", ")[0].split("-"))
        assert " ".join(page["text"][start:end].split())[:40] in row["words"]


def test_evidence_is_highlighted_at_its_place(web, report):
    page = web.get(f"/reports/{report}?span=290-405").text
    assert '<span class="highlight"><a id="span"></a>' in page
    wrong = web.get(f"/reports/{report}?span=290-99999").text
    assert "does not lie in this text" in wrong
    assert 'class="highlight"><a' not in wrong


@pytest.mark.parametrize("span", ["x", "1", "5-2", "-1-4", "1-2-3", "9" * 12 + "-" + "9" * 13])
def test_a_span_that_is_none_highlights_nothing(web, report, span):
    page = web.get(f"/reports/{report}", params={"span": span})
    assert page.status_code == 200
    assert "Nothing is highlighted" in page.text


def test_as_of_shows_only_what_had_been_published(web, claim):
    early = web.get(f"/claims/{claim}.json", params={"as_of": "2024-03-05T14:00:00Z"}).json()
    late = web.get(f"/claims/{claim}.json").json()
    assert early["view"]["reports"] < late["view"]["reports"]
    assert early["view"]["timeline"]["moments"] == late["view"]["timeline"]["moments"], "later moments can be reached"
    assert any(mark["later"] for row in early["view"]["strip"]["rows"] for mark in row["marks"])
    assert not any(mark["later"] for row in late["view"]["strip"]["rows"] for mark in row["marks"])


def test_before_the_first_word_the_page_says_so(web, claim):
    page = web.get(f"/claims/{claim}", params={"as_of": "2024-03-04"})
    assert page.status_code == 200
    assert "Nobody had made this claim by 4 March 2024" in page.text
    assert "Show its first moment" in page.text


def test_what_changed_between_two_moments(web, claim):
    found = web.get(f"/claims/{claim}/changes.json", params={"since": "2024-03-05", "as_of": "2024-03-07"}).json()
    assert any("Nils Haugen" in change["words"] for change in found["changes"])
    none = web.get(f"/claims/{claim}/changes.json", params={"since": "2024-03-07", "as_of": "2024-03-07"}).json()
    assert none["changes"] == []


@pytest.mark.parametrize("path", ["/claims", "/claims/CLAIM", "/statements", "/reports", "/claims/CLAIM/changes"])
@pytest.mark.parametrize("as_of", ["yesterday", "2024-13-01", "0000", "9999-12-31T23:59:59-14:00", "x" * 41])
def test_what_is_no_time_is_told_so(web, claim, path, as_of):
    for form in FORMS:
        answer = web.get(path.replace("CLAIM", claim) + form, params={"as_of": as_of})
        assert answer.status_code in {200, 400, 422}
        if as_of == "yesterday":
            assert answer.status_code == 400
            assert "give a year, month, day or moment" in answer.text


def test_filters_and_paging(web):
    everything = web.get("/claims.json").json()
    denied = web.get("/claims.json", params={"stance": "denies"}).json()
    assert 0 < denied["total"] < everything["total"]
    side = web.get("/claims.json", params={"side": "Norway", "stance": "denies"}).json()
    assert 0 < side["total"] <= denied["total"]
    nothing = web.get("/claims", params={"outlet": "No Such Paper"})
    assert "No claim fits all of that" in nothing.text
    assert web.get("/claims.json", params={"since": "2024-03-07"}).json()["total"] < everything["total"]
    assert web.get("/claims", params={"since": "soon"}).status_code == 400
    assert web.get("/claims.json", params={"page": 99}).json()["page"] == 1


def test_a_story_leads_to_its_claims(web):
    stories = web.get("/stories.json").json()["stories"]
    assert sum(one["reports"] for one in stories) == 6
    totals = [web.get("/claims.json", params={"story": one["id"]}).json()["total"] for one in stories]
    assert totals == [one["claims"] for one in stories]
    assert sum(totals) == web.get("/claims.json").json()["total"]
    assert web.get("/claims.json?story=none").json()["total"] == 0


def test_search_takes_every_word_in_any_case_and_without_accents(web):
    found = web.get("/statements.json", params={"q": "ESKIFJÖRDUR boats"}).json()
    assert found["total"] >= 5
    assert all("boats" in row["words"].lower() or row["speaker"] for row in found["statements"])
    assert web.get("/statements.json", params={"q": "boats zebra"}).json()["total"] == 0
    assert "No statement has all of these words" in web.get("/statements", params={"q": "zebra"}).text
    assert web.get("/claims.json", params={"q": "mackerel"}).json()["total"] > 0


@pytest.mark.parametrize("path", ["/claims/c00000000", "/reports/" + "0" * 64, "/nowhere", "/static/nothing.css"])
def test_what_is_not_there_is_told_so(web, path):
    answer = web.get(path)
    assert answer.status_code == 404
    assert "twosource" in answer.text


def test_errors_take_the_form_that_was_asked_for(web):
    assert "no claim" in web.get("/claims/c00000000.json").json()["detail"]


def test_a_short_id_is_enough(web, claim):
    assert web.get(f"/claims/{claim[:7]}.json").json()["id"] == claim


@pytest.mark.parametrize("path", ["/claims", "/statements", "/reports", "/actors", "/review", "/decisions", "/stories"])
def test_an_empty_ledger_says_what_to_do_next(tmp_path, path):
    web = client(tmp_path / "empty.ledger", new=True)
    page = web.get(path).text
    assert "/add" in page or "/review" in page
    assert web.get(f"{path}.json").status_code == 200
    assert web.get(f"{path}.csv").status_code == 200


def test_places_and_outlines(web, claim):
    places = web.get(f"/claims/{claim}/places.json").json()
    (place,) = places["features"]
    assert place["properties"]["name"] == "Eskifjörður"
    assert {one["basis"] for one in place["properties"]["says"]} >= {"claimed", "denied"}
    outlines = web.get("/boundaries.json", params={"countries": ",".join(places["countries"])}).json()
    assert outlines["source"]["viewpoint"]
    assert {one["properties"]["country"] for one in outlines["features"]} == {"IS"}
    assert web.get("/boundaries.json?countries=Iceland").status_code == 400
    assert web.get("/boundaries.json?countries=ZZ").json()["features"] == []


def test_rules_are_those_of_the_documentation(web):
    assert RULES.read_text(encoding="utf-8") == (ROOT / "docs" / "rules-of-standing.md").read_text(encoding="utf-8")
    page = web.get("/rules").text
    for number in range(1, 10):
        assert f'id="rule-{number}"' in page


def test_the_api_describes_itself(web):
    schema = web.get("/openapi.json").json()
    assert "/claims/{claim_id}.json" in schema["paths"]
    assert all(call.get("summary") for methods in schema["paths"].values() for call in methods.values())
    page = web.get("/docs").text
    assert all(path in page for path in schema["paths"])


def test_control_layers_are_shown_one_publisher_at_a_time(sample_ledger, tmp_path):
    path = tmp_path / "layers.ledger"
    shutil.copy(sample_ledger, path)
    with Ledger.open(path) as book:
        for publisher, day, east in (
            ("Desk A", "2024-03-05", -13.0),
            ("Desk A", "2024-03-07", -12.0),
            ("Desk B", "2024-03-06", -11.0),
        ):
            add_layer(book, layer(publisher, day, east))
    web = client(path)
    assert web.get("/layers.json").json()["publishers"] == ["Desk A", "Desk B"]
    late = web.get("/layers.json", params={"publisher": "Desk A"}).json()["features"]
    early = web.get("/layers.json", params={"publisher": "Desk A", "as_of": "2024-03-06"}).json()["features"]
    assert [one["properties"]["date"] for one in late] == ["2024-03-07"]
    assert [one["properties"]["date"] for one in early] == ["2024-03-05"]
    assert web.get("/layers.json", params={"publisher": "Desk A", "as_of": "2024-03-01"}).json()["features"] == []
    assert web.get("/layers.json", params={"publisher": "nobody"}).json()["features"] == []
    claim = web.get("/claims.json").json()["claims"][0]["id"]
    page = web.get(f"/claims/{claim}").text
    assert "control according to" in page
    assert '<option value="2024-03-07">7 March 2024</option>' in page, "first the day of the last report"
    early = web.get(f"/claims/{claim}?as_of=2024-03-05").text
    assert '<option value="2024-03-05">5 March 2024</option>' in early
    assert "the latest day" not in early
    found = web.get(f"/claims/{claim}/ground.json").json()
    assert found["publishers"] == ["Desk A", "Desk B"]
    sentences = [row["words"] for row in found["found"] if row["what"] == "hindsight"]
    assert len(sentences) == 2, "each publisher by itself"
    assert all("covers the point of Eskifjörður" in one for one in sentences)
    then = web.get(f"/claims/{claim}/ground.json?as_of=2024-03-05").json()
    assert then["publishers"] == ["Desk A"], "as of a day no layer for a later one"
    assert "No control layer is loaded for 4 March" in web.get(f"/claims/{claim}/ground?as_of=2024-03-04").text


def test_a_distance_is_a_chip_beside_the_map(tmp_path, reader):
    text = "Sudmark's troops crossed the border of Värmland into Dalarna, the ministry of defence of Sudmark said."
    path = tmp_path / "border.ledger"
    with Ledger.open(path) as book:
        book.add(reader.read(Report(doc="a", text=text, sha256=sha256_of(text), outlet="A", published="2031-03-04")))
        add_layer(book, drawn(tmp_path, square(0.1), date="2031-03-02"))
    web = client(path)
    (claim,) = [row["id"] for row in web.get("/claims.json").json()["claims"]]
    (chip,) = [row["short"] for row in web.get(f"/claims/{claim}/ground.json").json()["found"] if row["short"]]
    assert re.fullmatch(r"Mapdesk, 2 March 2031: \d+\.\d km to Dalarna's border with Värmland", chip), chip
    assert 'hx-select-oob="#chips"' in web.get(f"/claims/{claim}").text
    assert '<li class="chip"><bdi>Mapdesk, 2 March 2031' in web.get(f"/claims/{claim}/ground").text


def layer(publisher: str, day: str, east: float) -> Layer:
    shape = shapely.box(-15.0, 64.5, east, 65.5)
    wkb = shapely.to_wkb(shape)
    return Layer(
        publisher=publisher, kind="held", status=Status.ASSESSED, date=day, basis="option", file=f"{day}.geojson",
        sha256=hashlib.sha256(day.encode()).hexdigest(), shape_id=hashlib.sha256(wkb).hexdigest(), wkb=wkb,
        box=(-15.0, 64.5, east, 65.5), km2=1.0,
    )  # fmt: skip
