"""How fast files are read, before any analysis of language, and in how much memory: `python benchmarks/readers.py`.

Each case writes a file of N articles to a temporary folder and reads it in a process of its own. The articles are press
reports of the shared corpora, read in place, or the bundled samples over and over. There are no real pages to measure
on: "plain" is an article in a page of its own, "news" has the navigation, teasers and scripts of a news site, made up.
Another format is another entry of `CASES`.
"""

from __future__ import annotations

import argparse
import gzip
import html
import io
import itertools
import json
import multiprocessing
import resource
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from importlib.resources import files
from pathlib import Path

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from twosource.model import Report
from twosource.readers import read_path

PRESS = Path(__file__).resolve().parents[2] / "shared" / "corpora" / "war-news" / "press-2022.jsonl"
PARAGRAPH = 45
"""Words: the texts of the corpora have no paragraphs, pages have."""
NAVIGATION = "".join(f'<li class="nav-item"><a href="/section/{n}">Section {n}</a></li>' for n in range(60))
TEASERS = "".join(
    f'<div class="card"><a href="/news/{n}"><img src="/i/{n}.jpg"><h3>Another headline, number {n}</h3></a></div>'
    for n in range(30)
)
SCRIPT = "<script>var settings=" + json.dumps({f"key{n}": "value" * 8 for n in range(400)}) + ";</script>"


def texts(number: int) -> Iterator[str]:
    """`number` articles."""
    if PRESS.exists():
        with PRESS.open(encoding="utf-8") as file:
            rows = [json.loads(line)["text"] for line in itertools.islice(file, number)]
    else:
        folder = files("twosource.cli") / "samples"
        rows = [path.read_text(encoding="utf-8") for path in sorted(folder.iterdir(), key=str)]
    yield from itertools.islice(itertools.cycle(rows), number)


def page(text: str, number: int, *, news: bool) -> bytes:
    """A page with the article."""
    words = text.split()
    paragraphs = [" ".join(words[at : at + PARAGRAPH]) for at in range(0, len(words), PARAGRAPH)]
    article = "".join(f"<p>{html.escape(one)}</p>" for one in paragraphs)
    head = (
        f'<title>Report {number} | Harbour Courier</title><meta property="og:site_name" content="Harbour Courier">'
        f'<meta property="article:published_time" content="2022-05-04T09:30:00+01:00">'
        f'<meta name="author" content="Ana Roe">'
        f'<link rel="canonical" href="https://www.harbour.example/news/{number}">'
    )
    before = f"{SCRIPT}</head><body><header><nav><ul>{NAVIGATION}</ul></nav></header>" if news else "</head><body>"
    after = f"<aside>{TEASERS}</aside><footer><ul>{NAVIGATION}</ul></footer>{SCRIPT}" if news else ""
    whole = (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">{head}{before}'
        f"<main><article><h1>Report {number}</h1>{article}</article></main>{after}</body></html>"
    )
    return whole.encode()


def warc(bodies: Iterable[str], *, news: bool, pictures: int = 0) -> bytes:
    """A WARC file with a page for each article, and so many pictures of 100,000 bytes after each."""
    file = io.BytesIO()
    writer = WARCWriter(file, gzip=True)
    for number, text in enumerate(bodies):
        address = f"https://www.harbour.example/news/{number}"
        record(writer, address, "text/html; charset=utf-8", page(text, number, news=news))
        for other in range(pictures):
            record(writer, f"{address}/{other}.jpg", "image/jpeg", bytes([number % 256, other]) * 50_000)
    return file.getvalue()


def record(writer: WARCWriter, address: str, kind: str, body: bytes) -> None:
    """Write one response."""
    http = StatusAndHeaders("200 OK", [("Content-Type", kind)], protocol="HTTP/1.1")
    made = writer.create_warc_record(address, "response", payload=io.BytesIO(body), length=len(body), http_headers=http)
    writer.write_record(made)


def jsonl(bodies: Iterable[str]) -> bytes:
    """One article a line."""
    return b"".join(json.dumps({"text": text}).encode() + b"\n" for text in bodies)


def posts(bodies: Iterable[str]) -> list[str]:
    """Ten short posts of each article."""
    words = (text.split() for text in bodies)
    return [" ".join(one[at % len(one) :][:POST] or one[:POST]) for one in words for at in range(0, 10 * POST, POST)]


POST = 60
"""Words of a short post: the median of the 1,653 posts of channels in the shared corpora is 65."""


def telegram(bodies: Iterable[str]) -> bytes:
    """A channel's export as Telegram Desktop writes it, ten posts an article."""
    messages = [
        {"id": number, "type": "message", "date": "2031-05-01T12:00:00", "date_unixtime": str(1_935_000_000 + number),
         "from": "Harbour Watch", "from_id": "channel1", "text": text,
         "text_entities": [{"type": "plain", "text": text}]}
        for number, text in enumerate(posts(bodies))
    ]  # fmt: skip
    chat = {"name": "Harbour Watch", "type": "public_channel", "id": 1, "messages": messages}
    return json.dumps(chat, indent=1).encode()


def rss(bodies: Iterable[str]) -> bytes:
    """A feed, ten entries an article."""
    items = "".join(
        f"<item><guid isPermaLink='false'>urn:{number}</guid><title>Report {number}</title>"
        f"<pubDate>Thu, 01 May 2031 12:00:00 GMT</pubDate>"
        f"<description>{html.escape('<p>' + html.escape(text) + '</p>')}</description></item>"
        for number, text in enumerate(posts(bodies))
    )
    return f"<rss version='2.0'><channel><title>Harbour Courier</title>{items}</channel></rss>".encode()


CASES: dict[str, tuple[str, Callable[[Iterable[str]], bytes]]] = {
    "warc, plain pages": ("a.warc.gz", lambda bodies: warc(bodies, news=False)),
    "warc, news pages": ("a.warc.gz", lambda bodies: warc(bodies, news=True)),
    "warc, news pages and 4 pictures each": ("a.warc.gz", lambda bodies: warc(bodies, news=True, pictures=4)),
    "telegram, ten posts an article": ("result.json", telegram),
    "rss, ten entries an article": ("feed.rss", rss),
    "jsonl.gz": ("a.jsonl.gz", lambda bodies: gzip.compress(jsonl(bodies))),
}
"""Name of the case: name of the file, and what makes it of articles."""


def measure(path: Path, connection: multiprocessing.connection.Connection) -> None:
    """Read a file and send: reports, seconds of the processor, megabytes at the start and at the most."""
    first = next(iter(read_path(path)))  # what is loaded for the first report is no part of the rate
    base = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    began = time.process_time()
    found = sum(isinstance(item, Report) for item in read_path(path))
    took = time.process_time() - began
    connection.send((found, took, base, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024))
    assert isinstance(first, Report)  # noqa: S101 - a benchmark of errors would be quick


def run(name: str, number: int) -> tuple[int, float, float, float]:
    """One case in a process of its own."""
    file, make = CASES[name]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / file
        path.write_bytes(make(texts(number)))
        here, there = multiprocessing.Pipe()
        process = multiprocessing.get_context("spawn").Process(target=measure, args=(path, there))
        process.start()
        result: tuple[int, float, float, float] = here.recv()
        process.join()
        return result


def main() -> None:
    """Print one table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("-n", type=int, default=1000, help="articles a case")
    parser.add_argument("cases", nargs="*", help=f"of {', '.join(CASES)}; all by default")
    arguments = parser.parse_args()
    print(f"{'case':38} {'reports':>8} {'a second':>9} {'MB at start':>12} {'MB at most':>11}")
    for name in arguments.cases or CASES:
        found, took, base, most = run(name, arguments.n)
        print(f"{name:38} {found:8} {found / took:9.0f} {base:12.0f} {most:11.0f}")


if __name__ == "__main__":
    main()
