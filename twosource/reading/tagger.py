"""The attribution tagger: a small encoder that marks source, cue and content on a text's words, run by ONNX Runtime.

How it was trained, on what and how well it does is in training/README.md and docs/attribution.md. It knows nothing of
the parse; `joint.py` brings it together with the rules.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any, cast

import numpy as np
import numpy.typing as npt
import onnxruntime
from tokenizers import Tokenizer

from twosource.language.masking import Masked
from twosource.model import Span
from twosource.reading.tags import LAYERS, SIDES, TAGS, Run, Words, decode
from twosource.reading.windows import kept, windows

Floats = npt.NDArray[np.float32]
PARTS = ("source", "cue", "content")


@dataclass(slots=True, kw_only=True)
class Found:
    """One attribution as the tagger sees it; spans are of characters.

    Attributes:
        layer: 0 for the outermost, 1 for one inside another.
        sureness: mean probability of the tags of cue, source and content.
        commitment, stance: probability of each label, in the model's order.
    """

    source: list[Span]
    cue: list[Span]
    content: list[Span]
    layer: int
    sureness: tuple[float, ...]
    commitment: dict[str, float]
    stance: dict[str, float]


@dataclass(slots=True)
class Tagging:
    """What the tagger thinks of a whole text.

    Attributes:
        words: spans of the words, in order.
        odds: probability of each word to be part of a source, cue and content, in whichever layer it is likelier;
            shape (words, 3).
    """

    words: list[Span]
    odds: Floats
    found: list[Found] = field(default_factory=list)
    starts: npt.NDArray[np.int64] = field(init=False)

    def __post_init__(self) -> None:
        self.starts = np.array([word.start for word in self.words], dtype=np.int64)

    def mean(self, part: str, spans: Sequence[Span]) -> float:
        """Mean probability that the words in these spans are of this part; 0 where there are no words."""
        column = self.odds[:, PARTS.index(part)]
        chosen = [column[slice(*np.searchsorted(self.starts, (span.start, span.end)))] for span in spans]
        values = np.concatenate(chosen) if chosen else np.zeros(0)
        return float(values.mean()) if len(values) else 0.0

    def inside(self, spans: Sequence[Span]) -> set[int]:
        """The words that begin in these spans, by their numbers: lengths that do not hang on how long a name is."""
        ends = (np.searchsorted(self.starts, (span.start, span.end)).tolist() for span in spans)
        return {at for first, last in ends for at in range(first, last)}

    def jaccard(self, one: Sequence[Span], other: Sequence[Span]) -> float:
        """Words that two sets of spans share, of all that either has."""
        mine, theirs = self.inside(one), self.inside(other)
        return len(mine & theirs) / len(mine | theirs) if mine or theirs else 0.0

    def edges(self, spans: Sequence[Span]) -> float:
        """Least probability of being content among the first and last words of these spans; 0 without words."""
        column = self.odds[:, PARTS.index("content")]
        ends = [(int(a), int(b)) for a, b in (np.searchsorted(self.starts, (s.start, s.end)) for s in spans)]
        return min((float(min(column[a], column[b - 1])) for a, b in ends if a < b), default=0.0)

    def around(self, spans: Sequence[Span], others: Sequence[Span]) -> float:
        """Greatest probability of being content among the words right before and after spans, other parts left out."""
        column = self.odds[:, PARTS.index("content")]
        most = 0.0
        for span in spans:
            first, last = (int(at) for at in np.searchsorted(self.starts, (span.start, span.end)))
            for at in (first - 1, last):
                if 0 <= at < len(column) and not any(s.overlaps(self.words[at]) for s in (*others, *spans)):
                    most = max(most, float(column[at]))
        return most


class Tagger:
    """A model folder: `model.onnx`, `tokenizer.json` and `model.json` with its labels.

    Raises:
        OSError: a file of the folder is not there or is damaged; the message says which and how to get it back.
    """

    def __init__(self, folder: Path) -> None:
        try:
            self.card = json.loads((folder / "model.json").read_text(encoding="utf-8"))
            self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
            options = onnxruntime.SessionOptions()
            options.intra_op_num_threads = 1
            options.inter_op_num_threads = 1
            self._session = onnxruntime.InferenceSession(
                str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:
            raise OSError(f"the attribution model in {folder} cannot be read ({error}); reinstall twosource") from error
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self._ends = tuple(cast("int", self._tokenizer.token_to_id(mark)) for mark in ("[CLS]", "[SEP]"))
        self.version = str(self.card["version"])

    def tag(self, text: str, *, masked: bool = True) -> Tagging:
        """The attributions in a text and the odds of its words. Time grows with the text's length.

        Args:
            text: any text.
            masked: hide from the model whose name a state's or person's name is (`twosource.language.masking`).
        """
        seen = Masked(text) if masked else None
        read = seen.text if seen else text
        encoded = self._tokenizer.encode(read, add_special_tokens=False)
        pieces = encoded.ids
        if not pieces:
            return Tagging([], np.zeros((0, len(PARTS)), dtype=np.float32))
        heads = [i for i, w in enumerate(encoded.word_ids) if i == 0 or encoded.word_ids[i - 1] != w]
        offsets = encoded.offsets
        ends = [offsets[after - 1][1] for after in (*heads[1:], len(pieces))]
        places = [(offsets[i][0], end) for i, end in zip(heads, ends, strict=True)]
        light = [not any(c.isalnum() for c in read[start:end]) for start, end in places]
        words = [Span(*(seen.original(*place) if seen else place)) for place in places]
        tags, *of_cues = (part[heads] for part in self._logits(pieces))
        tagging = Tagging(words, np.zeros((len(words), len(PARTS)), dtype=np.float32))
        side, commitment, stance = (_softmax(part) for part in of_cues)
        sides = [SIDES[i] for i in side.argmax(axis=1)]
        for layer in range(LAYERS):
            odds = _softmax(tags[:, layer * len(TAGS) : (layer + 1) * len(TAGS)])
            np.maximum(tagging.odds, odds @ PART_OF_TAG, out=tagging.odds)
            best = odds.argmax(axis=1)
            attributions = decode([TAGS[i] for i in best], odds.max(axis=1).tolist(), sides, light, layer)
            tagging.found += [self._found(a, words, commitment, stance) for a in attributions]
        return tagging

    def _logits(self, pieces: Sequence[int]) -> list[Floats]:
        """Each output of the model for every piece."""
        cut = windows(pieces)
        parts: list[list[Floats]] = []
        for (start, end), (first, last) in zip(cut, kept(cut), strict=True):
            ids = np.array([[self._ends[0], *pieces[start:end], self._ends[1]]], dtype=np.int64)
            out = self._session.run(None, {"ids": ids})
            parts.append([cast("Floats", o)[0, 1 + first - start : 1 + last - start] for o in out])
        return [np.concatenate(column) for column in zip(*parts, strict=True)]

    def _found(self, words: Words, spans: Sequence[Span], commitment: Floats, stance: Floats) -> Found:
        cue = words.cue[0][0]
        return Found(
            source=_spans(words.source, spans),
            cue=_spans(words.cue, spans),
            content=_spans(words.content, spans),
            layer=words.layer,
            sureness=words.sureness,
            commitment=dict(zip(self.card["commitments"], commitment[cue].tolist(), strict=True)),
            stance=dict(zip(self.card["stances"], stance[cue].tolist(), strict=True)),
        )


PART_OF_TAG = np.array([[tag[2:5] == part[:3] for part in PARTS] for tag in TAGS], dtype=np.float32)


def _spans(runs: Sequence[Run], words: Sequence[Span]) -> list[Span]:
    return [Span(words[start].start, words[end - 1].end) for start, end in runs]


def _softmax(logits: Any) -> Floats:
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return cast("Floats", powers / powers.sum(axis=1, keepdims=True))


@cache
def default_tagger() -> Tagger:
    """The tagger that comes with the package, loaded once a process."""
    with as_file(files("twosource.reading").joinpath("data/attribution")) as folder:
        return Tagger(folder)
