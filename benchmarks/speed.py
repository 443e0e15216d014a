"""Cost of `annotate` beside the language pipeline alone, and memory over a folder: `python benchmarks/speed.py`.

Both are measured in one run on the same texts and given as ratios, so that the machine does not matter much. The texts
are press reports of the shared corpora, read in place, or the bundled samples where there are none.
"""

from __future__ import annotations

import argparse
import itertools
import json
import resource
import sys
import time
from importlib.resources import files
from pathlib import Path

from twosource.exports.annotations import to_json
from twosource.language.pipeline import load
from twosource.model import Report, sha256_of
from twosource.readers.furniture import find_furniture
from twosource.reading import places, quantities, times
from twosource.reading.reader import Reader

PRESS = Path(__file__).resolve().parents[2] / "shared" / "corpora" / "war-news" / "press-2022.jsonl"
STEPS = {
    "places": places.places_component,
    "times": times.times,
    "quantities": quantities.quantities,
}
ROUNDS = 3
"""Rounds of which the quickest counts: what else the machine does can only make a round slower."""


def reports(number: int) -> list[Report]:
    """`number` reports: press reports where the shared corpora are there, else the samples over and over."""
    if PRESS.exists():
        with PRESS.open(encoding="utf-8") as file:
            texts = [json.loads(line)["text"] for line in itertools.islice(file, number)]
    else:
        folder = files("twosource.cli") / "samples"
        samples = [path.read_text(encoding="utf-8") for path in sorted(folder.iterdir(), key=str)]
        texts = list(itertools.islice(itertools.cycle(samples), number))
    return [
        Report(
            doc=f"r{i}", text=t, sha256=sha256_of(t), outlet="O", published="2022-04-14", furniture=find_furniture(t)
        )
        for i, t in enumerate(texts)
    ]


def peak() -> float:
    """Most memory that the process has held so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def steps(texts: list[Report]) -> str:
    """Time of places, times and quantities as a share of the language pipeline's, on one parse of each text.

    The texts are gone through step by step, and of the rounds the quickest counts for each.
    """
    nlp = load()
    cost: dict[str, list[float]] = {name: [] for name in ("parse", *STEPS)}
    for _ in range(ROUNDS):
        spent = dict.fromkeys(cost, 0.0)
        for report in texts:
            began = time.perf_counter()
            doc = nlp(report.text)
            spent["parse"] += time.perf_counter() - began
            doc._.report = report
            for name, step in STEPS.items():
                began = time.perf_counter()
                step(doc)
                spent[name] += time.perf_counter() - began
        for name, seconds in spent.items():
            cost[name].append(seconds)
    shares = {name: min(seconds) / min(cost["parse"]) for name, seconds in cost.items() if name != "parse"}
    rows = [f"{name:12}{share:8.1%} of the pipeline's time" for name, share in shares.items()]
    return "\n".join([*rows, f"{'together':12}{sum(shares.values()):8.1%}   (bar: at most 25 %)"])


def main() -> int:
    """Print one table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reports", type=int, default=60)
    parser.add_argument("--folder", type=int, default=1000, help="reports of the memory measurement; 0 leaves it out")
    parser.add_argument("--steps", action="store_true", help="only the cost of places, times and quantities")
    arguments = parser.parse_args()
    if arguments.steps:
        print(steps(reports(arguments.reports)))
        return 0
    texts = reports(arguments.reports)
    words = sum(len(r.text.split()) for r in texts)
    nlp, reader = load(), Reader()
    alone, whole = [], []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        for report in texts:
            with nlp.memory_zone():
                nlp(report.text)
        alone.append(time.perf_counter() - began)
        began = time.perf_counter()
        for report in texts:
            json.dumps(to_json(reader.read(report)))
        whole.append(time.perf_counter() - began)
    print(f"language pipeline alone   {words / min(alone):8.0f} words/s")
    print(f"annotate                  {words / min(whole):8.0f} words/s")
    print(f"annotate : pipeline       {min(whole) / min(alone):8.2f}   (bar: at most 2.00)")
    if arguments.folder:
        after = {}
        for number, report in enumerate(itertools.islice(itertools.cycle(texts), arguments.folder), start=1):
            reader.read(report)
            if number in {arguments.folder // 10, arguments.folder}:
                after[number] = peak()
        print("peak memory               " + ", ".join(f"{mb:.0f} MB after {n} reports" for n, mb in after.items()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
