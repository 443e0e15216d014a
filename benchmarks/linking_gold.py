"""Linking measured on its own: gold statements in, claims out, scored against the gold links.

    python benchmarks/linking_gold.py [--shared DIR] [--write DIR] [STORY ...]

Takes the hand-made statements of the shared corpora (spans, kind, commitment, actor, side, times, quantities) as if
the reader had found them all, reads their places, proposes propositions, links, judges, writes what `twosource claims
--json` would write, and calls the corpora's own scorers. Since the statements are given, "same claim" is the figure
among found ones.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import msgspec
from spacy.tokens import Doc

from twosource.language.pipeline import load
from twosource.linking import link
from twosource.model import (
    Actor,
    Claim,
    Commitment,
    Kind,
    Manner,
    Place,
    Quantity,
    Reading,
    Report,
    Span,
    Statement,
    Timex,
    TimexType,
    sha256_of,
)
from twosource.reading.places import find_places
from twosource.reading.propositions import propose
from twosource.standing import stand

SHARED = Path(__file__).resolve().parents[2] / "shared"
STORIES = ("ledger-dev/moskva", "ledger-dev/kramatorsk", "seeds")


def story(folder: Path) -> tuple[dict[str, Any], list[Reading]]:
    """The gold of one story and the readings that a perfect reader would make of its texts."""
    gold = json.loads((folder / "gold.json").read_text(encoding="utf-8"))
    readings = []
    for doc, meta in gold["documents"].items():
        text = (folder / f"{doc}.txt").read_bytes().decode("utf-8")
        published = re.sub(r"Z$", "+00:00", meta["published"])
        report = Report(doc=doc, text=text, sha256=sha256_of(text), outlet=meta["outlet"], published=published,
                        title=meta.get("title"), lang="en")  # fmt: skip
        rows = [row for row in gold["statements"] if row["doc"] == doc]
        parsed = load()(text)
        places = find_places(parsed)
        statements = tuple(statement(row, report, parsed, places) for row in rows)
        readings.append(Reading(report=report, producer="gold", steps=("gold",), statements=statements, places=places))
    return gold, readings


def statement(row: dict[str, Any], report: Report, parsed: Doc, places: tuple[Place, ...]) -> Statement:
    """A gold statement as the reader would give it, with its proposition."""
    content = tuple(Span(*s) for s in row["content"])
    own = tuple(p for p in places if any(s.contains(p.span) for s in content))
    when = row["when"]
    times = () if when is None else (Timex(span=content[0], type=TimexType.DATE, value=when),)
    made = Statement(
        id=row["id"],
        report=report.id,
        sha256=report.sha256,
        doc=report.doc,
        kind=Kind(row["kind"]),
        source=tuple(Span(*s) for s in row["source"]),
        cue=tuple(Span(*s) for s in row["cue"]),
        content=content,
        manner=Manner(row["manner"]) if row.get("manner") else None,
        commitment=Commitment(row["commitment"]) if row["commitment"] else None,
        actor=Actor(name=row["actor"], side=row["side"]) if row["actor"] else None,
        channel=row["channel"],
        nested_in=row["nested_in"],
        places=own,
        times=times,
        quantities=quantities(row, content[0]),
    )
    return msgspec.structs.replace(made, proposition=propose(parsed, made))


def quantities(row: dict[str, Any], span: Span) -> tuple[Quantity, ...]:
    """The gold's quantities."""
    listed = row.get("quantities") or ([row["quantity"]] if row["quantity"] else [])
    return tuple(
        Quantity(span=span, value=q["value"], unit=q.get("unit"), comparator=q.get("comparator", "exactly"))
        for q in listed
        if q.get("value") is not None
    )


def listing(claims: tuple[Claim, ...], readings: list[Reading]) -> list[dict[str, Any]]:
    """The claims as `twosource claims --json` lists them."""
    statements = {s.id: s for reading in readings for s in reading.statements}
    reports = {reading.report.id: reading.report for reading in readings}

    def short(key: str) -> dict[str, Any]:
        s = statements[key]
        return {"id": s.id, "doc": s.doc, "content": [list(span) for span in s.content]}

    rows = []
    for claim in claims:
        standing = stand(claim, statements, reports)
        row = msgspec.to_builtins(claim)
        row["statements"] = [short(m.statement) | {"relation": m.relation} for m in claim.members]
        for key in ("disputed_by", "confirmed_by", "retracted_by", "unable_to_verify", "responses", "bears_on"):
            row[key] = [short(i) for i in row[key]]
        rows.append(row | {"standing": standing.term, "why": list(standing.why)})
    return rows


def annotated(gold: dict[str, Any]) -> list[dict[str, Any]]:
    """The gold statements as `twosource annotate` would write them."""
    return [
        {
            "doc": doc,
            "attributions": [
                row | {"actor": {"name": row["actor"], "side": row["side"]}, "quantities": row.get("quantities") or []}
                for row in gold["statements"] if row["doc"] == doc
            ],
        }
        for doc in gold["documents"]
    ]  # fmt: skip


def score(name: str, folder: Path, shared: Path, into: Path) -> str:
    """Link one story, write its files into a folder and give the scorer's table."""
    gold, readings = story(folder)
    claims = listing(link(readings), readings)
    stem = folder.name
    (into / f"{stem}.jsonl").write_text("\n".join(json.dumps(a) for a in annotated(gold)), encoding="utf-8")
    (into / f"{stem}.json").write_text(json.dumps(claims, indent=1), encoding="utf-8")
    seeds = name == "seeds"
    command = [sys.executable, str(shared / "scoring" / ("seeds.py" if seeds else "ledger.py"))]
    command += [] if seeds else [str(folder)]
    command += ["--annotations", str(into / f"{stem}.jsonl"), "--claims", str(into / f"{stem}.json")]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return done.stdout


def main() -> int:
    """Print one table a story."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("story", nargs="*", default=list(STORIES))
    parser.add_argument("--shared", type=Path, default=SHARED)
    parser.add_argument("--write", type=Path, help="keep the annotations and claims in this folder")
    args = parser.parse_args()
    corpora = args.shared / "corpora"
    if not corpora.is_dir():
        print(f"{corpora}: no shared corpora there; give their folder with --shared", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as scratch:
        into = args.write or Path(scratch)
        into.mkdir(parents=True, exist_ok=True)
        for name in args.story:
            print(f"== {name}\n{score(name, corpora / name, args.shared, into)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
