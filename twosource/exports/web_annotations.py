"""Statements as W3C Web Annotations (https://www.w3.org/TR/annotation-model/): source, cue, content in their places.

Each piece is one annotation with a TextPositionSelector and a TextQuoteSelector of the same characters. Positions are
code points of the text as stored, whose SHA-256 the state names: where the page at the URL differs, the quotation
decides, and one that is not found is an orphan.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
from msgspec import UNSET

from twosource import __version__
from twosource.exports.addresses import urn, urn_of_text, web_address
from twosource.exports.files import whole
from twosource.exports.view import View
from twosource.model import Actor, Evidence, Reading, Report, Span, Statement

Json = dict[str, Any]
CONTEXT = "http://www.w3.org/ns/anno.jsonld"
MOTIVATION = {"source": "identifying", "cue": "tagging", "content": "classifying"}


def write(view: View, target: Path) -> None:
    """Write an AnnotationCollection with one page, whole or not at all; an annotation a line.

    Raises:
        ExportError: it cannot be written.
        OrphanError: a span does not lie in its text.
    """
    with whole(target) as part, part.open("wb") as file:
        file.writelines(_pieces(view))


def _pieces(view: View) -> Iterator[bytes]:
    made = [msgspec.json.encode(one) for reading in view.readings for one in annotations_of(reading)]
    head: Json = {
        "@context": CONTEXT,
        "id": "urn:twosource:annotations",
        "type": "AnnotationCollection",
        "label": f"Statements as of {view.as_of}" if view.as_of else "Statements of everything read so far",
        "generator": {"type": "Software", "name": f"twosource {__version__}"},
        "total": len(made),
    }
    yield msgspec.json.encode(head)[:-1]
    yield b',"first":{"id":"urn:twosource:annotations:1","type":"AnnotationPage","startIndex":0,"items":['
    yield b",".join(b"\n" + one for one in made)
    yield b"\n]}}\n"


def annotations_of(reading: Reading) -> Iterator[Json]:
    """The annotations of a reading, statement after statement."""
    creator = {"type": "Software", "name": reading.producer}
    for statement in reading.statements:
        for role, motivation in MOTIVATION.items():
            for number, span in enumerate(getattr(statement, role), 1):
                yield {
                    "id": urn("annotation", f"{statement.id}/{role}/{number}"),
                    "type": "Annotation",
                    "motivation": motivation,
                    "creator": creator,
                    "body": list(_bodies(statement, role)),
                    "target": _target(reading.report, span),
                }


def _bodies(statement: Statement, role: str) -> Iterator[Json]:
    """What is said of the piece: its role, who speaks, what the source does; what is not known has no body."""
    yield _tag(role)
    yield {"type": "SpecificResource", "purpose": "linking", "source": urn("statement", statement.id)}
    if role == "source" and isinstance(statement.actor, Actor):
        yield {"type": "TextualBody", "purpose": "identifying", "format": "text/plain", "value": statement.actor.name}
    if role == "content":
        for value in (statement.kind, statement.manner, statement.commitment, statement.stance):
            if value is not None and value is not UNSET:
                yield _tag(str(value), purpose="classifying")


def _tag(value: str, *, purpose: str = "tagging") -> Json:
    return {"type": "TextualBody", "purpose": purpose, "format": "text/plain", "value": value}


def _target(report: Report, span: Span) -> Json:
    quoted = Evidence.take(report.text, span, sha256=report.sha256)
    url, text = web_address(report.url), urn_of_text(report)
    state: Json = {"type": "TimeState", "cached": text}
    seen = report.captured or report.retrieved
    if seen:
        state["sourceDate"] = seen
    return {
        "type": "SpecificResource",
        "source": url or text,
        "state": state,
        "selector": [
            {"type": "TextPositionSelector", "start": quoted.start, "end": quoted.end},
            {
                "type": "TextQuoteSelector",
                "exact": quoted.exact,
                "prefix": quoted.prefix,
                "suffix": quoted.suffix,
            },
        ],
    }
