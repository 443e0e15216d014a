"""The page in a real browser: keys, a telephone's width, dark mode, no foreign request, and what axe-core finds."""

import os
import shutil
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from tests.web_samples import hostile
from twosource.ledger import Ledger
from twosource.web import Settings, create_app

playwright = pytest.importorskip("playwright.sync_api")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
AXE = Path(__file__).parent / "assets" / "axe.min.js"
LAPTOP = {"width": 1366, "height": 768}
PHONE = {"width": 390, "height": 844}
SERIOUS = {"serious", "critical"}

if CHROMIUM is None and not os.environ.get("CI"):
    pytest.skip("there is no Chromium on this machine: install one to run these", allow_module_level=True)


@pytest.fixture(scope="module")
def site(sample_ledger: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server on a ledger of the samples and one hostile report."""
    path = tmp_path_factory.mktemp("browser") / "samples.ledger"
    shutil.copy(sample_ledger, path)
    with Ledger.open(path) as book:
        book.add(hostile())
    server = uvicorn.Server(uvicorn.Config(create_app(Settings(ledger=str(path))), port=0, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(timeout=20)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with playwright.sync_playwright() as started:
        found = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield found
        found.close()


class Watched:
    """A page of which every complaint and every request is noted."""

    def __init__(self, browser: Any, site: str, **options: Any) -> None:
        # bypass_csp: axe is put in by the test; the policy itself is tested on the pages that run without it.
        self.context = browser.new_context(**{"viewport": LAPTOP, **options})
        self.page = self.context.new_page()
        self.site = site
        self.complaints: list[str] = []
        self.foreign: list[str] = []
        self.page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", lambda one: self.foreign.append(one.url) if not one.url.startswith(site) else None)

    def open(self, path: str) -> Any:
        self.page.goto(self.site + path)
        if self.page.query_selector("#map[data-places]"):
            self.page.wait_for_selector("#map[data-ready]")
        return self.page

    def close(self) -> None:
        self.context.close()


@pytest.fixture
def watched(browser: Any, site: str) -> Iterator[Any]:
    made: list[Watched] = []

    def make(**options: Any) -> Watched:
        made.append(Watched(browser, site, **options))
        return made[-1]

    yield make
    for one in made:
        assert one.complaints == []
        assert one.foreign == []
        one.close()


@pytest.fixture(scope="module")
def paths(site: str, browser: Any) -> dict[str, str]:
    page = browser.new_page()
    page.goto(f"{site}/claims")
    claim = page.get_attribute("a[data-main]", "href")
    page.goto(f"{site}/reports")
    report = page.get_attribute("a[data-main]", "href")
    page.goto(f"{site}/claims?q=hurt")
    attack = page.get_attribute("a[data-main]", "href")
    page.close()
    return {"claim": claim, "report": f"{report}?span=0-10", "attack": attack, "correct": f"{claim}/correct",
            "ground": f"{claim}/ground", "review": claim.replace("/claims/", "/review/")}  # fmt: skip


PAGES = ("/claims", "claim", "early", "changes", "/stories", "/statements?q=boats", "/reports", "report", "/actors",
         "/review", "review", "correct", "ground", "/actor?name=Iceland", "/decisions", "/add", "/rules", "/docs", "attack", "/nowhere")  # fmt: skip


def path_of(name: str, paths: dict[str, str]) -> str:
    if name == "early":
        return f"{paths['claim']}?as_of=2024-03-04"
    if name == "changes":
        return f"{paths['claim']}/changes?since=2024-03-05"
    return paths.get(name, name)


def test_every_page_on_a_laptop_and_a_telephone_light_and_dark(watched, paths):
    """No sideways scrolling, no complaint, no foreign request, nothing of a report's that runs."""
    every: tuple[dict[str, Any], ...] = ({"color_scheme": "light"}, {"viewport": PHONE, "color_scheme": "dark"})
    for options in every:
        one = watched(**options)
        width = options.get("viewport", LAPTOP)["width"]
        for name in PAGES:
            page = one.open(path_of(name, paths))
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (name, width)
            assert page.evaluate("window.hurt") is None, name
            ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
            dark = sum(int(part) for part in ground[4:-1].split(",")) < 300
            assert dark == (options["color_scheme"] == "dark"), name
        one.complaints[:] = [text for text in one.complaints if "404" not in text]  # of /nowhere


def test_axe_finds_nothing_serious(browser, site, paths):
    source = AXE.read_text(encoding="utf-8")
    shapes = (
        "claim",
        "/claims",
        "report",
        "review",
        "/add",
        "/decisions",
        "correct",
        "/actor?name=Iceland",
    )  # where a telephone's layout differs
    for scheme, size, names in (("light", LAPTOP, PAGES), ("dark", PHONE, shapes)):
        context = browser.new_context(viewport=size, color_scheme=scheme, bypass_csp=True)
        page = context.new_page()
        for name in names:
            page.goto(site + path_of(name, paths))
            if page.query_selector("#map[data-places]"):
                page.wait_for_selector("#map[data-ready]")
            page.evaluate(source)
            found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
            bad = [(one["id"], one["nodes"][0]["html"][:200], one["nodes"][0].get("failureSummary", "")[:200])
                   for one in found if one["impact"] in SERIOUS]  # fmt: skip
            assert bad == [], (name, scheme)
        context.close()


def in_sight(page: Any, selector: str) -> bool:
    box = page.locator(selector).first.bounding_box()
    return box is not None and box["y"] >= 0 and box["y"] + min(box["height"], 60) <= LAPTOP["height"]


def test_the_first_screen_shows_what_an_editor_needs(watched, paths):
    page = watched().open(paths["claim"])
    for selector in ("#claim", ".counts", ".verdict .standing", ".verdict .grade", "#slider", "#map", ".spots",
                     ".stance.asserts .card", ".stance.denies .card", ".stance.unverified .card"):  # fmt: skip
        assert in_sight(page, selector), selector
    cards = [
        page.locator(f".stance.{name} .card").first.bounding_box()["y"] for name in ("asserts", "denies", "unverified")
    ]
    assert max(cards) - min(cards) < 1, "side by side"


def test_keys_alone_lead_from_the_list_to_the_words(watched):
    one = watched()
    page = one.open("/claims")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url("**/claims/c*")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    speaker = page.evaluate("document.activeElement.getAttribute('aria-label')")
    assert speaker == page.locator(".card").first.get_attribute("aria-label")
    page.keyboard.press("e")
    page.wait_for_url("**/reports/*?span=*", wait_until="load")
    shown = page.locator(".text .highlight").first
    assert shown.is_visible()
    box = shown.bounding_box()
    assert 0 <= box["y"] <= LAPTOP["height"]


def test_keys_are_listed_and_search_is_reached(watched):
    page = watched().open("/statements")
    page.keyboard.press("?")
    assert page.locator("#keys").is_visible()
    page.keyboard.press("Escape")
    assert not page.locator("#keys").is_visible()
    page.keyboard.press("/")
    page.keyboard.type("radio?e")
    assert page.input_value("[data-search]") == "radio?e", "no key acts while one types"
    page.fill("[data-search]", "radio")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=radio*")
    assert page.locator(".results li").count() >= 1


def test_the_slider_shows_an_earlier_moment(watched, paths):
    page = watched().open(paths["claim"])
    now = page.inner_text(".counts")
    page.focus("#slider")
    page.keyboard.press("Home")
    page.wait_for_url("**as_of=*")
    assert page.inner_text(".counts") != now
    assert page.locator(".strip .mark.later").count() > 0
    page.keyboard.press("]")
    page.wait_for_function("document.querySelectorAll('.strip .mark.later').length < 8")


def test_what_changed_comes_after_the_page(watched, paths):
    page = watched().open(paths["claim"])
    page.wait_for_selector("#changes-list .changes li")
    assert "Nils Haugen" in page.inner_text("#changes-list")


def test_the_first_tab_skips_to_the_content(watched):
    page = watched().open("/claims")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_the_map_draws_outlines_and_places_with_texture(watched, paths):
    page = watched().open(paths["claim"])
    assert page.locator("#map path.area").count() >= 1
    assert page.locator("#map path.claimed.side-a").get_attribute("fill") == "url(#hatch-side-a)"
    assert page.locator("#map path.denied.side-b").count() == 1
    assert "Eskifj" in page.inner_text("#map .pin")
    assert "United Nations General Assembly" in page.inner_text("#map")


def test_a_review_by_keys_is_shown_and_undone(watched, paths):
    one = watched()
    page = one.open(paths["review"])
    page.fill("[data-who]", "Ada Quill")
    page.locator("h1").click()
    page.keyboard.press("x")
    assert page.evaluate("document.activeElement.name") == "reason", "a reason is asked for"
    page.locator("h1").click()
    with page.expect_navigation(url="**/review/c*"):
        page.keyboard.press("a")
    one.open(paths["claim"])
    assert "signed by Ada Quill" in page.inner_text(".verdict")
    one.open("/decisions")
    assert "Ada Quill" in page.inner_text(".feed")
    one.open(paths["review"])
    page.keyboard.press("z")
    page.wait_for_url("**/decisions")
    assert "taken back" in page.inner_text(".feed")


def test_a_claim_is_split_by_keys_alone_and_put_back(watched, paths):
    one = watched()
    page = one.open(paths["correct"])
    boxes = page.locator("input[name=statement]")
    boxes.nth(boxes.count() - 1).focus()
    members = page.evaluate(
        """[...document.querySelectorAll('.parts li')].findLastIndex((li) => li.innerText.startsWith('makes it'))"""
    )
    boxes.nth(members).focus()
    page.keyboard.press("Space")
    page.locator("input[name=action]").first.focus()
    page.keyboard.press("Space")
    page.locator(".correct form").first.locator("[name=who]").focus()
    page.keyboard.type("Ada Quill")
    page.keyboard.press("Tab")
    page.keyboard.type("another boat")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**judged=*")
    assert "made a claim of their own" in page.inner_text(".notice")
    page.locator(".notice summary").focus()
    page.keyboard.press("Enter")
    page.locator(".notice [name=reason]").focus()
    page.keyboard.type("a mistake")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.url.endswith(paths["claim"])
    assert page.locator(".notice").count() == 0


def test_the_forms_open_in_the_review_itself(watched, paths):
    page = watched().open(paths["review"])
    page.locator("details.more summary").click()
    page.wait_for_selector("details.more .correct input[name=statement]")
    assert page.url.endswith(paths["review"])


def test_where_the_keyboard_is_can_be_seen(watched, paths):
    page = watched().open(paths["claim"])
    for _ in range(25):
        page.keyboard.press("Tab")
        outline = page.evaluate(
            "(() => { const s = getComputedStyle(document.activeElement); return s.outlineStyle + parseFloat(s.outlineWidth); })()"
        )
        assert outline not in {"none0", "none3"}, page.evaluate("document.activeElement.outerHTML.slice(0, 120)")


def test_without_scripts_everything_can_be_read(browser, site, paths):
    context = browser.new_context(java_script_enabled=False, viewport=LAPTOP)
    page = context.new_page()
    page.goto(site + paths["claim"])
    assert page.locator(".card").count() >= 5
    assert "places are listed below" in page.inner_text("#map")
    page.fill("#as_of", "2024-03-05")
    page.click(".asof button")
    assert "as_of=2024-03-05" in page.url
    context.close()
