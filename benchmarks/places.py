"""Accuracy and speed of place reading on the shared geoparsing corpora: `python benchmarks/places.py [gwn lgl]`.

Prints one table: recognition F1, accuracy within 161 km over all located gold, and the share of the language
pipeline's time that reading places takes. The corpora lie in `shared/` beside the checkout and are read in place.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from twosource.language import pipeline
from twosource.model import Place
from twosource.reading.places import find_places

SHARED = Path(__file__).resolve().parents[2] / "shared"
CORPORA = SHARED / "corpora" / "geo"
SCORER = SHARED / "scoring" / "geoparsing.py"
LOADING = """
import os, time, numpy
from pathlib import Path
from twosource.world import gazetteer
held = lambda: int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20
before, began = held(), time.perf_counter()
gazetteer.load()
print(time.perf_counter() - began, held() - before)
"""
"""Memory is what the process holds now: the peak that the system keeps is inherited from the parent process."""


def toponym(place: Place) -> dict[str, Any]:
    """One place in the shape that `twosource annotate` writes."""
    return {
        "span": list(place.span),
        "name": place.name,
        "lat": place.lat,
        "lon": place.lon,
        "geonameid": place.geonameid,
        "country": place.country,
        "admin1": place.admin1,
    }


def read(corpus: str, out: Path, *, model: str) -> tuple[float, float, int]:
    """Read a corpus's texts into `out`; returns seconds of parsing, seconds of place reading, words."""
    nlp = pipeline.load(model)
    parsing = placing = 0.0
    total = 0
    with out.open("w", encoding="utf-8") as file:
        for path in sorted((CORPORA / corpus / "text").glob("*.txt")):
            began = time.perf_counter()
            doc = nlp(path.read_text(encoding="utf-8"))
            parsed = time.perf_counter()
            found = find_places(doc)
            parsing, placing = parsing + parsed - began, placing + time.perf_counter() - parsed
            total += len(doc)
            file.write(json.dumps({"doc": path.stem, "toponyms": [toponym(p) for p in found]}) + "\n")
    return parsing, placing, total


def score(corpus: str, out: Path, *options: str) -> dict[str, Any]:
    """Run the shared scorer."""
    gold = CORPORA / corpus / "gold.jsonl"
    command = [sys.executable, str(SCORER), str(gold), str(out), "--json", *options]
    scored: dict[str, Any] = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    return scored


def main() -> int:
    """Score the corpora named on the command line; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("corpora", nargs="*", default=["gwn", "lgl"])
    parser.add_argument("--model", default=pipeline.DEFAULT_MODEL)
    parser.add_argument("--keep", type=Path, help="folder for the predictions and the scorer's list of errors")
    options = parser.parse_args()
    if not CORPORA.is_dir():
        print(f"{CORPORA} is not there: the shared corpora are needed to measure", file=sys.stderr)
        return 1
    print(gazetteer_cost())
    print(f"{'corpus':8}{'exact F1':>10}{'overlap F1':>12}{'acc@161':>9}{'same id':>9}{'of parse':>10}{'words/s':>9}")
    with tempfile.TemporaryDirectory() as folder:
        keep = options.keep or Path(folder)
        keep.mkdir(parents=True, exist_ok=True)
        for corpus in options.corpora:
            out = keep / f"{corpus}.jsonl"
            parsing, placing, total = read(corpus, out, model=options.model)
            plain = score(corpus, out)
            same = score(corpus, out, "--same-id-is-zero", "--errors", str(keep / f"{corpus}.errors.jsonl"))
            print(row(corpus, plain, same, placing / parsing, total / placing))
    return 0


def gazetteer_cost() -> str:
    """Time and memory of loading the gazetteer in a fresh process, numpy already there; best of three."""
    runs = [subprocess.run([sys.executable, "-c", LOADING], check=True, capture_output=True, text=True) for _ in "123"]
    seconds, megabytes = min(tuple(map(float, run.stdout.split())) for run in runs)
    return f"gazetteer: {seconds * 1000:.0f} ms to load (bar: 300), {megabytes:.0f} MB (bar: 300)"


def row(corpus: str, plain: dict[str, Any], same: dict[str, Any], share: float, speed: float) -> str:
    """One line of the table."""
    exact, overlap = (plain[key]["f1"] for key in ("exact", "overlap"))
    far, near = plain["acc161_gold"], same["acc161_gold"]
    return f"{corpus:8}{exact:10.3f}{overlap:12.3f}{far:9.3f}{near:9.3f}{share:10.1%}{speed:9.0f}"


if __name__ == "__main__":
    sys.exit(main())
