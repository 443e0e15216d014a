"""Time by length of one text, step by step: `python benchmarks/scale.py`.

A text of ten times the length should take ten times the time. The table gives seconds for each step at each length, and
how far the longest text takes more for a character than the one before it: 1.0 is even, 9.0 is time by the square. The
text is ordinary press reports of the shared corpora one after the other, read in place, or the bundled samples where
there are none.
"""

from __future__ import annotations

import argparse
import itertools
import json
import resource
import sys
import time
from collections import defaultdict
from importlib.resources import files
from pathlib import Path

from twosource.exports.annotations import to_json
from twosource.model import Reading, Report, sha256_of
from twosource.readers.furniture import find_furniture
from twosource.reading.propositions import propose
from twosource.reading.reader import Reader

PRESS = Path(__file__).resolve().parents[2] / "shared" / "corpora" / "war-news" / "press-2022.jsonl"
SIZES = (10_000, 100_000, 900_000)
"""Characters: two news reports, a long investigation, and nearly the longest text that is read."""
EVEN = 1.5
"""Growth up to which a step counts as even: what caches and the machine's other work make of 1."""

NOTABLE = 0.05
"""Share of the whole time from which a step's growth matters: it is lost in the rest below."""


def text_of(size: int) -> str:
    """So many characters of press reports, or of the samples over and over."""
    if PRESS.exists():
        with PRESS.open(encoding="utf-8") as file:
            parts = [json.loads(line)["text"] for line in itertools.islice(file, size // 1000)]
    else:
        folder = files("twosource.cli") / "samples"
        parts = [path.read_text(encoding="utf-8") for path in sorted(folder.iterdir(), key=str)]
    whole = "\n\n".join(parts)
    return (whole * (size // len(whole) + 1))[:size]


class Clock:
    """Seconds by step."""

    def __init__(self) -> None:
        self.seconds: defaultdict[str, float] = defaultdict(float)
        self._last = time.perf_counter()

    def stop(self, step: str) -> None:
        """What went by since the last call belongs to `step`."""
        now = time.perf_counter()
        self.seconds[step] += now - self._last
        self._last = now


def measure(reader: Reader, text: str) -> tuple[dict[str, float], int]:
    """Seconds by step for one text, and how many statements were found."""
    clock = Clock()
    furniture = find_furniture(text)
    report = Report(
        doc="long", text=text, sha256=sha256_of(text), outlet="O", published="2022-04-14", furniture=furniture
    )
    clock.stop("furniture")
    with reader.nlp.memory_zone():
        doc = reader.nlp.make_doc(text)
        doc._.report = report
        clock.stop("language model")
        for name, step in reader.nlp.pipeline:
            doc = step(doc)
            ours = name.startswith("twosource_")
            clock.stop(name.removeprefix("twosource_") if ours else "language model")
        statements = tuple(doc._.statements)
        for statement in statements:
            propose(doc, statement)
        clock.stop("propositions")
        reading = Reading(report=report, producer="", steps=(), statements=statements, places=doc._.places)
        json.dumps(to_json(reading))
        clock.stop("json")
    return clock.seconds, len(statements)


def main() -> int:
    """Print one table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="characters, from short to long")
    sizes = parser.parse_args().sizes
    reader = Reader()
    measure(reader, text_of(sizes[0]))  # what is loaded at first use is no part of the time
    columns, found, peaks = [], [], []
    for size in sizes:
        seconds, statements = measure(reader, text_of(size))
        columns.append(seconds | {"all": sum(seconds.values())})
        found.append(statements)
        peaks.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    print(f"{'seconds for characters':24}" + "".join(f"{size:>10,}" for size in sizes) + "    growth a character")
    for step in columns[-1]:
        growth = columns[-1][step] / max(columns[-2][step], 0.001) * sizes[-2] / sizes[-1] if len(sizes) > 1 else 1.0
        mark = "  uneven" if growth > EVEN and columns[-1][step] > NOTABLE * columns[-1]["all"] else ""
        print(f"{step:24}" + "".join(f"{column[step]:10.2f}" for column in columns) + f"{growth:12.2f}{mark}")
    print(f"{'statements':24}" + "".join(f"{number:10,}" for number in found))
    print(f"{'peak memory, MB':24}" + "".join(f"{peak:10,.0f}" for peak in peaks))
    return 0


if __name__ == "__main__":
    sys.exit(main())
