"""How far two annotators agree: `python -m training.agreement --corpora DIR`.

Rows of part `second` mark documents again that another annotator had marked, neither having seen the other's marks.
Scored as a prediction is scored: content Jaccard of at least 0.5 and a source word shared; and F1 of the words of each
part. Of cues that both marked: how often commitment and stance are the same.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path

from tokenizers import Tokenizer

from training.dataset import Example, example, load
from training.scores import measure
from twosource.reading.tags import depth


def words_of(part: str, item: Example) -> set[int]:
    """Words that an annotator gave to source, cue or content."""
    return {i for a in item.attributions for start, end in getattr(a, part) for i in range(start, end)}


def labels_of_shared_cues(first: Example, second: Example) -> list[tuple[bool, bool]]:
    """Of each cue of the first annotator that overlaps one of the second: whether commitment and stance agree."""
    by_word = {
        i: labels
        for a, labels in zip(second.attributions, second.labels, strict=True)
        for start, end in a.cue
        for i in range(start, end)
    }
    same = []
    for attribution, labels in zip(first.attributions, first.labels, strict=True):
        other = next((by_word[i] for start, end in attribution.cue for i in range(start, end) if i in by_word), None)
        if other is not None:
            same.append((labels[0] == other[0], labels[1] == other[1]))
    return same


def compare(firsts: Sequence[Example], seconds: Sequence[Example]) -> None:
    """Print the table."""
    for item in seconds:
        for index, attribution in enumerate(item.attributions):
            attribution.layer = depth(item.attributions, index)
    print(f"{len(firsts)} documents, {sum(len(i.attributions) for i in firsts)} and "
          f"{sum(len(i.attributions) for i in seconds)} attributions")  # fmt: skip
    print("attributed:", measure(firsts, [i.attributions for i in seconds]))
    for part in ("source", "cue", "content"):
        pairs = [(words_of(part, a), words_of(part, b)) for a, b in zip(firsts, seconds, strict=True)]
        shared = sum(len(a & b) for a, b in pairs)
        print(f"{part} words F1: {2 * shared / sum(len(a) + len(b) for a, b in pairs):.3f}")
    same = [pair for a, b in zip(firsts, seconds, strict=True) for pair in labels_of_shared_cues(a, b)]
    print(f"{len(same)} shared cues: commitment the same in {sum(c for c, _ in same) / len(same):.3f}, "
          f"stance in {sum(s for _, s in same) / len(same):.3f}")  # fmt: skip


def main() -> int:
    """Compare the documents that were marked twice."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path(__file__).parent / "attributions.jsonl")
    parser.add_argument("--corpora", type=Path, required=True)
    arguments = parser.parse_args()
    tokenizer = Tokenizer.from_file(str(files("twosource.reading") / "data" / "attribution" / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    rows = list(load([arguments.data], arguments.corpora))
    seconds = {row["doc"]: row for row in rows if row["part"] == "second"}
    firsts = {row["doc"]: row for row in rows if row["part"] != "second" and row["doc"] in seconds}
    order = sorted(seconds)
    compare([example(firsts[d], tokenizer) for d in order], [example(seconds[d], tokenizer) for d in order])
    return 0


if __name__ == "__main__":
    sys.exit(main())
