"""How fast the page is at the server: a generated ledger, each kind of page asked for many times.

    python benchmarks/web.py [--statements 100000] [--keep DIR]

The reports are made from sentences with changing names and numbers, in stories of a few dozen statements, as a desk has
them. Aims: a claim page under 100 ms, overview and search under 200 ms at the 95th percentile, first paint under 1 s.
"""

from __future__ import annotations

import argparse
import importlib.util
import random
import shutil
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import uvicorn
from starlette.testclient import TestClient

from twosource.ledger import Ledger
from twosource.ledger.picture import record
from twosource.model import (
    Actor,
    Commitment,
    Kind,
    Proposition,
    Reading,
    Report,
    Span,
    Statement,
    judging,
    sha256_of,
)
from twosource.web import Settings, create_app

PER_REPORT = 20
PER_STORY = 5
"""Reports of one story."""
TOPICS = 10
"""Claims of one story: each is made twice in each of its reports."""
TIMES = 60
PAINTS = 9
SYLLABLES = tuple(a + b for a in "bdfgklmnprstv" for b in "aeiou")
SIDES = ("Norland", "Sudmark", "third-party")
PLACES = ("Ovre", "Nedre", "Hest", "Lund", "Vik", "Fosse", "Strand", "Haug", "Moen", "Sand", "Tveit", "Nes")
VERBS = ("entered", "shelled", "left", "crossed", "reached", "took")


def word(*seeds: int) -> str:
    """A word that belongs to a story or a topic."""
    rng = random.Random(str(seeds))  # noqa: S311
    return "".join(rng.choice(SYLLABLES) for _ in range(4))


def sentence(story: int, number: int, rng: random.Random) -> tuple[str, str, Actor, Commitment]:
    """Speaker, content, actor and commitment of one statement."""
    topic = number % TOPICS
    side = rng.choice(SIDES)
    who = Actor(name=f"{word(story, 0).title()} {rng.choice(('Ministry', 'Command', 'Survey'))}", side=side)
    one, other, third = (word(story, topic, n) for n in range(3))
    place = f"{word(story, 1).title()} {rng.choice(PLACES)}"
    what = f"{rng.randint(2, 400)} {one} {VERBS[topic % len(VERBS)]} the {other} of {place} with {third}"
    return who.name, what, who, Commitment.DENIES if rng.random() < 0.2 else Commitment.ASSERTS


def reading(number: int, rng: random.Random) -> Reading:
    """One report with its statements."""
    story = number // PER_STORY
    parts = [sentence(story, n, rng) for n in range(PER_REPORT)]
    pieces, spans, at = [], [], 0
    for speaker, what, _, commitment in parts:
        cue = "denied" if commitment is Commitment.DENIES else "said"
        pieces.append(f"{speaker} {cue} that {what}. ")
        start = at + len(speaker) + 1 + len(cue) + 6
        spans.append(
            (Span(at, at + len(speaker)), Span(at + len(speaker) + 1, start - 6), Span(start, start + len(what)))
        )
        at += len(pieces[-1])
    text = "".join(pieces)
    day = f"2031-{1 + story // 28 % 12:02}-{1 + story % 28:02}T{number % PER_STORY + 8:02}:00:00+00:00"
    report = Report(doc=f"r{number}", text=text, sha256=sha256_of(text), outlet=f"Outlet {number % 25}", published=day)
    statements = tuple(
        Statement(
            id=f"s{number:06x}{n:06x}",
            report=report.id,
            sha256=report.sha256,
            doc=report.doc,
            kind=Kind.ATTRIBUTED,
            source=(source,),
            cue=(cue,),
            content=(content,),
            actor=actor,
            commitment=commitment,
            stance=None,
            channel=None,
            places=(),
            times=(),
            quantities=(),
            proposition=Proposition(predicate=what.split()[2], keywords=tuple(what.split()[1:])),
        )
        for n, ((source, cue, content), (_, what, actor, commitment)) in enumerate(zip(spans, parts, strict=True))
    )
    return Reading(report=report, producer="generated", steps=("all",), statements=statements, places=(), times=())


def fill(path: Path, statements: int) -> None:
    """Make the ledger."""
    rng = random.Random(1)  # noqa: S311 - the same ledger every time
    with Ledger.open(path) as book:
        for number in range(statements // PER_REPORT):
            book.add(reading(number, rng))
        record(book)


def timed(ask: Callable[[], int]) -> Iterator[float]:
    """Milliseconds of each of many requests."""
    for _ in range(TIMES):
        start = time.perf_counter()
        status = ask()
        if status != 200:
            raise SystemExit(f"answered {status}")
        yield (time.perf_counter() - start) * 1000


def first_paint(app: Any, claim: str) -> str:
    """Milliseconds to the first paint of a claim page in Chromium, a fresh browser window each time; or why not."""
    chromium = shutil.which("chromium")
    if chromium is None or importlib.util.find_spec("playwright") is None:
        return "first paint: not measured, Chromium or Playwright is not there"
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - only of those who develop

    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    address = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}/claims/{claim}"
    took = []
    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for _ in range(PAINTS):
            page = browser.new_context(viewport={"width": 1366, "height": 768}).new_page()
            page.goto(address, wait_until="load")
            took.append(page.evaluate("performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? -1"))
            page.context.close()
        browser.close()
    server.should_exit = True
    thread.join(timeout=20)
    return f"first paint of a claim page: median {sorted(took)[PAINTS // 2]:.0f} ms, most {max(took):.0f} ms"


def after_a_decision(app: Any, web: TestClient) -> float:
    """Seconds of the first overview after somebody judged a speaker: its stories are linked again."""
    book = app.state.source.ledger
    name = web.get("/actors.json").json()["actors"][0]["name"]
    made = book.judge(judging.set_side(name, "third-party", who="benchmark", reason="to see how long it takes"))
    start = time.perf_counter()
    web.get("/claims")
    took = time.perf_counter() - start
    book.judge(judging.undo(made.id, who="benchmark", reason="done"))
    return took


def main() -> None:
    """Print one table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--statements", type=int, default=20_000)
    parser.add_argument("--keep", type=Path, help="folder in which the ledger is kept, and found again")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = (options.keep or Path(folder)) / f"web-{options.statements}.ledger"
        start = time.perf_counter()
        if not path.exists():
            fill(path, options.statements)
        made = time.perf_counter() - start
        app = create_app(Settings(ledger=str(path)))
        web = TestClient(app, base_url="http://localhost")
        start = time.perf_counter()
        claims = [row["id"] for row in web.get("/claims.json").json()["claims"]]
        first = time.perf_counter() - start
        print(
            f"{options.statements:,} statements, {len(claims):,} claims; made in {made:.0f} s, first page {first:.1f} s\n"  # noqa: E501
        )
        rng = random.Random(2)  # noqa: S311
        asked: dict[str, Callable[[], int]] = {
            "claim": lambda: web.get(f"/claims/{rng.choice(claims)}").status_code,
            "claim as of a day": lambda: web.get(f"/claims/{claims[0]}?as_of=2031-06-01").status_code,
            "overview": lambda: web.get(f"/claims?page={rng.randint(1, 20)}").status_code,
            "overview, filtered": lambda: (
                web.get(f"/claims?side=Norland&stance=denies&page={rng.randint(1, 9)}").status_code
            ),
            "claims by words": lambda: web.get(f"/claims?q=boats {rng.choice(PLACES)}").status_code,
            "statements by words": lambda: (
                web.get(f"/statements?q={rng.choice(VERBS)} {rng.choice(PLACES)}").status_code
            ),
            "report": lambda: web.get(f"/reports?page={rng.randint(1, 9)}").status_code,
        }
        print(f"{'page':22} {'median ms':>10} {'95 % ms':>10} {'most ms':>10}")
        for name, ask in asked.items():
            ask()
            took = sorted(timed(ask))
            print(f"{name:22} {took[len(took) // 2]:10.0f} {took[int(len(took) * 0.95)]:10.0f} {took[-1]:10.0f}")
        print(f"\n{first_paint(app, claims[0])}")
        print(f"overview after a decision {after_a_decision(app, web):.2f} s")


if __name__ == "__main__":
    main()
