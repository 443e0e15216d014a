"""The attribution data set: reading it, and joining it with its texts.

`python -m training.dataset --corpora DIR > joined.jsonl` writes every row with its text and the characters of its
spans.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from training.texts import texts
from twosource.reading.tags import Run, Words

COMMITMENTS = (
    "none", "asserts", "denies", "confirms", "unable-to-verify", "no-evidence-observed", "demands", "refuses",
    "proposes", "promises", "threatens", "predicts", "speculates", "conditional",
)  # fmt: skip
"""Labels of the commitment head; `none` is a source that takes no stand."""
DATA = [Path(__file__).parent / name for name in ("attributions.jsonl", "invented.jsonl")]
"""The project's own data set."""
STANCES = ("neutral", "distancing", "endorsing")


@dataclass(slots=True)
class Example:
    """A document ready to be learned from: its words and the attributions among them."""

    doc: str
    text: str
    words: list[tuple[int, int]]
    pieces: list[int]
    piece_word: list[int]
    attributions: list[Words]
    labels: list[tuple[int, int]] = field(default_factory=list)
    """Commitment and stance of each attribution, as indices."""


def load(paths: Iterable[Path], corpora: Path | None) -> Iterator[dict[str, Any]]:
    """The rows of data files, each with its text.

    A row is `{"doc", "attributions": [{"source", "cue", "content", "commitment", "stance"}]}` with spans in code points
    and either a `text` of its own or a `sha256` of one in the shared corpora; `covers` is the part that was annotated.

    Raises:
        ValueError: a text is not there, or is not the one that was annotated.
    """
    known = dict(texts(corpora)) if corpora is not None else {}
    for path in paths:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            row = json.loads(line)
            if "text" not in row:
                if row["doc"] not in known:
                    raise ValueError(f"{path}, line {number}: no text of {row['doc']} in {corpora}; give --corpora")
                row["text"] = known[row["doc"]]
                if sha256(row["text"].encode()).hexdigest() != row["sha256"]:
                    raise ValueError(f"{path}, line {number}: {row['doc']} is another text than the annotated one")
            yield row


def example(row: dict[str, Any], tokenizer: Any) -> Example:
    """One row as words and pieces; what lies outside the annotated part is cut off."""
    start, end = row.get("covers", (0, len(row["text"])))
    text = row["text"][start:end]
    encoded = tokenizer.encode(text, add_special_tokens=False)
    words: list[tuple[int, int]] = []
    piece_word: list[int] = []
    for word, (first, last) in zip(encoded.word_ids, encoded.offsets, strict=True):
        if word == len(words):
            words.append((first, last))
        words[word] = (words[word][0], last)
        piece_word.append(word)
    attributions, labels = [], []
    for entry in row["attributions"]:
        source, cue, content = (_runs(entry[p], start, words) for p in ("source", "cue", "content"))
        found = Words(source=source, cue=cue, content=content)
        if found.content and (found.cue or found.source):
            attributions.append(found)
            commitment = entry.get("commitment", "asserts") or "none"
            labels.append((COMMITMENTS.index(commitment), STANCES.index(entry.get("stance") or "neutral")))
    return Example(row["doc"], text, words, encoded.ids, piece_word, attributions, labels)


def _runs(spans: Sequence[Sequence[int]], shift: int, words: Sequence[tuple[int, int]]) -> list[Run]:
    runs = []
    for span in spans:
        begin, end = span[0] - shift, span[1] - shift
        inside = [i for i, (s, e) in enumerate(words) if s < end and e > begin]
        if inside:
            runs.append((inside[0], inside[-1] + 1))
    return runs


def main() -> int:
    """Write the data set joined with its texts."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, nargs="+", default=DATA)
    parser.add_argument("--corpora", type=Path, required=True, help="folder of the shared corpora")
    arguments = parser.parse_args()
    for row in load(arguments.data, arguments.corpora):
        for entry in row["attributions"]:
            entry["exact"] = {p: [row["text"][s:e] for s, e in entry[p]] for p in ("source", "cue", "content")}
        sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
