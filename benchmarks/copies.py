"""Copy detection measured: recall of pairs that share text, false joins, speed and its growth.

    python benchmarks/copies.py [--shared DIR] [--many N]

Takes the press articles and channel posts of the shared corpora with their lists of pairs of outlets that share text.
The lists count shingles of raw text (press 8 words, posts 5); a pair counts as joined when `Copies` calls the two one
story. Joins below .1 are counted against containment as the lists count it, over all pairs of different outlets.
Times are of the processor, since the machine may be shared.
`--many N` also times signatures and candidates over N made-up reports of 500 words, one in twenty a copy.
"""

from __future__ import annotations

import argparse
import itertools
import json
import random
import re
import resource
import sys
import time
from pathlib import Path

from twosource.linking.copies import Copies, candidates, signature
from twosource.model import Report, sha256_of
from twosource.readers import find_furniture

SHARED = Path(__file__).resolve().parents[2] / "shared"
CORPORA = (
    ("press", "press-2022.jsonl", "reuse-pairs-press.jsonl", 8),
    ("posts", "telegram-ru-2024.jsonl", "reuse-pairs-telegram-ru.jsonl", 5),
)
FEW = 400
"""Reports of the small run that growth is measured from."""


def reports_in(path: Path) -> list[Report]:
    """The reports of a JSONL file, furniture marked as the readers mark it."""
    made = []
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        text = row["text"]
        made.append(
            Report(doc=row["doc"], text=text, sha256=sha256_of(text), outlet=row["outlet"], published=row["published"],
                   lang=row["lang"], url=row["url"] or row["doc"], furniture=tuple(find_furniture(text)))
        )  # fmt: skip
    return made


def joined(reports: list[Report]) -> tuple[set[frozenset[str]], float]:
    """Pairs of short names of different outlets that are called one story, and the seconds it took."""
    by_id = {report.id: report for report in reports}
    start = time.process_time()
    found = list(Copies(reports).pairs())
    seconds = time.process_time() - start
    pairs = ((by_id[a], by_id[b]) for a, b in found)
    return {frozenset((a.doc, b.doc)) for a, b in pairs if a.outlet != b.outlet}, seconds


def containment(one: str, other: str, size: int) -> float:
    """As the lists of the corpora count it: shared shingles of raw words / those of the shorter text."""

    def shingles(text: str) -> set[tuple[str, ...]]:
        words = re.findall(r"\w+", text.casefold())
        return {tuple(words[i : i + size]) for i in range(len(words) - size + 1)}

    a, b = shingles(one), shingles(other)
    return len(a & b) / max(1, min(len(a), len(b)))


def row(folder: Path, name: str, texts: str, pairs: str, size: int) -> str:
    """One corpus's line of the table."""
    reports = reports_in(folder / texts)
    listed = [json.loads(line) for line in (folder / pairs).read_text(encoding="utf-8").splitlines()]
    few = random.Random(1).sample(reports, FEW)  # noqa: S311 (a sample, not a secret)
    joined(reports)  # hashes of words are kept: the first run is slower
    quick = min(joined(few)[1] for _ in range(3))
    found, seconds = min((joined(reports) for _ in range(3)), key=lambda run: run[1])
    text_of = {report.doc: report.text for report in reports}
    false = sum(containment(text_of[min(pair)], text_of[max(pair)], size) < 0.1 for pair in found)

    def share(low: float, high: float) -> str:
        wanted = [frozenset((one["a"], one["b"])) for one in listed if low <= one["containment"] < high]
        return f"{sum(pair in found for pair in wanted)}/{len(wanted)}"

    return (
        f"| {name} | {len(reports)} | {share(0.5, 2)} | {share(0.2, 0.5)} | {len(found)} | {false} | "
        f"{1000 * seconds / len(reports):.2f} | {1000 * quick / FEW:.2f} |"
    )


def many(number: int) -> str:
    """Seconds and memory over made-up reports."""
    chance = random.Random(2)  # noqa: S311 (made-up words, no secret)
    ranks = range(1, 50_001)
    stock = [f"w{rank}" for rank in ranks]
    weights = list(itertools.accumulate(1 / (rank + 3) for rank in ranks))  # Zipf: the first word is 1 in 40
    texts: list[str] = []
    for i in range(number):
        if i % 20 == 19:
            texts.append(f"{chance.choice(texts[-15:])} and one line more")
        else:
            texts.append(" ".join(chance.choices(stock, cum_weights=weights, k=500)))
    start_at = time.process_time()
    signatures = {str(i): signature(Report(doc=str(i), text=text, sha256="")) for i, text in enumerate(texts)}
    middle = time.process_time()
    found = candidates(signatures)
    copies = sum(n >= 30 for n in found.values())
    end = time.process_time()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    return (
        f"{number} made-up reports: signatures {middle - start_at:.1f} s, candidates {end - middle:.1f} s, "
        f"{copies} pairs of {number // 20} copied; peak {peak:.1f} GiB"
    )


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=SHARED)
    parser.add_argument("--many", type=int, default=0, metavar="N")
    args = parser.parse_args()
    folder = args.shared / "corpora" / "war-news"
    if not folder.is_dir():
        print(f"{folder}: no shared corpora there; give their folder with --shared", file=sys.stderr)
        return 2
    print(
        "| texts | reports | joined of >= .5 | joined of .2-.5 | joined in all | below .1 | ms a report | ms of 400 |"
    )
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
    for corpus in CORPORA:
        print(row(folder, *corpus))
    print("ms: of one core's time, a report; the last column over 400 of the reports")
    if args.many:
        print(many(args.many))
    return 0


if __name__ == "__main__":
    sys.exit(main())
