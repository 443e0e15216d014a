"""Copies: which reports print one text, and which passages two reports share.

Candidates are found by an inverted index over winnowed hashes of shingles (Schleimer, Wilkerson, Aiken 2003), which
compares no pair that shares nothing; then each candidate pair is compared exactly. Words are Unicode words, so it works
in any language that puts spaces between them. Furniture and web addresses are no words of a story. Which of two texts
was first is not asked here. Measured: docs/copies-and-routes.md.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from twosource.model import Furniture, Report, Span, Stretch

SHINGLE = 5
"""Words of a shingle. Five are short enough for a post of twenty words: of 59 copied posts of the shared corpora
eight words find 36 and five find all; of press articles either finds 25 of 25, and none that shares less than .2."""
COPIED = 0.5
"""Share of the shorter text's shingles from which two texts are one story: a wire story cut by half still is."""
EVIDENCE = 8
"""Shared shingles that a copy needs at least, which is twelve words in a row: what is shorter can be a formula."""
PASSAGE = 12
"""Words in a row from which a stretch is listed. Fewer are shared by chance: 2,437 pairs of press articles share eight
in a row somewhere, and 84 of them as much as a seventh of a text."""
WINDOW = 8
"""Of this many shingles in a row one is kept at least: twelve words in a row (`SHINGLE` + `WINDOW` - 1) always leave
a trace in both signatures."""
WHOLE = 64
"""Shingles up to which a text's signature keeps all of them: in a short text the copied words may be scattered."""
SUSPECT = 0.05
"""Share of the smaller signature from which a pair is compared as a possible copy. The copies of the shared corpora
have .06 at least: of a post that a long text holds all shingles are kept, of the long text every fifth."""
CROWD = 16
"""Reports that a report is paired with for one shingle at most, the nearest before it: what thousands print is a
phrase, and a story that hundreds print hangs together by its neighbours."""
SEEDS = 16
"""Places of a shingle in the other text at which an alignment is tried."""

Signature = tuple[int, ...]
"""Hashes of the kept shingles, ascending, each once, from 0 to 2**63 - 1: they fit a database's integer."""

WORD = re.compile(r"\w+")
ADDRESS = re.compile(r"(?:https?://|www\.)[^\s<>\"')\]]+")
"""A web address: the links under a channel's posts are the same in all of them."""
SPELLING = str.maketrans("ё", "е")
"""Letters that one story is written with and without."""

Hashes = npt.NDArray[np.uint64]


class Shared(Struct, frozen=True, kw_only=True):
    """What two texts share.

    Attributes:
        containment: shared shingles / shingles of the shorter text, 0 to 1.
        shingles: how many are shared.
        stretches: runs of `PASSAGE` words or more, in the order of the shorter text.
    """

    containment: float
    shingles: int
    stretches: tuple[Stretch, ...]

    @property
    def whole(self) -> bool:
        """Whether one story is the other's; else they share passages at most."""
        return _whole(self.shingles, self.containment)


class Words(Struct, frozen=True):
    """A text's words: where each begins and ends, its hash, whether it follows the one before it without a gap."""

    starts: tuple[int, ...]
    ends: tuple[int, ...]
    hashes: tuple[int, ...]
    joined: tuple[bool, ...]
    shingles: Hashes


def words_of(report: Report) -> Words:
    """The words of a report that are no furniture and no address."""
    return _words(report.text, report.furniture)


def signature(report: Report) -> Signature:
    """The report's trace in an index: two texts that share twelve words in a row share a number."""
    shingles = words_of(report).shingles
    if len(shingles) > WHOLE:
        shingles = np.lib.stride_tricks.sliding_window_view(shingles, WINDOW).min(axis=1)
    return tuple(np.unique(shingles).tolist())


def candidates(signatures: Mapping[str, Signature]) -> dict[tuple[str, str], int]:
    """Pairs of keys that share a number, with how many they share; the earlier key of the mapping first.

    A number that more than `CROWD` have pairs each of them with the `CROWD` before it. The work grows with the size of
    the signatures, not with the number of pairs.
    """
    keys = list(signatures)
    sizes = [len(signatures[key]) for key in keys]
    numbers = np.fromiter((n for key in keys for n in signatures[key]), dtype=np.uint64, count=sum(sizes))
    owners = np.repeat(np.arange(len(keys), dtype=np.int64), sizes)
    order = np.argsort(numbers, kind="stable")  # stable: within one number the owners stay in order
    numbers, owners = numbers[order], owners[order]
    found: list[npt.NDArray[np.int64]] = []
    for step in range(1, CROWD + 1):
        if not len(same := np.flatnonzero(numbers[step:] == numbers[:-step])):
            break
        found.append(owners[same] * len(keys) + owners[same + step])
    pairs, counts = np.unique(np.concatenate(found), return_counts=True) if found else ((), ())
    return {
        (keys[int(pair) // len(keys)], keys[int(pair) % len(keys)]): int(n)
        for pair, n in zip(pairs, counts, strict=True)
    }


def compare(ours: Report, theirs: Report) -> Shared:
    """What two reports share, exactly. `compare(b, a)` is the same with `ours` and `theirs` exchanged."""
    a, b = words_of(ours), words_of(theirs)
    ours_first = (len(a.shingles), ours.text) <= (len(b.shingles), theirs.text)
    short, long = (a, b) if ours_first else (b, a)
    common, fewer = _common(ours, theirs)
    stretches = (
        Stretch(ours=here, theirs=there) if ours_first else Stretch(ours=there, theirs=here)
        for here, there in (_stretches(short, long) if common else ())
    )
    return Shared(containment=common / max(1, fewer), shingles=common, stretches=tuple(stretches))


def is_copy(ours: Report, theirs: Report) -> bool:
    """Whether two reports print one story: `compare(ours, theirs).whole`, without the alignment."""
    common, fewer = _common(ours, theirs)
    return _whole(common, common / max(1, fewer))


class Copies:
    """Copies among some reports. Their order is without effect on which pairs are copies."""

    def __init__(self, reports: Iterable[Report]) -> None:
        """Find the candidates among the reports; nothing is compared yet."""
        self._reports = {report.id: report for report in reports}
        signatures = {key: signature(self._reports[key]) for key in sorted(self._reports)}
        self._common = candidates(signatures)
        self._sizes = {key: len(numbers) for key, numbers in signatures.items()}
        self._compared: dict[tuple[str, str], Shared] = {}
        self._near: dict[str, set[str]] = {}
        for one, other in self._common:
            self._near.setdefault(one, set()).add(other)
            self._near.setdefault(other, set()).add(one)

    def near(self, report: str) -> frozenset[str]:
        """Ids of the reports that leave a common trace with one."""
        return frozenset(self._near.get(report, ()))

    def shared(self, ours: str, theirs: str) -> Shared | None:
        """What two reports share, by their ids; `None` when they leave no common trace."""
        pair = (min(ours, theirs), max(ours, theirs))
        if ours == theirs or pair not in self._common:
            return None
        if pair not in self._compared:
            self._compared[pair] = compare(self._reports[pair[0]], self._reports[pair[1]])
        found = self._compared[pair]
        return found if pair[0] == ours else turned(found)

    def copied(self, ours: str, theirs: str) -> bool:
        """Whether two reports print one story."""
        return self._suspect(ours, theirs) and is_copy(self._reports[ours], self._reports[theirs])

    def pairs(self) -> Iterator[tuple[str, str]]:
        """All pairs of reports that print one story, by id."""
        return (pair for pair in self._common if self.copied(*pair))

    def _suspect(self, one: str, other: str) -> bool:
        common = self._common.get((min(one, other), max(one, other)), 0)
        return common > 0 and common >= SUSPECT * min(self._sizes[one], self._sizes[other])


def copied_from(reports: Mapping[str, Report]) -> dict[str, str]:
    """For each report that prints an earlier one's story, the first that it copies.

    Args:
        reports: by key, the first to be published first.
    """
    signatures = {key: signature(report) for key, report in reports.items()}
    earlier: dict[str, list[str]] = {}
    for one, other in candidates(signatures):
        earlier.setdefault(other, []).append(one)
    source: dict[str, str] = {}
    for key in reports:
        listed = earlier.get(key, ())
        found = next((one for one in reports if one in listed and is_copy(reports[one], reports[key])), None)
        if found is not None:
            source[key] = source.get(found, found)
    return source


def turned(shared: Shared) -> Shared:
    """The same seen from the other report."""
    stretches = tuple(Stretch(ours=one.theirs, theirs=one.ours) for one in shared.stretches)
    return Shared(containment=shared.containment, shingles=shared.shingles, stretches=stretches)


def normal(word: str) -> str:
    """A word as it is compared."""
    return word.casefold().translate(SPELLING)


def _whole(shingles: int, containment: float) -> bool:
    return shingles >= EVIDENCE and containment >= COPIED


def _common(ours: Report, theirs: Report) -> tuple[int, int]:
    """How many shingles two texts share, and how many the one with fewer has; each counted once."""
    here, there = _distinct(ours.text, ours.furniture), _distinct(theirs.text, theirs.furniture)
    return len(np.intersect1d(here, there, assume_unique=True)), min(len(here), len(there))


@lru_cache(maxsize=8192)
def _distinct(text: str, furniture: tuple[Furniture, ...]) -> Hashes:
    """The shingles of a text, each once: a tenth of the room that its words take, so that many can be kept."""
    return np.unique(_words(text, furniture).shingles)


@lru_cache(maxsize=256)
def _words(text: str, furniture: tuple[Furniture, ...]) -> Words:
    left_out = sorted([*(one.span for one in furniture), *(Span(*found.span()) for found in ADDRESS.finditer(text))])
    starts, ends, hashes, joined = [], [], [], []
    gap, number = False, 0
    for found in WORD.finditer(text):
        start, end = found.span()
        while number < len(left_out) and left_out[number].end <= start:
            number += 1
        if number < len(left_out) and left_out[number].start < end:
            gap = True
            continue
        starts.append(start)
        ends.append(end)
        hashes.append(_hash(found.group()))
        joined.append(not gap)
        gap = False
    return Words(tuple(starts), tuple(ends), tuple(hashes), tuple(joined), _shingles(hashes))


@lru_cache(maxsize=1 << 18)
def _hash(word: str) -> int:
    """The same in every process and on every machine, unlike Python's own."""
    return int.from_bytes(hashlib.blake2b(normal(word).encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")


def _shingles(hashes: list[int]) -> Hashes:
    """Hashes of all runs of `SHINGLE` words, 63 bits each; none of a shorter text."""
    words = np.array(hashes, dtype=np.uint64)
    count = len(words) - SHINGLE + 1
    if count < 1:
        return np.zeros(0, dtype=np.uint64)
    mixed = np.zeros(count, dtype=np.uint64)
    for i in range(SHINGLE):
        mixed = (mixed ^ words[i : i + count]) * np.uint64(0x9E3779B97F4A7C15)  # wraps round: that is the hash
        mixed ^= mixed >> np.uint64(29)
    return mixed >> np.uint64(1)


def _stretches(short: Words, long: Words) -> Iterator[tuple[Span, Span]]:
    """Runs of equal words: each shingle of the shorter text that the other has is extended as far as both agree."""
    wanted = set(short.shingles.tolist())
    places: dict[int, list[int]] = {}
    for j, number in enumerate(long.shingles.tolist()):
        if number in wanted and len(listed := places.setdefault(number, [])) < SEEDS:
            listed.append(j)
    i, numbers = 0, short.shingles.tolist()
    while i < len(numbers):
        length, place = max(((_run(short, i, long, j), -j) for j in places.get(numbers[i], ())), default=(0, 0))
        if length >= PASSAGE:
            yield from _pieces(short, i, long, -place, length)
        i += max(1, length)


def _run(short: Words, i: int, long: Words, j: int) -> int:
    """How many words are the same from the i-th and the j-th on."""
    length, most = 0, min(len(short.hashes) - i, len(long.hashes) - j)
    while length < most and short.hashes[i + length] == long.hashes[j + length]:
        length += 1
    return length


def _pieces(short: Words, i: int, long: Words, j: int, length: int) -> Iterator[tuple[Span, Span]]:
    """A run as spans of both texts, cut where either has something between that is no word of its story."""
    begin = 0
    for at in range(1, length + 1):
        if at == length or not (short.joined[i + at] and long.joined[j + at]):
            yield (
                Span(short.starts[i + begin], short.ends[i + at - 1]),
                Span(long.starts[j + begin], long.ends[j + at - 1]),
            )
            begin = at
