"""Attributions as tags on words, and tags as attributions: the scheme that the tagger is trained with and read by.

Two layers of BIO tags: the first holds the outermost attributions, the second those inside their contents. A cue's tag
says on which side of it its content lies, so that sources and contents find their cue by nearness alone
(after the token tagger measured on PolNeAR; assembling gold tags gives back an F1 of 97 on our own data set).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

PARTS = ("source", "content", "cue>", "cue<", "cue<>")
"""What a word can be part of. `cue>`: its content follows; `cue<`: it precedes; `cue<>`: it stands on both sides."""
TAGS = ("O", *(f"{bio}-{part}" for part in PARTS for bio in "BI"))
SIDES = ("none", "left", "right")
"""Where a cue's source stands; to the left it may be shared with other cues."""
LAYERS = 2
"""Deeper nesting is left to the rules: of our annotations 97 % stand in the first two layers."""

Run = tuple[int, int]
"""First word, and the word after the last."""


@dataclass(slots=True, kw_only=True)
class Words:
    """One attribution as runs of words."""

    source: list[Run] = field(default_factory=list)
    cue: list[Run] = field(default_factory=list)
    content: list[Run] = field(default_factory=list)
    layer: int = 0
    sureness: tuple[float, ...] = ()
    """Mean probability of the tags of cue, source and content; what there is none of is 1."""


# --- attributions to tags -------------------------------------------------------------------------------------------


def encode(attributions: Sequence[Words], length: int) -> list[list[str]]:
    """One list of tags for each layer. What nests deeper than `LAYERS` is left out."""
    tags = [["O"] * length for _ in range(LAYERS)]
    depths = [depth(attributions, index) for index in range(len(attributions))]
    for part in ("content", "source", "cue"):  # a word of two parts keeps the last of these
        for attribution, layer in zip(attributions, depths, strict=True):
            if layer >= LAYERS:
                continue
            name = _cue_part(attribution) if part == "cue" and attribution.cue else part
            for start, end in getattr(attribution, part):
                tags[layer][start:end] = [f"{'B' if i == start else 'I'}-{name}" for i in range(start, end)]
    return tags


def depth(attributions: Sequence[Words], index: int) -> int:
    """How many contents hold the attribution, each inside the next."""
    inner = attributions[index]
    around = [i for i, outer in enumerate(attributions) if i != index and _holds(outer, inner)]
    return 1 + max(depth(attributions, i) for i in around) if around else 0


def _holds(outer: Words, inner: Words) -> bool:
    """Whether one attribution stands in another's content, or in the clause that says who its source is."""
    marks = inner.cue or inner.content
    around = [*outer.content, *outer.source]
    inside = all(any(s <= start and end <= e for s, e in around) for start, end in marks)
    return inside and _size(around) > _size(inner.content) and not _holds_cue(inner, outer)


def _holds_cue(outer: Words, inner: Words) -> bool:
    around = [*outer.content, *outer.source]
    return bool(inner.cue) and all(any(s <= start and end <= e for s, e in around) for start, end in inner.cue)


def _size(runs: Sequence[Run]) -> int:
    return sum(end - start for start, end in runs)


def _cue_part(attribution: Words) -> str:
    cue = attribution.cue[0][0]
    before = any(start < cue for start, _ in attribution.content)
    after = any(start >= cue for start, _ in attribution.content)
    return "cue<>" if before and after else "cue<" if before else "cue>"


def side_of(attribution: Words) -> str:
    """On which side of its cue an attribution's source stands."""
    if not attribution.source or not attribution.cue:
        return "none"
    return "left" if attribution.source[0][0] < attribution.cue[0][0] else "right"


# --- tags to attributions -------------------------------------------------------------------------------------------


@dataclass(slots=True, eq=False)
class _Unit:
    part: str
    start: int
    end: int
    sureness: float


def decode(
    tags: Sequence[str], probabilities: Sequence[float], sides: Sequence[str], light: Sequence[bool], layer: int = 0
) -> list[Words]:
    """The attributions that one layer of tags makes.

    Args:
        tags: one for each word.
        probabilities: of each word's tag.
        sides: of each word, if it begins a cue, on which side of it the source stands (`SIDES`).
        light: of each word, whether it is only punctuation, which makes no distance.
        layer: that the tags are of; handed on.
    """
    line = _Line(_units(tags, probabilities), light)
    contents = line.contents()
    found = []
    for number, cue in enumerate(line.cues):
        if not contents[number]:
            continue
        source = line.source(number, sides[cue.start])
        found.append(
            Words(
                source=[(source.start, source.end)] if source else [],
                cue=[(cue.start, cue.end)],
                content=[(u.start, u.end) for u in contents[number]],
                layer=layer,
                sureness=(cue.sureness, source.sureness if source else 1.0, _mean(contents[number])),
            )
        )
    return found


def _mean(units: Sequence[_Unit]) -> float:
    return sum(u.sureness * (u.end - u.start) for u in units) / sum(u.end - u.start for u in units)


def _units(tags: Sequence[str], probabilities: Sequence[float]) -> list[_Unit]:
    """Runs of words with one tag; an I that follows nothing of its kind begins a run."""
    units: list[_Unit] = []
    total = 0.0
    for at, tag in enumerate(tags):
        if tag == "O":
            continue
        bio, part = tag[0], tag[2:]
        last = units[-1] if units else None
        if bio == "I" and last is not None and last.end == at and last.part[:3] == part[:3]:
            total += probabilities[at]
            last.end, last.sureness = at + 1, total / (at + 1 - last.start)
        else:
            total = probabilities[at]
            units.append(_Unit(part, at, at + 1, total))
    return units


class _Line:
    """Units of one layer in the order of the text, and how far they are from each other.

    Every search goes from a unit to its neighbours and ends within `REACH`, so that time grows with the text's length.
    """

    def __init__(self, units: list[_Unit], light: Sequence[bool]) -> None:
        self.units = units
        self.at = {unit: i for i, unit in enumerate(units)}
        self.cues = [u for u in units if u.part.startswith("cue")]
        self.number = {cue: i for i, cue in enumerate(self.cues)}
        self.heavy = [0, *accumulate(not is_light for is_light in light)]

    def gap(self, first: _Unit, second: _Unit, *, passing: str) -> int:
        """Words with letters between two units; a unit whose part is `passing` counts for `PASSED` at most."""
        if first.start > second.start:
            first, second = second, first
        words = self.heavy[second.start] - self.heavy[first.end]
        for unit in self.units[self.at[first] + 1 : self.at[second]]:
            if unit.part == passing:
                words -= max(0, self.heavy[unit.end] - self.heavy[unit.start] - PASSED)
        return words

    def contents(self) -> list[list[_Unit]]:
        """Of each cue, the contents that it introduces."""
        given: list[list[_Unit]] = [[] for _ in self.cues]
        undecided = []
        for unit in self.units:
            if unit.part != "content":
                continue
            left = self._cue(unit, -1, {"cue>", "cue<>"})
            right = self._cue(unit, 1, {"cue<", "cue<>"})
            if left is not None and right is not None:
                undecided.append((unit, left, right))
            elif left is not None or right is not None:
                given[self.number[left or right]].append(unit)  # type: ignore[index]
        for unit, left, right in undecided:
            lacks = [self._lacks(cue, unit, given) for cue in (left, right)]
            gaps = [self.gap(unit, cue, passing="source") for cue in (left, right)]
            chosen = right if (gaps[1], not lacks[1]) < (gaps[0], not lacks[0]) else left
            given[self.number[chosen]].append(unit)
        return [sorted(contents, key=lambda u: u.start) for contents in given]

    def _lacks(self, cue: _Unit, unit: _Unit, given: Sequence[Sequence[_Unit]]) -> bool:
        """Whether the cue has no content yet on the side where the unit stands."""
        return not any((u.start > cue.start) == (unit.start > cue.start) for u in given[self.number[cue]])

    def _cue(self, unit: _Unit, step: int, parts: Collection[str]) -> _Unit | None:
        """The nearest cue on one side that points to the unit."""
        at = self.at[unit] + step
        while 0 <= at < len(self.units):
            other = self.units[at]
            if self.gap(unit, other, passing="content") > REACH:
                return None
            if other.part in parts:
                return other
            at += step
        return None

    def source(self, number: int, side: str) -> _Unit | None:
        """The nearest source on the given side of a cue; to the left it may be shared with a cue between."""
        if side == "none":
            return None
        cue, step = self.cues[number], -1 if side == "left" else 1
        at = self.at[cue] + step
        while 0 <= at < len(self.units):
            other = self.units[at]
            if self.gap(cue, other, passing="content") > REACH:
                return None
            if other.part == "source":
                return other
            at += step
        return None


PASSED = 4
"""Words that a content counts for when a source is looked for beyond it, however long it is."""
REACH = 25
"""Words beyond which nothing is joined, so that time grows with the text's length; set by judgement, above the longest
hearer and adverbial seen between a cue and its content."""
