"""A headline against a report: does the reading tell denial from discussion, on the Fake News Challenge's dev pairs.

    python benchmarks/stance.py [FOLDER] [--cache FOLDER] [--errors FILE] [--choose]

FOLDER holds corpora/stance/fnc1-dev*.jsonl and scoring/labels.py; by default the shared corpora beside the checkout.
The texts are read in place; `--cache` keeps the readings, one JSON line each, for the next run of the same reader.
`--errors` writes the pairs that came out wrong: gold, ours, body, headline.

It shows how much of agree, disagree and discuss follows, by a rule of a few named weights, from what this project
reads (commitment, polarity, kind, reporter's stance, source), and how much from lists of words (`data/stance.toml`):
the table gives each alone and both together. It does not show how well a stance can be told: nothing is trained here,
since the corpus states no licence. Nor is it a figure for unseen pairs: words and weights were chosen on these very
pairs. `--choose` chooses the weights again and shows what that is worth: each half of the bodies by the weights that
were chosen on the other half. Macro F1 of agree and disagree is what to watch; 55 is the aim.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np
import numpy.typing as npt

from twosource.model import Reading
from twosource.readers.options import ReadOptions
from twosource.readers.reports import Metadata, make_report
from twosource.reading.reader import Reader, UnreadableError

if TYPE_CHECKING:
    from benchmarks._stance import AGAINST, AGAINST_OPENING, HEDGED, HEDGED_ALSO, features, sentences
else:  # run as a script, this folder is on the path and its parent is not
    from _stance import AGAINST, AGAINST_OPENING, HEDGED, HEDGED_ALSO, features, sentences

SHARED = Path(__file__).resolve().parents[2] / "shared"
LABELS = ("agree", "disagree", "discuss", "unrelated")

RELATED = 0.15
"""Share of the headline's weight (its words by how telling they are) that the body must hold. F1 of unrelated on the
dev pairs: 86.6 at 0.1, 90.4 at 0.15, 89.9 at 0.2, 87.4 at 0.25."""
WEIGHTS = (0, 0.1, 0.2, 0.3, 0.5, 0.75, 1, 1.5, 2, 3)
"""What `--choose` tries for each weight."""
GAIN = 0.001
"""Macro F1 that a change of weight must bring to be kept."""
ROUNDS = 4
FROM_READING = {"denials", "opening denials", "passed on", "attributed", "headline denials"}
"""What comes from the reading; all else is words."""
START = {"refuting": 1, "opening refuting": 0.75, "negating": 0.3, "hedging": 2, "denials": 0.5, "passed on": 1}
"""Where `--choose` begins."""
RULES: dict[str, dict[str, float]] = {
    "words and reading": {
        "refuting": 3.0,
        "doubting": 0.3,
        "negating": 0.5,
        "denials": 0.2,
        "opening refuting": 0.75,
        "opening doubting": 0.5,
        "opening negating": 0.2,
        "hedging": 1.5,
        "passed on": 1.5,
        "attributed": 0.5,
        "opening hedging": 0.2,
        "first hedging": 0.5,
        "headline hedging": 1.0,
    },
    "words alone": {
        "refuting": 2.0,
        "doubting": 0.2,
        "negating": 0.5,
        "opening refuting": 0.75,
        "opening doubting": 0.5,
        "opening negating": 0.3,
        "hedging": 3.0,
        "opening hedging": 0.3,
        "first hedging": 0.5,
        "headline hedging": 1.0,
    },
    "reading alone": {"denials": 3.0, "opening denials": 0.3, "passed on": 3.0, "attributed": 0.75},
}
"""The weights, chosen on the dev pairs. A body whose sum of `AGAINST` reaches 1 is against what it tells of; one whose
sum of `HEDGED` stays below 1 vouches for it."""

Weights = Mapping[str, float]
Columns = Mapping[str, npt.NDArray[np.float64]]
Row = dict[str, Any]


def decide(pairs: Columns, rule: Weights) -> npt.NDArray[np.int_]:
    """Positions in `LABELS`. A headline that itself denies turns "against" and "vouches for" round."""
    none = np.zeros_like(pairs["related"])
    against = sum((rule.get(n, 0) * pairs[n] for n in (*AGAINST, *AGAINST_OPENING)), none) >= 1
    vouched = sum((rule.get(n, 0) * pairs[n] for n in (*HEDGED, *HEDGED_ALSO)), none) < 1
    turned = none > 0
    if rule.keys() - FROM_READING:
        turned = turned | (pairs["headline refuting"] + pairs["headline negating"] > 0)
    if rule.keys() & FROM_READING:
        turned = turned | (pairs["headline denials"] > 0)
    related = np.where(against, np.where(turned, 0, 1), np.where(vouched, np.where(turned, 1, 0), 2))
    return np.where(pairs["related"] < RELATED, 3, related)


def f1(ours: npt.NDArray[np.int_], gold: npt.NDArray[np.int_], label: int) -> float:
    """F1 of one label."""
    both = int(((ours == label) & (gold == label)).sum())
    return 2 * both / max(1, int((ours == label).sum() + (gold == label).sum()))


def macro(ours: npt.NDArray[np.int_], gold: npt.NDArray[np.int_]) -> float:
    """Macro F1 of agree and disagree."""
    return (f1(ours, gold, 0) + f1(ours, gold, 1)) / 2


def choose(pairs: Columns, gold: npt.NDArray[np.int_], names: Sequence[str]) -> dict[str, float]:
    """The weights of `names` that are best on these pairs, one changed at a time."""
    rule = {name: float(START.get(name, 0)) for name in names}
    best = macro(decide(pairs, rule), gold)
    for _ in range(ROUNDS):
        for name in names:
            for value in WEIGHTS:
                other = rule | {name: float(value)}
                score = macro(decide(pairs, other), gold)
                if score > best + GAIN:
                    best, rule = score, other
    return {name: value for name, value in rule.items() if value}


def read(corpus: Path, folder: Path) -> dict[str, Reading]:
    """Readings of the headlines ("h:" and the headline) and bodies ("b:" and its number), by these names.

    What the cache has of this reader is taken from it. A body in another language is left out.
    """
    texts = {f"h:{row['headline']}": row["headline"] for row in rows_of(corpus / "fnc1-dev.jsonl")}
    texts |= {f"b:{row['body']}": row["text"] for row in rows_of(corpus / "fnc1-dev-bodies.jsonl")}
    reader, path = Reader(), folder / "readings.jsonl"
    cached = (
        msgspec.json.decode(b"[" + b",".join(path.read_bytes().splitlines()) + b"]", type=list[Reading])
        if path.exists()
        else []
    )
    found = {
        r.report.doc: r for r in cached if r.producer == reader.producer and texts.get(r.report.doc) == r.report.text
    }
    folder.mkdir(parents=True, exist_ok=True)
    with path.open("ab") as kept:
        for doc, text in texts.items():
            if doc in found:
                continue
            report = make_report(text, doc=doc, path=doc, options=ReadOptions(), metadata=Metadata())
            try:
                found[doc] = reader.read(report)
            except UnreadableError as error:
                print(f"left out: {doc}: {error}", file=sys.stderr)
                continue
            kept.write(msgspec.json.encode(found[doc]) + b"\n")
            kept.flush()
    return found


def rows_of(path: Path) -> list[dict[str, Any]]:
    """The rows of a JSONL file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def pairs_of(rows: Sequence[Row], readings: Mapping[str, Reading]) -> Columns:
    """The features of all pairs, one column each."""
    bodies = {row["body"]: list(sentences(readings[f"b:{row['body']}"])) for row in rows}
    made = [features(readings[f"h:{row['headline']}"], bodies[row["body"]]) for row in rows]
    return {name: np.array([pair[name] for pair in made]) for name in made[0]}


def scored(scorer: Path, gold: Path, rows: Sequence[Row], ours: Sequence[str]) -> Row:
    """The shared scorer's figures; a pair that we leave out is wrong."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ours.jsonl"
        lines = (json.dumps({"pair": row["pair"], "stance": label}) for row, label in zip(rows, ours, strict=True))
        path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        command = [sys.executable, str(scorer), "--gold", str(gold), "--pred", str(path), "--id", "pair"]
        command += ["--label", "stance", "--fnc", "--json"]
        figures: Row = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return figures


def print_choice(pairs: Columns, rows: Sequence[Row]) -> None:
    """Choose the weights again, on all pairs and on each half of the bodies."""
    gold = np.array([LABELS.index(row["stance"]) for row in rows])
    numbers = {body: at for at, body in enumerate(sorted({row["body"] for row in rows}))}
    first = np.array([numbers[row["body"]] % 2 == 0 for row in rows])
    everything = (*AGAINST, *AGAINST_OPENING, *HEDGED, *HEDGED_ALSO)
    for name in RULES:
        kept = {"words alone": set(everything) - FROM_READING, "reading alone": FROM_READING}.get(name, set(everything))
        names = [n for n in everything if n in kept]
        ours = np.empty_like(gold)
        for half in (first, ~first):
            rule = choose({n: column[half] for n, column in pairs.items()}, gold[half], names)
            ours[~half] = decide(pairs, rule)[~half]
        halves = "  ".join(f"{label} {100 * f1(ours, gold, at):.1f}" for at, label in enumerate(LABELS))
        print(f"{name}: {choose(pairs, gold, names)}")
        print(f"    by halves: macro of agree and disagree {100 * macro(ours, gold):.1f}; {halves}")


def main() -> int:
    """Print F1 by class, the macro of agree and disagree and the challenge's score, then the confusions."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("shared", type=Path, nargs="?", default=SHARED, help="the folder with corpora/ and scoring/")
    parser.add_argument("--cache", type=Path, help="folder of readings kept from run to run; by default none are kept")
    parser.add_argument("--errors", type=Path, help="file for the pairs that came out wrong")
    parser.add_argument("--choose", action="store_true", help="choose the weights again")
    args = parser.parse_args()
    corpus = args.shared / "corpora" / "stance"
    with tempfile.TemporaryDirectory() as folder:
        readings = read(corpus, args.cache or Path(folder))
    rows = [row for row in rows_of(corpus / "fnc1-dev.jsonl") if f"b:{row['body']}" in readings]
    pairs = pairs_of(rows, readings)
    if args.choose:
        print_choice(pairs, rows)
    print(f"{'by':<18}" + "".join(f"{label:>10}" for label in LABELS) + f"{'macro a+d':>11}{'FNC':>7}")
    for name, rule in RULES.items():
        ours = [LABELS[at] for at in decide(pairs, rule)]
        figures = scored(args.shared / "scoring" / "labels.py", corpus / "fnc1-dev.jsonl", rows, ours)
        each = [100 * figures["per_label"][label]["f1"] for label in LABELS]
        print(
            f"{name:<18}"
            + "".join(f"{x:10.1f}" for x in (*each, sum(each[:2]) / 2))
            + f"{100 * figures['fnc_score']:8.1f}"
        )
    ours = [LABELS[at] for at in decide(pairs, RULES["words and reading"])]
    counts = Counter((row["stance"], label) for row, label in zip(rows, ours, strict=True))
    print(f"\n{'gold, then ours':<18}" + "".join(f"{label:>10}" for label in LABELS))
    for gold in LABELS:
        print(f"{gold:<18}" + "".join(f"{counts[gold, label]:10,}" for label in LABELS))
    if args.errors:
        wrong = [
            (r["stance"], o, r["body"], r["headline"]) for r, o in zip(rows, ours, strict=True) if r["stance"] != o
        ]
        args.errors.write_text("".join("\t".join(line) + "\n" for line in wrong), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
