"""Watching: what is asked, how often, and what comes of it. The only server is one of our own on this machine."""

import http.server
import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.test_cli import Outcome, SmallReader
from twosource.cli import main, rooms
from twosource.cli import watch as watch_module
from twosource.ledger import Ledger
from twosource.ledger.custody import log
from twosource.model.custody import Deed
from twosource.readers import ReadError, ReadOptions, fetching, robots, watching
from twosource.readers.feeds_file import Feed, feeds_of
from twosource.readers.fetching import FetchError, Reach
from twosource.readers.watching import Known, Memory, Poller, backed_off, due, retry_after

HERE = Reach(allowed=lambda address: address == "127.0.0.1", any_port=True)
ENTRY = """<item><guid>urn:hest:{n}</guid><title>Boats {n}</title><pubDate>Tue, 04 Mar 2031 1{n}:00:00 GMT</pubDate>
<description>The Guard said that {n} boats entered the bay. It rained on the hills all day.</description></item>"""
PAGE = b"""<html><title>Boats at Ovre</title><body><article>
<p>The Ministry denied that 3 boats entered the bay. The sun shone for many hours on the harbour.</p>
</article></body></html>"""


def feed_of(*numbers: int) -> bytes:
    items = "".join(ENTRY.format(n=n) for n in numbers)
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>Hest Wire</title>{items}</channel></rss>'.encode()


class Site:
    """What the server answers, and what it was asked."""

    def __init__(self) -> None:
        self.pages: dict[str, tuple[int, dict[str, str], bytes]] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.url = ""

    def paths(self) -> list[str]:
        return [path for path, _ in self.asked]


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    found = Site()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            headers = {name.lower(): value for name, value in self.headers.items()}
            found.asked.append((self.path, headers))
            status, told, body = found.pages.get(self.path, (404, {}, b""))
            if status == 200 and told.get("etag") and headers.get("if-none-match") == told["etag"]:
                status, body = 304, b""
            self.send_response(status)
            for name, value in told.items():
                self.send_header(name, value)
            if "content-length" not in told:
                self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    found.url = f"http://127.0.0.1:{server.server_port}"
    monkeypatch.setattr(watching, "PAUSE", 0.0)
    yield found
    server.shutdown()
    server.server_close()
    thread.join()


def rss(*numbers: int, etag: str = '"1"') -> tuple[int, dict[str, str], bytes]:
    headers = {"content-type": "application/rss+xml", "etag": etag, "last-modified": "Tue, 04 Mar 2031 18:00:00 GMT"}
    return 200, headers, feed_of(*numbers)


def feed(url: str, every: float = 900.0) -> Feed:
    return Feed(url=url, every=every, options=ReadOptions())


def test_what_has_not_changed_is_not_sent_again(site: Site) -> None:
    site.pages["/feed"] = rss(1)
    poller = Poller(reach=HERE)
    first = poller.poll(feed(f"{site.url}/feed"), Known())
    assert first.handed is not None
    assert (first.handed.body, first.handed.deed) == (feed_of(1), Deed.FETCHED)
    second = poller.poll(feed(f"{site.url}/feed"), first.known)
    assert (second.handed, second.problem) == (None, None)
    assert site.asked[-1][1]["if-none-match"] == '"1"'
    assert site.asked[-1][1]["if-modified-since"] == "Tue, 04 Mar 2031 18:00:00 GMT"
    assert second.known.etag == '"1"', "it is sent back the next time too"
    site.pages["/feed"] = rss(1, 2, etag='"2"')
    assert poller.poll(feed(f"{site.url}/feed"), second.known).handed is not None


def test_the_same_bytes_from_a_server_without_etags_are_nothing_new(site: Site) -> None:
    site.pages["/feed"] = (200, {"content-type": "text/xml"}, feed_of(1))
    poller = Poller(reach=HERE)
    first = poller.poll(feed(f"{site.url}/feed"), Known())
    assert poller.poll(feed(f"{site.url}/feed"), first.known).handed is None


def test_the_program_says_who_it_is(site: Site) -> None:
    site.pages["/feed"] = rss(1)
    Poller(reach=HERE, contact="desk@hest.example").poll(feed(f"{site.url}/feed"), Known())
    agents = {headers["user-agent"] for _, headers in site.asked}
    assert len(agents) == 1
    assert agents.pop().startswith("twosource/")
    assert all("desk@hest.example" in headers["user-agent"] for _, headers in site.asked)


def test_robots_txt_is_honoured_and_asked_once(site: Site) -> None:
    site.pages["/robots.txt"] = (200, {}, b"User-agent: *\nDisallow: /feed\nAllow: /feed/open")
    site.pages["/feed/open"] = rss(1)
    poller = Poller(reach=HERE)
    closed = poller.poll(feed(f"{site.url}/feed"), Known())
    assert "robots.txt does not let us" in (closed.problem or "")
    assert poller.poll(feed(f"{site.url}/feed/open"), Known()).handed is not None
    assert site.paths() == ["/robots.txt", "/feed/open"]


def test_a_redirect_is_held_against_robots_txt_too(site: Site) -> None:
    site.pages["/robots.txt"] = (200, {}, b"User-agent: twosource\nDisallow: /closed")
    site.pages["/feed"] = (302, {"location": "/closed"}, b"")
    site.pages["/closed"] = rss(1)
    assert "robots.txt" in (Poller(reach=HERE).poll(feed(f"{site.url}/feed"), Known()).problem or "")
    assert "/closed" not in site.paths()


def test_a_site_whose_robots_txt_fails_is_let_be(site: Site) -> None:
    site.pages["/robots.txt"] = (503, {}, b"")
    site.pages["/feed"] = rss(1)
    assert "cannot be had now" in (Poller(reach=HERE).poll(feed(f"{site.url}/feed"), Known()).problem or "")
    assert site.paths() == ["/robots.txt"]


def test_who_says_when_to_come_again_is_believed(site: Site) -> None:
    site.pages["/feed"] = (429, {"retry-after": "7200"}, b"")
    outcome = Poller(reach=HERE, clock=lambda: 1000.0).poll(feed(f"{site.url}/feed"), Known())
    assert "answered 429" in (outcome.problem or "")
    assert outcome.known.due >= 8200.0


def test_what_is_gone_and_what_has_moved_is_told(site: Site) -> None:
    site.pages["/old"] = (410, {}, b"")
    site.pages["/moved"] = (301, {"location": "/feed"}, b"")
    site.pages["/feed"] = rss(1)
    poller = Poller(reach=HERE)
    assert "gone for good" in (poller.poll(feed(f"{site.url}/old"), Known()).problem or "")
    moved = poller.poll(feed(f"{site.url}/moved"), Known())
    assert moved.handed is not None
    assert moved.handed.place == f"{site.url}/feed"
    assert f"moved to {site.url}/feed for good" in (moved.told or "")


@pytest.mark.parametrize(
    ("status", "headers", "body", "words"),
    [
        (200, {"content-type": "image/png"}, b"x", "only text is read"),
        (200, {"content-type": "text/xml", "content-encoding": "br"}, b"x", "encoding"),
        (200, {"content-type": "text/xml"}, b"x" * 2000, "more than 1,000 bytes"),
        (200, {"content-type": "text/xml", "content-length": "500"}, b"x", "ended before all was sent"),
        (500, {}, b"", "answered 500"),
        (302, {"location": "/feed"}, b"", "redirects more than"),
        (302, {"location": "file:///etc/passwd"}, b"", "http:// or https://"),
    ],
)  # fmt: skip
def test_what_is_not_taken_is_a_failure(
    site: Site, monkeypatch: pytest.MonkeyPatch, status, headers, body, words
) -> None:
    monkeypatch.setattr(fetching, "SIZE_LIMIT", 1000)
    monkeypatch.setattr(fetching, "TIME_LIMIT", 2.0)
    site.pages["/feed"] = (status, headers, body)
    outcome = Poller(reach=HERE).poll(feed(f"{site.url}/feed"), Known())
    assert outcome.handed is None
    assert words in (outcome.problem or "")
    assert outcome.known.failures == 1


def test_a_server_that_drips_is_cut_off(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "TIME_LIMIT", 0.3)
    site.pages["/feed"] = (200, {"content-type": "text/xml", "content-length": "5000000"}, b"x")
    halted = threading.Event()
    original = http.server.BaseHTTPRequestHandler.finish

    def waiting(handler: Any) -> None:
        if handler.path == "/feed":
            halted.wait(5)
        original(handler)

    monkeypatch.setattr(http.server.BaseHTTPRequestHandler, "finish", waiting)
    try:
        outcome = Poller(reach=HERE).poll(feed(f"{site.url}/feed"), Known())
    finally:
        halted.set()
    assert outcome.problem is not None


def test_a_private_address_is_refused_where_nobody_allows_it(site: Site) -> None:
    for url in (f"{site.url}/feed", "http://127.0.0.1/feed", "http://localhost/feed"):
        assert Poller().poll(feed(url), Known()).problem is not None
    assert site.asked == []


def test_https_is_not_left_by_a_redirect(monkeypatch: pytest.MonkeyPatch) -> None:
    away = fetching.Answer(url="", status=302, headers={"location": "http://hest.example/feed"}, body=b"")
    monkeypatch.setattr(fetching, "_asked", lambda *_: away)
    with pytest.raises(FetchError, match="from https to an address without"):
        fetching.ask("https://hest.example/feed", resolve=lambda _host, _port: ["93.184.215.14"])


def test_one_host_is_given_time(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "PAUSE", 5.0)
    site.pages["/robots.txt"] = (200, {}, b"User-agent: *\nCrawl-delay: 20")
    site.pages["/feed"] = rss(1)
    now, slept = [1000.0], []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        now[0] += seconds

    Poller(reach=HERE, clock=lambda: now[0], sleep=sleep).poll(feed(f"{site.url}/feed"), Known())
    assert slept == [20.0], "between robots.txt and the feed"


@given(st.floats(60, 10 * 86_400), st.integers(1, 10_000))
def test_who_fails_is_asked_less_and_less_up_to_the_ceiling(every, failures) -> None:
    wait = backed_off(every, failures)
    assert every <= wait <= max(every, watching.CEILING)
    assert backed_off(every, failures + 1) >= wait
    assert backed_off(60.0, 1) == 120.0


@given(st.text(max_size=40))
def test_a_retry_after_of_any_kind_is_a_wait_within_bounds(value) -> None:
    assert 0.0 <= retry_after(value, now=0.0) <= watching.FARTHEST


def test_a_retry_after_is_seconds_or_a_date() -> None:
    assert retry_after("120", now=0.0) == 120.0
    assert retry_after("Thu, 01 Jan 1970 01:00:00 GMT", now=600.0) == 3000.0
    assert retry_after("soon", now=0.0) == 0.0


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/", True), ("/private", False), ("/private/open", True), ("/a/b.pdf", False), ("/a/b.pdf?x", True),
        ("/search?q=1", False), ("/%70rivate", False), ("/robots.txt", True),
    ],
)  # fmt: skip
def test_robots_txt_is_read_as_rfc_9309_has_it(path, allowed) -> None:
    rules = robots.parse(
        b"User-agent: other\nDisallow: /\n\nUser-agent: *\nUser-Agent: third\nDisallow: /private # comment\n"
        b"Allow: /private/open\nDisallow: /*.pdf$\nDisallow: /search?\nCrawl-delay: 2\n"
    )
    assert rules.allow(f"https://hest.example{path}") is allowed
    assert rules.delay == 2.0


def test_our_own_group_goes_before_that_for_all() -> None:
    rules = robots.parse(b"User-agent: *\nDisallow: /\n\nUser-agent: TwoSource\nDisallow:\n")
    assert rules.allow("https://hest.example/feed")


@given(st.binary(max_size=300))
def test_no_robots_txt_is_too_odd(data) -> None:
    robots.parse(b"User-agent: *\nDisallow: /" + data).allow("https://hest.example/a/b?c")


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("", "", "no [[feed]] table"),
        ("[[feed]\n", ":1", "no TOML"),
        ('[[feed]]\nurl = "https://a.example"\n\n[[feed]]\nurl = "a.example"\n', ":5", "no address"),
        ('[[feed]]\nurl = "https://a.example"\nevery = "10s"\n', ":3", "every"),
        ('[[feed]]\nurl = "https://a.example"\nreader = "nothing"\n', ":3", "no reader"),
        ('[[feed]]\nurl = "https://a.example"\nouttlet = "A"\n', ":3", "outtlet"),
        ('[[feed]]\noutlet = "A"\n', ":1", "no address"),
        ('[[feed]]\nurl = "https://a.example"\n[[feed]]\nurl = "https://a.example"\n', ":4", "twice"),
        ('contact = "a b"\n[[feed]]\nurl = "https://a.example"\n', ":1", "contact"),
        ("[[feed]]\nurl = 5\n", ":2", "no text"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_the_file_is_said_with_its_line(tmp_path: Path, text, line, words) -> None:
    path = tmp_path / "feeds.toml"
    path.write_text(text)
    with pytest.raises(ReadError) as caught:
        feeds_of(path)
    assert str(caught.value).startswith(f"{path}{line}: ")
    assert words in str(caught.value)


def test_what_is_known_outlives_the_program(tmp_path: Path) -> None:
    place = tmp_path / "state.json"
    Memory(place).keep("https://a.example/", Known(etag='"1"', due=50.0))
    again = Memory(place)
    assert again.of("https://a.example/") == Known(etag='"1"', due=50.0)
    feeds = [feed("https://a.example/"), feed("https://b.example/")]
    assert [one.url for one in due(feeds, again, now=40.0)] == ["https://b.example/"]
    place.write_text("[")
    with pytest.raises(ReadError, match="move it away"):
        Memory(place)


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.setenv("TWOSOURCE_USER", "Ada")
    for name in ("TWOSOURCE_LEDGER", "TWOSOURCE_ORIGINALS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(rooms, "reader", lambda _model: SmallReader())
    monkeypatch.setattr(watch_module, "reach", HERE)

    def command(*arguments: str) -> Outcome:
        with pytest.raises(SystemExit) as ended:
            main(arguments)
        assert isinstance(ended.value.code or 0, int)
        return Outcome(int(ended.value.code or 0), capsys.readouterr())

    return command


def test_a_feed_is_read_into_the_ledger_with_its_custody(run: Any, site: Site, tmp_path: Path) -> None:
    site.pages["/feed"] = rss(1, 2)
    site.pages["/page"] = (200, {"content-type": "text/html"}, PAGE)
    (tmp_path / "feeds.toml").write_text(
        f'[[feed]]\nurl = "{site.url}/feed"\noutlet = "Hest Wire"\nlang = "en"\n[[feed]]\nurl = "{site.url}/page"\n'
    )
    shown = run("watch", "feeds.toml", "--dry-run")
    assert shown.code == 0
    assert "nothing was asked" in shown.err
    assert site.asked == []
    assert not Path("twosource.ledger").exists()
    done = run("watch", "feeds.toml", "--once")
    assert (done.code, done.err.splitlines()[-1]) == (0, "3 read, 0 skipped (already read), 0 failed")
    rows = json.loads(run("reports", "--json").out)
    assert {row["outlet"] for row in rows if row["doc"].endswith(("-1", "-2"))} == {"Hest Wire"}
    assert f"{site.url}/page" in {row["url"] for row in rows}, "a page that does not say its address has this one"
    with Ledger.open(tmp_path / "twosource.ledger") as book:
        entries = [entry for _, entry in log(book)]
    assert [(one.deed, one.who, one.origin) for one in entries] == [
        (Deed.FETCHED, "Ada", f"{site.url}/feed"), (Deed.FETCHED, "Ada", f"{site.url}/page")
    ]  # fmt: skip
    kept = tmp_path / "twosource.ledger.originals" / (entries[0].sha256 or "")[:2] / (entries[0].sha256 or "")
    assert kept.read_bytes() == feed_of(1, 2)
    asked = len(site.asked)
    assert run("watch", "feeds.toml", "--once").code == 0
    assert len(site.asked) == asked, "nothing is due"


def test_a_run_that_was_ended_before_it_noted_what_it_knew_goes_on(run: Any, site: Site, tmp_path: Path) -> None:
    site.pages["/feed"] = rss(1, 2)
    (tmp_path / "feeds.toml").write_text(f'[[feed]]\nurl = "{site.url}/feed"\n')
    run("watch", "feeds.toml", "--once")
    (tmp_path / "twosource.ledger.watch.json").unlink()
    again = run("watch", "feeds.toml", "--once")
    assert again.err.splitlines()[-1] == "0 read, 2 skipped (already read), 0 failed"
    assert len(json.loads(run("reports", "--json").out)) == 2


def test_one_that_fails_does_not_stop_the_others(run: Any, site: Site, tmp_path: Path) -> None:
    site.pages["/feed"] = rss(1)
    (tmp_path / "feeds.toml").write_text(f'[[feed]]\nurl = "{site.url}/none"\n[[feed]]\nurl = "{site.url}/feed"\n')
    done = run("watch", "feeds.toml", "--once")
    assert done.code == 1
    assert "answered 404" in done.err
    assert "1 read" in done.err.splitlines()[-1]


def test_a_wrong_file_ends_with_2(run: Any, tmp_path: Path) -> None:
    (tmp_path / "feeds.toml").write_text('[[feed]]\nurl = "x"\n')
    ended = run("watch", "feeds.toml")
    assert ended.code == 2
    assert "feeds.toml:2" in ended.err
