"""The world's facts as tables: tab-separated files beside the code, one header line, `#` for comments, `|` in lists."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

DATA = Path(__file__).with_name("data")


class Word(NamedTuple):
    """One word or phrase of a list.

    Attributes:
        text: as it is written.
        ambiguous: the table marks it with `?`: it has another common reading.
    """

    text: str
    ambiguous: bool


def word(cell: str) -> Word:
    """The word in a cell, without its mark."""
    return Word(cell.removesuffix("?"), cell.endswith("?"))


def words(cell: str) -> tuple[Word, ...]:
    """The words of a list cell, in order."""
    return tuple(word(part) for part in cell.split("|") if part)


def texts(cell: str) -> tuple[str, ...]:
    """The words of a list cell, in order, without their marks."""
    return tuple(entry.text for entry in words(cell))


def read_table(name: str) -> Iterator[dict[str, str]]:
    """The rows of `data/<name>`, each as column name to cell.

    Raises:
        FileNotFoundError: the table is missing from the installation.
        ValueError: a row has more or fewer cells than the header.
    """
    path = DATA / name
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError as error:
        raise FileNotFoundError(f"{path}: a table of the package is missing; install twosource again") from error
    header: list[str] = []
    for number, line in enumerate(lines, 1):
        if not line or line.startswith("#"):
            continue
        cells = line.split("\t")
        if not header:
            header = cells
        elif len(cells) == len(header):
            yield dict(zip(header, cells, strict=True))
        else:
            raise ValueError(f"{path}:{number}: {len(cells)} cells, expected {len(header)}; separate them with tabs")


@cache
def sense(name: str) -> frozenset[str]:
    """The words of one sense in `data/words.tsv`, lower case ("past", "aligned", "honorific", "article")."""
    return frozenset(row["word"] for row in read_table("words.tsv") if row["sense"] == name)
