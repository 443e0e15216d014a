"""Time expressions on the field's own sets: our annotations in the scorer's shape, and its figures in one table.

    python benchmarks/times.py [FOLDER] [--errors FOLDER]

FOLDER holds corpora/timex/*-dev.jsonl and scoring/timex.py; by default the shared corpora beside the checkout. The
texts are read in place.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from twosource.language.pipeline import load
from twosource.reading.times import find_times

SHARED = Path(__file__).resolve().parents[2] / "shared"


def annotate(corpus: Path, out: Path) -> tuple[int, float, float]:
    """Write our expressions for every document; return words, seconds of the language model, seconds of the times."""
    nlp = load()
    words, parse, tag = 0, 0.0, 0.0
    with corpus.open(encoding="utf-8") as rows, out.open("w", encoding="utf-8") as sink:
        for row in map(json.loads, rows):
            start = time.perf_counter()
            doc = nlp(row["text"])
            middle = time.perf_counter()
            found = find_times(doc, published=row["dct"])
            tag += time.perf_counter() - middle
            parse += middle - start
            words += len(row["text"].split())
            timex = [{"span": list(t.span), "type": t.type, "value": t.value, "mod": t.mod} for t in found]
            sink.write(json.dumps({"doc": row["doc"], "timex": timex}) + "\n")
    return words, parse, tag


def main() -> int:
    """Print strict, relaxed and value F1 for each set, and what the times cost beside the language model."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("shared", type=Path, nargs="?", default=SHARED, help="the folder with corpora/ and scoring/")
    parser.add_argument("--errors", type=Path, help="folder for the scorer's list of errors")
    args = parser.parse_args()
    print(f"{'set':<16}{'strict':>8}{'relaxed':>9}{'value':>8}{'words':>9}{'share of parse time':>21}")
    for corpus in sorted((args.shared / "corpora" / "timex").glob("*-dev.jsonl")):
        with tempfile.TemporaryDirectory() as folder:
            pred = Path(folder) / "pred.jsonl"
            words, parse, tag = annotate(corpus, pred)
            command = [sys.executable, str(args.shared / "scoring" / "timex.py"), "--json"]
            command += ["--gold", str(corpus), "--pred", str(pred)]
            if args.errors:
                args.errors.mkdir(parents=True, exist_ok=True)
                command += ["--errors", str(args.errors / corpus.name)]
            score = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        figures = [100 * score[name]["f1"] for name in ("strict", "relaxed", "value")]
        print(f"{corpus.stem:<16}{figures[0]:8.2f}{figures[1]:9.2f}{figures[2]:8.2f}{words:9,}{tag / parse:21.1%}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
