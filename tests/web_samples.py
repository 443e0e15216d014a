"""For the tests of the page: a browser on a ledger, and a report that tries everything to be taken for markup."""

from pathlib import Path
from typing import Any

from starlette.testclient import TestClient

from twosource.model import (
    Actor,
    Commitment,
    Kind,
    Place,
    Precision,
    Proposition,
    Reading,
    Report,
    Span,
    Statement,
    sha256_of,
)
from twosource.web import Settings, create_app

SCRIPT = "<script>window.hurt = 1</script>"
IMAGE = '<img src=x onerror="window.hurt = 2">'
FORMULA = '=HYPERLINK("https://example.org/?"&A1)'
TURNED = "safe\u202egnp.exe"
LINK = "javascript:window.hurt=3"
BROKEN = "a bell\x07 and an isolate \u2066"
CLAIM = f"boats {SCRIPT} entered {IMAGE} the bay \"'><svg onload=window.hurt=4> {{{{ 7 * 7 }}}} {TURNED}"


def hostile() -> Reading:
    """A reading in which every text that a page shows is an attack."""
    text = f"{FORMULA} said that {CLAIM}. {BROKEN}. " + "long" * 5000
    who = Actor(name=f"{FORMULA}{SCRIPT}", organisation=IMAGE, role=TURNED, side=f"+{IMAGE}")
    report = Report(
        doc=f"../../etc/{SCRIPT}",
        text=text,
        sha256=sha256_of(text),
        outlet=f"@The {IMAGE}",
        title=f"{SCRIPT} {BROKEN}",
        url=LINK,
        published="2024-03-06",
    )
    start = text.index(CLAIM)
    content = Span(start, start + len(CLAIM))
    place = Place(span=Span(start, start + 5), name=f"Bay {SCRIPT}", lat=65.0, lon=-14.0, precision=Precision.POINT)
    said = Statement(
        id="s0123456789ab",
        report=report.id,
        sha256=report.sha256,
        doc=report.doc,
        kind=Kind.ATTRIBUTED,
        source=(Span(0, len(FORMULA)),),
        cue=(Span(text.index("said"), text.index("said") + 4),),
        content=(content,),
        commitment=Commitment.ASSERTS,
        stance=None,
        actor=who,
        channel=LINK,
        places=(place,),
        times=(),
        quantities=(),
        proposition=Proposition(event_type="movement", predicate="enter", agent=SCRIPT, keywords=("boats", "bay")),
    )
    return Reading(report=report, producer="hostile 1", steps=("all",), statements=(said,), places=(place,), times=())


def client(ledger: Path, **settings: Any) -> TestClient:
    """A browser of our own on a ledger; cookies are kept between its requests."""
    return TestClient(create_app(Settings(ledger=str(ledger), **settings)), base_url="http://localhost")
