"""Nothing that a report or a stranger sends runs, gets in, or comes out as something else."""

import csv
import io
import json
import re
import shutil
import zipfile
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlencode

import pytest
from starlette.testclient import TestClient

from tests.web_samples import FORMULA, LINK, SCRIPT, client, hostile
from twosource.exports.tables import ENCODING
from twosource.ledger import Ledger
from twosource.web import Settings
from twosource.web.guard import POLICY, name_of

TOKEN = "a-token-of-24-characters"  # noqa: S105 - made up


@pytest.fixture(scope="module")
def attacked(sample_ledger: Path, tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    path = tmp_path_factory.mktemp("attacked") / "attacked.ledger"
    shutil.copy(sample_ledger, path)
    with Ledger.open(path) as book:
        book.add(hostile())
    return client(path)


@pytest.fixture
def own(sample_ledger: Path, tmp_path: Path) -> Path:
    path = tmp_path / "own.ledger"
    shutil.copy(sample_ledger, path)
    return path


def proof_of(web: TestClient, page: str = "/add") -> str:
    found = re.search(r'name="proof" value="(\w+)"', web.get(page).text)
    assert found is not None
    return found[1]


class Elements(HTMLParser):
    """Every element with its attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def hostile_pages(web: TestClient) -> list[str]:
    rows = web.get("/claims.json", params={"q": "hurt"}).json()["claims"]
    reports = [row["id"] for row in web.get("/reports.json").json()["reports"] if "script" in row["doc"]]
    assert len(rows) == len(reports) == 1
    claim, report = rows[0]["id"], reports[0]
    return [
        "/claims", f"/claims/{claim}", f"/claims/{claim}/changes", "/statements", f"/statements?q={FORMULA}",
        f"/claims?q=<script>hurt</script>&side={FORMULA}", "/reports", f"/reports/{report}?span=0-10", "/actors",
        "/review", f"/review/{claim}", f"/claims/{claim}/correct", f"/claims/{claim}/ground",
        f"/actor?{urlencode({'name': f'{FORMULA}{SCRIPT}'})}", f"/claims/{claim}?judged=<script>hurt",
        "/claims/<script>hurt</script>",
    ]  # fmt: skip


def test_no_text_of_a_report_becomes_markup(attacked):
    for page in hostile_pages(attacked):
        elements = Elements(attacked.get(page).text).found
        for tag, values in elements:
            assert not [name for name in values if name.startswith("on") or name == "style"], (page, tag, values)
            assert tag not in {"img", "iframe", "object", "embed", "base", "style"}, (page, tag)
            assert not (tag == "script" and not (values.get("src") or "").startswith("/static/")), page
            for name in ("href", "src", "action", "hx-get"):
                assert not (values.get(name) or "").lower().startswith(("javascript:", "data:", "http", "//")), page
        svgs = [values for tag, values in elements if tag == "svg"]
        assert all(values.get("class") == "strip" for values in svgs), page
        assert "49" not in re.findall(r"entered.{0,400}", attacked.get(page).text), "no template runs in a text"


def test_direction_marks_and_control_characters_are_spelt_out(attacked):
    for page in hostile_pages(attacked):
        text = attacked.get(page).text
        assert "\u202e" not in text
        assert "\u2066" not in text
        assert "\x07" not in text


def test_every_form_of_hostile_pages_is_served(attacked):
    for page in hostile_pages(attacked)[:-1]:
        path, _, query = page.partition("?")
        if "judged=" in query:
            continue
        for form in (".json", ".csv"):
            answer = attacked.get(f"{path}{form}?{query}")
            assert answer.status_code == 200, page


def test_no_cell_is_a_formula(attacked):
    seen = 0
    for path in ("/claims", "/statements", "/reports", "/actors", "/decisions", "/review"):
        text = attacked.get(f"{path}.csv").content.decode(ENCODING)
        for row in csv.reader(io.StringIO(text, newline="")):
            for cell in row:
                assert cell[:1] not in {"=", "+", "@", "\t", "\r", "\n"}, (path, cell[:40])
                assert not (cell.startswith("-") and len(cell) > 1 and not cell[1:2].isdigit()), (path, cell[:40])
                seen += cell.startswith("'")
    assert seen


def test_the_evidence_pack_is_safe_as_well(attacked):
    claim = attacked.get("/claims.json", params={"q": "hurt"}).json()["claims"][0]["id"]
    with zipfile.ZipFile(io.BytesIO(attacked.get(f"/claims/{claim}/evidence.zip").content)) as archive:
        page = archive.read("claim.html").decode()
        cells = [cell for row in csv.reader(io.StringIO(archive.read("reports.csv").decode(ENCODING))) for cell in row]
        assert json.loads(archive.read("quotations.json"))[0]["content"][0]["exact"].startswith("boats <script>")
    assert {tag for tag, _ in Elements(page).found} & {"script", "img", "svg", "iframe", "link"} == set()
    assert LINK not in [values.get("href") for _, values in Elements(page).found]
    assert not [cell for cell in cells if cell[:1] in "=+@" and cell]


def test_every_answer_carries_the_policy(attacked):
    for path in ("/claims", "/claims.json", "/claims.csv", "/nowhere", "/static/app.css", "/openapi.json"):
        headers = attacked.get(path).headers
        assert headers["content-security-policy"] == POLICY
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"
    for part in ("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'", "base-uri 'none'"):
        assert part in POLICY
    assert "unsafe" not in POLICY


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "127.0.0.1.nip.io", "", "localhost@evil"])
def test_another_name_for_this_machine_is_refused(attacked, host):
    answer = attacked.get("/claims", headers={"host": host})
    assert answer.status_code == 421
    assert answer.headers["content-security-policy"] == POLICY


@pytest.mark.parametrize(
    ("host", "name"),
    [("localhost:80", "localhost"), ("LOCALHOST", "localhost"), ("[::1]:8571", "[::1]"), ("[::1]", "[::1]")],
)
def test_the_name_of_a_host(host, name):
    assert name_of(host) == name


def test_a_token_is_needed_where_there_is_one(sample_ledger):
    web = client(sample_ledger, token=TOKEN)
    assert web.get("/claims").status_code == 401
    assert web.get("/claims", params={"token": TOKEN[:-1] + "x"}).status_code == 401
    assert web.get("/static/app.css").status_code == 401
    assert web.get("/claims", headers={"authorization": f"Bearer {TOKEN}"}).status_code == 200
    shown = web.get("/claims", params={"token": TOKEN, "q": "a b"}, follow_redirects=False)
    assert shown.status_code == 303
    assert shown.headers["location"] == "/claims?q=a+b", "the token does not stay in the address"
    assert "HttpOnly" in shown.headers["set-cookie"]
    assert "SameSite=Strict" in shown.headers["set-cookie"]
    assert web.get("/claims").status_code == 200
    away = web.get(f"//evil.example/x?token={TOKEN}", follow_redirects=False)
    assert away.headers.get("location", "/").startswith("/")
    assert not away.headers.get("location", "/").startswith("//")


def test_a_change_needs_the_proof_of_our_own_form(own):
    web = client(own)
    form = {"text": "The Teal guard said that boats came.", "name": "note"}
    assert web.post("/add/text", data=form).status_code == 403
    assert web.post("/add/text", data={**form, "proof": "0" * 64}).status_code == 403
    stranger = client(own)
    assert web.post("/add/text", data={**form, "proof": proof_of(stranger)}).status_code == 403, "another's proof"


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)
def test_a_change_from_another_site_is_refused(own, headers):
    web = client(own)
    form = {"action": "sign", "who": "Ada", "proof": proof_of(web)}
    claim = web.get("/claims.json").json()["claims"][0]["id"]
    assert web.post(f"/review/{claim}", data=form, headers=headers).status_code == 403
    assert web.get("/decisions.json").json()["total"] == 0


def test_a_read_only_server_changes_nothing(own):
    before = own.read_bytes()
    web = client(own, read_only=True)
    claim = web.get("/claims.json").json()["claims"][0]["id"]
    assert web.get("/add").status_code == 403
    assert web.post(f"/review/{claim}", data={"action": "sign", "who": "Ada"}).status_code == 403
    assert web.request("DELETE", f"/claims/{claim}").status_code in {403, 405}
    assert "read-only" in web.get("/claims").text
    assert own.read_bytes() == before


def test_too_much_is_refused_before_it_is_read(own):
    web = client(own, body_limit=10_000)
    form = {"text": "x" * 20_000, "proof": proof_of(web)}
    assert web.post("/add/text", data=form).status_code == 413

    def pieces():
        yield from (b"text=" + b"x" * 5_000 for _ in range(5))

    kind = {"content-type": "application/x-www-form-urlencoded"}
    assert web.post("/add/text", content=pieces(), headers=kind).status_code == 413
    assert web.get("/claims", params={"q": "x" * 9_000}).status_code == 414
    assert web.post("/add/text", content=b"", headers={**kind, "content-length": "many"}).status_code == 400


@pytest.mark.parametrize(
    "path",
    ["/static/../app.py", "/static/%2e%2e/app.py", "/static/..%2fapp.py", "/static//etc/passwd", "/static/%00",
     "/reports/..%2f..%2fetc%2fpasswd", "/claims/../../etc/passwd", "/static/vendor/../../settings.py"],
)  # fmt: skip
def test_no_address_leads_to_another_file(attacked, path):
    answer = attacked.get(path)
    assert answer.status_code in {404, 400}
    assert "root:" not in answer.text
    assert "import" not in answer.text


def test_settings_bind_to_this_machine_alone_by_default():
    assert set(Settings(ledger="x").hosts) == {"localhost", "127.0.0.1", "[::1]"}
