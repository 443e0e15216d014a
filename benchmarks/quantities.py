"""Quantities on the project's own gold standard: found, value, unit, comparator and denominator in one table.

    python benchmarks/quantities.py [FOLDER] [--dev] [--errors]

FOLDER holds corpora/war-news; by default the shared corpora beside the checkout. The texts are read in place, the gold
(data/quantities_gold.jsonl) has offsets and numbers only; docs/quantities-gold.md tells its conventions. `--errors`
lists what is wrong in the dev half; the test half is never listed, and with `--dev` not read.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import re
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from spacy.language import Language

from twosource.language.pipeline import load
from twosource.model import Quantity
from twosource.reading.quantities import find_quantities
from twosource.reading.times import find_times

SHARED = Path(__file__).resolve().parents[2] / "shared"
GOLD = Path(__file__).resolve().parent / "data" / "quantities_gold.jsonl"
EQUAL = 1e-6
"""Relative difference up to which two values are the same number (1/3 written out)."""
COLUMNS = ("value", "unit", "value+unit", "comparator", "denominator")

Pair = tuple[Mapping[str, Any] | None, Quantity | None]


def texts(folder: Path, gold: Sequence[Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    """The corpus rows of the gold's documents, by document.

    Raises:
        ValueError: a text is missing or is not the one that was annotated.
    """
    wanted = {row["doc"]: row for row in gold}
    found = {}
    for name in sorted({row["source"] for row in gold}):
        with (folder / name).open(encoding="utf-8") as rows:
            found.update({row["doc"]: row for row in map(json.loads, rows) if row["doc"] in wanted})
    for doc, row in wanted.items():
        if doc not in found or hashlib.sha256(found[doc]["text"].encode()).hexdigest() != row["sha256"]:
            raise ValueError(f"{row['source']}: {doc} is missing or has another text than the one annotated")
    return found


def read(nlp: Language, report: Mapping[str, Any], passage: Sequence[int]) -> list[Quantity]:
    """Our quantities that lie in the passage; the whole text is read."""
    doc = nlp(report["text"])
    times = find_times(doc, published=report["published"])
    quantities = find_quantities(doc, times=times)
    return [q for q in quantities if passage[0] <= q.span.start and q.span.end <= passage[1]]


def pairs(gold: Sequence[Mapping[str, Any]], ours: Sequence[Quantity]) -> Iterator[Pair]:
    """Each gold quantity with ours that overlaps it most, one to one; `None` on the side that has none."""
    overlaps = [
        (min(g["span"][1], q.span.end) - max(g["span"][0], q.span.start), i, j)
        for i, g in enumerate(gold)
        for j, q in enumerate(ours)
    ]
    left, right = set(range(len(gold))), set(range(len(ours)))
    for overlap, i, j in sorted(overlaps, reverse=True):
        if overlap > 0 and i in left and j in right:
            left.remove(i)
            right.remove(j)
            yield gold[i], ours[j]
    yield from ((gold[i], None) for i in sorted(left))
    yield from ((None, ours[j]) for j in sorted(right))


def plain(phrase: str | None) -> str | None:
    """A denominator without case and punctuation."""
    return None if phrase is None else " ".join(re.findall(r"\w+", phrase.casefold()))


def judge(gold: Mapping[str, Any], our: Quantity) -> dict[str, bool]:
    """What of a found quantity is right; the denominator only where one of the two has any."""
    numbers = [(gold[name], getattr(our, name)) for name in ("value", "low", "high")]
    value = all(a == b if a is None or b is None else math.isclose(a, b, rel_tol=EQUAL) for a, b in numbers)
    unit = gold["unit"] == our.unit
    right = {
        "value": value,
        "unit": unit,
        "value+unit": value and unit,
        "comparator": gold["comparator"] == our.comparator,
    }
    if gold["denominator"] is not None or our.denominator is not None:
        right["denominator"] = plain(gold["denominator"]) == plain(our.denominator)
    return right


def brief(gold: Mapping[str, Any] | None, our: Quantity | None) -> str:
    """Both readings on one line."""
    theirs = {} if gold is None else {k: v for k, v in gold.items() if v is not None and k != "span"}
    mine = (
        {} if our is None else {name: getattr(our, name) for name in theirs or ("value", "low", "unit", "comparator")}
    )
    return f"gold {list(theirs.values())}  ours {list(mine.values())}"


def score(
    gold: Sequence[Mapping[str, Any]], reports: Mapping[str, Mapping[str, Any]], *, errors: bool
) -> dict[str, Counter[str]]:
    """Counts for each half; with `errors`, print the dev half's."""
    nlp = load()
    counts: dict[str, Counter[str]] = {"dev": Counter(), "test": Counter()}
    for row in gold:
        count, report = counts[row["part"]], reports[row["doc"]]
        for theirs, our in pairs(row["quantities"], read(nlp, report, row["passage"])):
            count["gold"] += theirs is not None
            count["ours"] += our is not None
            right = judge(theirs, our) if theirs is not None and our is not None else {}
            count["found"] += bool(right)
            count["wholes"] += "denominator" in right or (
                theirs is not None and theirs["denominator"] is not None and not right
            )
            count.update(name for name, good in right.items() if good)
            if errors and row["part"] == "dev" and not (right and all(right.values())):
                start, end = our.span if our is not None else theirs["span"] if theirs is not None else (0, 0)
                wrong = ",".join(name for name, good in right.items() if not good)
                wrong = wrong or ("missed" if our is None else "too much")
                context = report["text"][max(0, start - 50) : start] + "[" + report["text"][start:end] + "]"
                context += report["text"][end : end + 40]
                print(f"{row['doc']} {wrong}: {brief(theirs, our)}\n    {' '.join(context.split())}")
    return counts


def main() -> int:
    """Print how much is found and how much of the gold is right, for each half of the gold."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("shared", type=Path, nargs="?", default=SHARED, help="the folder with corpora/")
    parser.add_argument("--errors", action="store_true", help="list the errors of the dev half")
    parser.add_argument("--dev", action="store_true", help="read the dev half alone, as one should while mending rules")
    args = parser.parse_args()
    gold = [json.loads(line) for line in GOLD.read_text("utf-8").splitlines()]
    gold = [row for row in gold if row["part"] == "dev" or not args.dev]
    reports = texts(args.shared / "corpora" / "war-news", gold)
    counts = score(gold, reports, errors=args.errors)
    print(f"{'half':<6}{'gold':>6}{'precision':>11}{'recall':>8}" + "".join(f"{name:>13}" for name in COLUMNS))
    for half, count in ((half, count) for half, count in counts.items() if count["gold"]):
        found = [count["found"] / max(1, count["ours"]), count["found"] / max(1, count["gold"])]
        right = [count[name] / max(1, count["wholes" if name == "denominator" else "gold"]) for name in COLUMNS]
        line = f"{half:<6}{count['gold']:>6}{found[0]:>11.1%}{found[1]:>8.1%}"
        print(line + "".join(f"{share:>13.1%}" for share in right))
    return 0


if __name__ == "__main__":
    sys.exit(main())
