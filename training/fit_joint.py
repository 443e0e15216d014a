"""Fit how rules and tagger are weighed: `python -m training.fit_joint --corpora DIR`.

A logistic regression on the development part: each proposal of either is right or not by the gold (content Jaccard of
at least 0.5 and a source that overlaps). Prints F1 of rules alone, tagger alone and both by five-fold cross-validation
over documents, the reliability table, and writes `joint.json`.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from training.dataset import DATA, load
from twosource.model import Report, Span, sha256_of
from twosource.reading.attribution import find_attributions
from twosource.reading.joining import join_quotations
from twosource.reading.joint import SAME_CONTENT, Proposal, features, jaccard, probability, propose, select
from twosource.reading.reader import Reader
from twosource.reading.verification import find_verifications

FOLDS = 5
PENALTY = 1.0
"""Of the squared weights. With 0.3 and 1 the cross-validated F1 was 75.7, with 3 it was 75.3."""
BINS = 5
KEEPS = tuple(percent / 100 for percent in range(20, 65, 5))
"""Least probabilities that are tried."""


def proposals_of(reader: Reader, row: dict[str, Any]) -> tuple[list[Proposal], list[dict[str, float]], list[Any]]:
    """The proposals of one document, their features, and the gold."""
    start, end = row.get("covers", (0, len(row["text"])))
    text = row["text"][start:end]
    doc = reader.nlp.make_doc(text)
    doc._.report = Report(doc=row["doc"], text=text, sha256=sha256_of(text))
    doc = reader.nlp(doc)
    notes = find_verifications(doc)
    cues = {note.cue_token.i for note in notes if note.cue_token is not None}
    drafts = [d for d in find_attributions(doc) if d.cue_token is not None and d.cue_token.i not in cues]
    proposals = propose(doc, doc._.tagging, join_quotations(doc, drafts + notes, doc._.quotations or ()))
    gold = [
        {p: [Span(s - start, e - start) for s, e in entry[p]] for p in ("source", "cue", "content")}
        for entry in row["attributions"]
    ]
    return proposals, [features(p, doc._.tagging) for p in proposals], gold


def right(proposal: Proposal, want: dict[str, list[Span]]) -> float:
    """How far a proposal is the gold attribution: Jaccard of the contents, or 0 where content or source is wrong."""
    draft = proposal.draft
    overlap = jaccard(draft.content, want["content"])
    meets = any(a.overlaps(b) for a in draft.source for b in want["source"]) or not (draft.source or want["source"])
    return overlap if overlap >= SAME_CONTENT and meets else 0.0


def fit(rows: Sequence[dict[str, float]], labels: Sequence[float]) -> dict[str, float]:
    """Logistic regression by Newton's method; labels may lie between 0 and 1."""
    names = sorted({name for row in rows for name in row})
    x = np.array([[row.get(name, 0.0) for name in names] + [1.0] for row in rows])
    y = np.array(labels)
    w = np.zeros(x.shape[1])
    ridge = np.full(x.shape[1], PENALTY)
    ridge[-1] = 1e-6
    for _ in range(30):
        p = 1 / (1 + np.exp(-np.clip(x @ w, -30, 30)))
        gradient = x.T @ (p - y) + ridge * w
        hessian = (x * (p * (1 - p))[:, None]).T @ x + np.diag(ridge)
        w -= np.linalg.solve(hessian, gradient)
    return {name: round(float(v), 4) for name, v in zip([*names, "bias"], w, strict=True)}


def f1(documents: Sequence[Any], choices: Sequence[Sequence[Proposal]]) -> tuple[float, float, float]:
    """Precision, recall and F1 of what is kept of each document, in percent."""
    hits = predicted = wanted = 0
    for (_, _, gold), kept in zip(documents, choices, strict=True):
        pairs = sorted(
            ((right(p, g), i, j) for i, p in enumerate(kept) for j, g in enumerate(gold) if right(p, g)), reverse=True
        )
        mine: set[int] = set()
        theirs: set[int] = set()
        for _, i, j in pairs:
            if i not in mine and j not in theirs:
                mine.add(i)
                theirs.add(j)
        hits, predicted, wanted = hits + len(mine), predicted + len(kept), wanted + len(gold)
    precision, recall = hits / max(1, predicted), hits / max(1, wanted)
    total = 2 * hits / max(1, predicted + wanted)
    return round(100 * precision, 1), round(100 * recall, 1), round(100 * total, 1)


def main() -> int:
    """Fit, print, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, nargs="+", default=DATA)
    parser.add_argument("--corpora", type=Path)
    parser.add_argument("--out", type=Path, default=Path("twosource/reading/data/attribution/joint.json"))
    arguments = parser.parse_args()
    reader = Reader(steps=("tagger",))
    rows = [row for row in load(arguments.data, arguments.corpora) if row.get("part") == "dev"]
    reader.nlp.disable_pipe("twosource_statements")  # which needs the weights that are being fitted
    documents = [proposals_of(reader, row) for row in rows]
    fits = [[max((right(p, g) for g in gold), default=0.0) for p in props] for props, _, gold in documents]
    labels = [[float(value > 0) for value in values] for values in fits]
    odds, ranks = across(documents, labels), across(documents, fits)
    report(documents, odds, ranks, labels)
    scores = {}
    for keep in KEEPS:
        kept = [select(d[0], o, r, keep) for d, o, r in zip(documents, odds, ranks, strict=True)]
        scores[keep] = f1(documents, kept)[2]
    print("F1 by least probability:", scores)
    values = [value for d in documents for value in d[1]]
    final = {
        "right": fit(values, [v for part in labels for v in part]),
        "fit": fit(values, [v for part in fits for v in part]),
        "keep": max(scores, key=scores.__getitem__),
    }
    arguments.out.write_text(json.dumps(final, indent=1) + "\n", encoding="utf-8")
    return 0


def across(documents: Sequence[Any], labels: Sequence[Sequence[float]]) -> list[list[float]]:
    """Of each proposal what a regression gives that was fitted on other documents."""
    found: list[list[float]] = [[] for _ in documents]
    for fold in range(FOLDS):
        inside = [i for i in range(len(documents)) if i % FOLDS != fold]
        weights = fit([f for i in inside for f in documents[i][1]], [v for i in inside for v in labels[i]])
        for i in range(fold, len(documents), FOLDS):
            found[i] = [probability(values, weights) for values in documents[i][1]]
    return found


def report(
    documents: Sequence[Any],
    odds: Sequence[Sequence[float]],
    ranks: Sequence[Sequence[float]],
    labels: Sequence[Sequence[float]],
) -> None:
    """Ablation and reliability, on documents that the weights were not fitted on."""
    by = {
        "rules alone": [[p for p in d[0] if p.tagged is None] for d in documents],
        "tagger alone": [[p for p in d[0] if p.tagged is not None] for d in documents],
        "both": [select(d[0], o, r, 0.4) for d, o, r in zip(documents, odds, ranks, strict=True)],
    }
    for name, choices in by.items():
        print(f"{name:14} P R F1", *f1(documents, choices))
    flat = []
    for (props, _, _), chances, fits, wanted in zip(documents, odds, ranks, labels, strict=True):
        kept = {id(p) for p in select(props, chances, fits, 0.0)}
        flat += [(c, y) for p, c, y in zip(props, chances, wanted, strict=True) if id(p) in kept]
    print("confidence    statements   right   mean confidence")
    for step in range(BINS):
        part = [(p, y) for p, y in flat if step / BINS <= p < (step + 1) / BINS or (p == 1 and step == BINS - 1)]
        if part:
            share, mean = np.mean([y for _, y in part]), np.mean([p for p, _ in part])
            print(f"{step / BINS:.1f}-{(step + 1) / BINS:.1f}       {len(part):8}    {share:6.3f}   {mean:8.3f}")
    print(f"Brier score {np.mean([(p - y) ** 2 for p, y in flat]):.3f}")


if __name__ == "__main__":
    sys.exit(main())
