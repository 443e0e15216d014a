"""What one more report costs in a large ledger: `python benchmarks/growth.py [--sizes 1000 10000 100000]`.

Readings are generated (`_generated.py`) and recorded up to each size; then further reports come one by one, and each
is recorded, given its story, and the story linked. The table gives the median and the 90th percentile of the seconds,
and the ratio to the smallest size; the bar is 1.5. Reading itself (language analysis) does not depend on the ledger
and is left out. With `--keep FOLDER` the filled ledgers stay there and are taken again, so that a long filling and a
quiet measurement need not be one run. `--a-day` sets how many reports a day brings: what a report costs depends on how
much was published in those days. With `--ledger FILE` the readings of that ledger are taken, which needs one as large.
"""

from __future__ import annotations

import argparse
import itertools
import os
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from twosource.ledger import Ledger, record
from twosource.model import Reading

if TYPE_CHECKING or __package__:
    from benchmarks._generated import A_DAY
    from benchmarks._generated import readings as generated
else:  # run as a script, this folder is on the path and its parent is not
    from _generated import A_DAY
    from _generated import readings as generated

SIZES = (1_000, 10_000)
CHUNK = 500
"""Reports recorded between two linkings while a ledger is filled."""
FURTHER = 150
"""Reports added one by one at each size: what one costs depends on how large its story is, and the median of 40 moved
by a sixth from one stretch of the generated reports to the next."""


def fill(book: Ledger, source: Iterator[Reading], number: int) -> None:
    """Record so many readings, linking now and then, as a watched feed would."""
    left = number
    while left > 0:
        for reading in itertools.islice(source, min(CHUNK, left)):
            book.add(reading)
        left -= CHUNK
        record(book)
        print(f"\r{number - max(left, 0):,} of {number:,} recorded", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)


def one_by_one(book: Ledger, source: Iterator[Reading]) -> list[float]:
    """Seconds for each further report."""
    seconds = []
    for reading in itertools.islice(source, FURTHER):
        started = time.perf_counter()
        book.add(reading)
        record(book)
        seconds.append(time.perf_counter() - started)
    return seconds


def filled(folder: Path, size: int, before: int, arguments: argparse.Namespace) -> Path:
    """A ledger of so many reports; the one before it, of fewer, is its beginning."""
    path = folder / f"growth-{arguments.a_day}-{size}.ledger"
    if path.exists():
        return path
    begun = path.with_suffix(".begun")
    begun.unlink(missing_ok=True)
    if before:
        shutil.copy(folder / f"growth-{arguments.a_day}-{before}.ledger", begun)
    with Ledger.open(begun) as book:
        fill(book, given(arguments, before), size - before)
    return begun.rename(path)


def given(arguments: argparse.Namespace, skipped: int) -> Iterator[Reading]:
    """The readings after so many."""
    if arguments.ledger:
        with Ledger.open(arguments.ledger, create=False) as book:
            return itertools.islice(list(book.readings()), skipped, None)
    return itertools.islice(generated(a_day=arguments.a_day), skipped, None)


def measured(path: Path, size: int, arguments: argparse.Namespace) -> list[float]:
    """Seconds for each further report, in a copy of the ledger."""
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        copy = shutil.copy(path, Path(folder) / "copy.ledger")
        os.sync()  # gigabytes still to be written would slow the ledger's own writes
        with Ledger.open(copy) as book:
            return one_by_one(book, given(arguments, size))


def main() -> int:
    """Print one table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="reports in the ledger, from few to many")
    parser.add_argument("--ledger", type=Path, help="take the readings of this ledger")
    parser.add_argument("--a-day", type=int, default=A_DAY, help="generated reports a day")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="where filled ledgers stay, to be taken again")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        keep = arguments.keep or Path(folder)
        keep.mkdir(parents=True, exist_ok=True)
        ledgers, before = {}, 0
        for size in arguments.sizes:
            ledgers[size] = filled(keep, size, before, arguments)
            before = size
        first = None
        print(f"{'reports':>10}{'median, ms':>14}{'90 %, ms':>12}{'ratio':>10}")
        for size, path in ledgers.items():
            seconds = measured(path, size, arguments)
            median = statistics.median(seconds)
            first = first or median
            slow = statistics.quantiles(seconds, n=10)[-1]
            print(f"{size:>10,}{1000 * median:>14.1f}{1000 * slow:>12.1f}{median / first:>10.2f}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
