"""The openly licensed texts that the attribution data set annotates, found in a folder of the shared corpora.

The data set holds offsets only. A document's id begins with its collection, and `texts()` gives every document of the
collections that the folder has, so that offsets and texts can be joined:

    ecbplus/36_1ecbplus         stories/ecbplus-dev.jsonl                 CC BY 3.0
    gum/GUM_news_asylum         gum/*.conllu, the texts' own licences      CC BY 2.5 to CC BY-SA 3.0, public domain
    addresses/...-en            war-news/statements-ua-2022.jsonl         CC0 1.0
    officials/...               war-news/officials-2022.jsonl, US government (public domain), Kremlin (CC BY 4.0)
    wikiwars/...                timex/wikiwars-dev.jsonl                  CC BY-SA 3.0
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

OPEN_OFFICIALS = frozenset({"White House", "US Department of Defense", "US Department of State", "President of Russia"})
"""Outlets of officials-2022.jsonl whose terms let a model be trained and shipped: works of the US government are in
the public domain, the Kremlin's site is CC BY 4.0. The Ukrainian president's site is non-commercial, so left out."""


def texts(corpora: Path) -> Iterator[tuple[str, str]]:
    """Id and text of every document that may be trained on, in a fixed order; absent collections are skipped."""
    yield from _jsonl(corpora / "stories" / "ecbplus-dev.jsonl", "ecbplus")
    yield from _gum(corpora / "gum")
    yield from _jsonl(corpora / "war-news" / "statements-ua-2022.jsonl", "addresses", languages={"en"})
    yield from _jsonl(corpora / "war-news" / "officials-2022.jsonl", "officials", outlets=OPEN_OFFICIALS)
    yield from _jsonl(corpora / "timex" / "wikiwars-dev.jsonl", "wikiwars")


def _jsonl(
    path: Path, collection: str, *, outlets: frozenset[str] | None = None, languages: set[str] | None = None
) -> Iterator[tuple[str, str]]:
    if not path.exists():
        return
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            if outlets is not None and row["outlet"] not in outlets:
                continue
            if languages is not None and row["lang"] not in languages:
                continue
            yield f"{collection}/{row['doc']}", row["text"]


def _gum(folder: Path) -> Iterator[tuple[str, str]]:
    """GUM's documents of the train part: paragraphs parted by a blank line, sentences by a blank."""
    kept_out = _not_train(folder / "splits.md")
    for path in sorted(folder.glob("*.conllu")):
        if path.stem not in kept_out:
            yield f"gum/{path.stem}", _running_text(path)


def _not_train(splits: Path) -> set[str]:
    if not splits.exists():
        return set()
    section, names = "", set()
    for line in splits.read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            section = line[3:].strip()
        elif line.strip().startswith("* ") and section != "train":
            names.add(line.strip()[2:].strip())
    return names


def _running_text(path: Path) -> str:
    pieces: list[str] = []
    new_paragraph = False
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("# newpar"):
            new_paragraph = True
        elif line.startswith("# text = "):
            if pieces:
                pieces.append("\n\n" if new_paragraph else " ")
            pieces.append(line[len("# text = ") :])
            new_paragraph = False
    return "".join(pieces)
