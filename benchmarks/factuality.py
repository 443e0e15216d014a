"""Event factuality on the field's own sets: our numbers in the scorer's shape, and its figures in one table.

    python benchmarks/factuality.py [FOLDER] [--sets NAME ...] [--part all|first|second] [--errors FOLDER]

FOLDER holds corpora/factuality/*-dev.jsonl and scoring/labels.py; by default the shared corpora beside the checkout.
The texts are read in place. Values were chosen on the first part of the UW and CommitmentBank dev sets (blocks of 25
lines, taken by turns); the second part shows whether they hold.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from spacy.language import Language

from twosource.language.pipeline import load
from twosource.reading.factuality import TOP, clause_factuality, factuality

SHARED = Path(__file__).resolve().parents[2] / "shared"
SETS = ("uw", "uds-ih2", "commitmentbank", "meantime")
OF_CLAUSES = {"commitmentbank"}
"""Sets that ask how certain a whole clause is, with the negation and the modals inside it."""
BLOCK = 25
"""Lines that stay together in one part, so that neighbours from one article mostly do."""
PUBLISHED = {
    "uw": ".42 / .66   .508 / .77   .34 / .87",
    "meantime": ".34 / .47   .42 / .47    .20 / .57",
    "uds-ih2": "-           .96 / .77    .73 / .91",
}
"""MAE / r on the held-out sets, as the shared corpora list them and without our having checked: TruthTeller + SVM
(Stanovsky et al. 2017), best bi-LSTM (Rudinger et al. 2018), BERT and graph (Pouran Ben Veyseh et al. 2019)."""

Row = dict[str, Any]


def rows_of(corpus: Path, part: str) -> list[Row]:
    """The lines of a set that belong to the part."""
    rows = [json.loads(line) for line in corpus.read_text(encoding="utf-8").splitlines()]
    wanted = {"all": {0, 1}, "first": {0}, "second": {1}}[part]
    return [row for at, row in enumerate(rows) if (at // BLOCK) % 2 in wanted]


def predict(nlp: Language, rows: list[Row], *, clauses: bool) -> list[Row]:
    """The rows with our numbers in place of the gold ones."""
    read = clause_factuality if clauses else factuality
    predicted = []
    for row, doc in zip(rows, nlp.pipe((row["text"] for row in rows), batch_size=64), strict=True):
        events = []
        for event in row["events"]:
            span = doc.char_span(*event["span"], alignment_mode="expand")
            if span is not None:
                events.append({"span": event["span"], "factuality": round(read(doc, span.root), 3)})
        predicted.append({"doc": row["doc"], "events": events})
    return predicted


def score(scorer: Path, gold: list[Row], predicted: list[Row]) -> dict[str, float]:
    """The shared scorer's figures."""
    with tempfile.TemporaryDirectory() as folder:
        paths = {"--gold": Path(folder) / "gold.jsonl", "--pred": Path(folder) / "pred.jsonl"}
        for path, rows in zip(paths.values(), (gold, predicted), strict=True):
            path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
        command = [sys.executable, str(scorer), "--json", "--numbers", "--id", "doc"]
        command += ["--list", "events", "--label", "factuality"]
        for option, path in paths.items():
            command += [option, str(path)]
        figures: dict[str, float] = json.loads(
            subprocess.run(command, check=True, capture_output=True, text=True).stdout
        )
    return figures


def always(value: float, rows: list[Row]) -> list[Row]:
    """The rows with one number for every event."""
    return [row | {"events": [event | {"factuality": value} for event in row["events"]]} for row in rows]


def write_errors(path: Path, gold: list[Row], predicted: list[Row]) -> None:
    """All events, the worst first: distance, ours, gold, word, text."""
    lines = []
    for row, ours in zip(gold, predicted, strict=True):
        numbers = {tuple(event["span"]): event["factuality"] for event in ours["events"]}
        for event in row["events"]:
            number, (start, end) = numbers[tuple(event["span"])], event["span"]
            away = abs(number - event["factuality"])
            lines.append((away, number, event["factuality"], row["text"][start:end], row["text"]))
    lines.sort(reverse=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join("\t".join(map(str, line)) + "\n" for line in lines), encoding="utf-8")


def main() -> int:
    """Print MAE and Pearson r for each set beside the anchor and the published figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("shared", type=Path, nargs="?", default=SHARED, help="the folder with corpora/ and scoring/")
    parser.add_argument("--sets", nargs="+", choices=SETS, default=SETS, help="only these sets")
    parser.add_argument("--part", choices=("all", "first", "second"), default="all", help="only these lines")
    parser.add_argument("--errors", type=Path, help="folder for lists of events, the worst first")
    args = parser.parse_args()
    nlp = load()
    scorer = args.shared / "scoring" / "labels.py"
    print("published, on the held-out sets, MAE / r: TruthTeller + SVM, bi-LSTM, BERT and graph")
    print(f"{'set':<16}{'events':>8}{'MAE':>7}{'r':>7}{'rho':>7}{'always 3.0':>12}   published")
    for name in args.sets:
        gold = rows_of(args.shared / "corpora" / "factuality" / f"{name}-dev.jsonl", args.part)
        predicted = predict(nlp, gold, clauses=name in OF_CLAUSES)
        ours, anchor = score(scorer, gold, predicted), score(scorer, gold, always(TOP, gold))
        figures = f"{ours['mae']:7.3f}{ours['pearson']:7.3f}{ours['spearman']:7.3f}{anchor['mae']:12.3f}"
        print(f"{name:<16}{ours['items']:8,}{figures}   {PUBLISHED.get(name, '-')}", flush=True)
        if args.errors:
            write_errors(args.errors / f"{name}.tsv", gold, predicted)
    return 0


if __name__ == "__main__":
    sys.exit(main())
