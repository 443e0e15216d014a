"""An address that a person gives leads to the public network or nowhere. No test here uses the network."""

import http.server
import threading
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twosource.readers import fetching
from twosource.readers.fetching import FetchError, checked, fetch, public

PUBLIC = "93.184.215.14"
PRIVATE = [
    "127.0.0.1", "127.8.8.8", "0.0.0.0", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1",  # noqa: S104
    "169.254.169.254", "100.64.0.1", "224.0.0.1", "255.255.255.255", "240.0.0.1", "192.0.2.1", "198.18.0.1",
    "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
    "2002:7f00:1::", "64:ff9b::7f00:1", "64:ff9b::a00:1", "2001:db8::1", "not an address", "",
]  # fmt: skip


@pytest.mark.parametrize("address", PRIVATE)
def test_what_is_not_public(address):
    assert not public(address)
    with pytest.raises(FetchError, match="public network"):
        checked("https://example.org/", lambda _host, _port: [address])


@pytest.mark.parametrize("address", [PUBLIC, "2606:2800:21f:cb07:6820:80da:af6b:8b2c", "8.8.8.8"])
def test_what_is_public(address):
    assert public(address)


def test_one_private_address_among_public_ones_is_enough_to_refuse():
    with pytest.raises(FetchError):
        checked("https://example.org/", lambda _host, _port: [PUBLIC, "10.0.0.1"])


@given(st.integers(0, 2**32 - 1))
def test_an_address_inside_another_is_judged_as_itself(number):
    plain = ".".join(str(number >> shift & 255) for shift in (24, 16, 8, 0))
    assert public(f"::ffff:{plain}") == public(plain)
    assert public(f"64:ff9b::{number >> 16:x}:{number & 0xFFFF:x}") == public(plain)


@pytest.mark.parametrize(
    "url",
    ["ftp://example.org/", "file:///etc/passwd", "gopher://example.org/", "//example.org/", "example.org", "", "http://",
     "http://user:pass@example.org/", "https://example.org:22/", "http://example.org:8080/", "http://[::1/", "data:,x",
     "http://example.org:99999/", "javascript:alert(1)"],
)  # fmt: skip
def test_what_is_no_address_to_fetch(url):
    with pytest.raises(FetchError):
        checked(url, lambda _host, _port: [PUBLIC])


def test_a_number_in_another_dress_is_resolved_like_a_name():
    seen = []

    def resolve(host: str, _port: int) -> list[str]:
        seen.append(host)
        return ["127.0.0.1"]

    for url in ("http://2130706433/", "http://0x7f.1/", "http://127.1/", "http://localhost/"):
        with pytest.raises(FetchError):
            checked(url, resolve)
    assert len(seen) == 4


class Pages(http.server.BaseHTTPRequestHandler):
    """A few pages, and redirects."""

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        if path == "/loop":
            self.answer(302, {"location": "/loop"})
        elif path == "/inside":
            self.answer(302, {"location": "http://internal.example/secret"})
        elif path == "/away":
            self.answer(302, {"location": "/page"})
        elif path == "/picture":
            self.answer(200, {"content-type": "image/png"}, b"x")
        elif path == "/large":
            self.answer(200, {"content-type": "text/html"}, b"x" * 2000)
        elif path == "/gone":
            self.answer(404, {"content-type": "text/html"})
        else:
            self.answer(200, {"content-type": "text/html; charset=utf-8"}, b"<p>The guard said that boats came.</p>")

    def answer(self, status: int, headers: dict[str, str], body: bytes = b"") -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A site on this machine that is taken for a public one under one name only."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    monkeypatch.setattr(fetching, "PORTS", {"http": server.server_port, "https": 443})
    monkeypatch.setattr(fetching, "public", lambda address: address == "127.0.0.1")
    yield "http://example.org"
    server.shutdown()
    server.server_close()
    thread.join()


def resolve(host: str, _port: int) -> list[str]:
    return ["127.0.0.1"] if host == "example.org" else ["10.0.0.1"]


def test_a_page_is_fetched_and_redirects_are_followed(site):
    found = fetch(f"{site}/away", resolve=resolve)
    assert found.url == "http://example.org/page"
    assert found.kind == "text/html"
    assert b"The guard said" in found.body


def test_a_redirect_into_the_private_network_is_refused(site):
    with pytest.raises(FetchError, match=r"internal\.example is not on the public network"):
        fetch(f"{site}/inside", resolve=resolve)


def test_a_name_that_changes_between_check_and_connection_changes_nothing(site):
    """The connection goes to the address that was checked: the name is asked once for each address."""
    asked = []

    def rebinding(host: str, _port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["10.0.0.1"]

    assert fetch(f"{site}/page", resolve=rebinding).kind == "text/html"
    assert asked == ["example.org"]


@pytest.mark.parametrize(
    ("path", "words"), [("/loop", "redirects more than"), ("/picture", "only pages"), ("/gone", "answered 404")]
)
def test_what_is_not_taken(site, path, words):
    with pytest.raises(FetchError, match=words):
        fetch(site + path, resolve=resolve)


def test_a_page_that_is_too_large_is_not_taken(site, monkeypatch):
    monkeypatch.setattr(fetching, "SIZE_LIMIT", 1000)
    with pytest.raises(FetchError, match="more than 1,000 bytes"):
        fetch(f"{site}/large", resolve=resolve)


def test_time_runs_out(site, monkeypatch):
    monkeypatch.setattr(fetching, "TIME_LIMIT", 0.0)
    with pytest.raises(FetchError, match="took more than"):
        fetch(f"{site}/page", resolve=resolve)
