"""A text's word pieces cut into windows that the tagger's encoder can take, each with some of its neighbours."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

SIZE = 254
"""Pieces of one window, without the two marks at its ends."""
OVERLAP = 24
"""Pieces that neighbouring windows share; each is tagged in the window in whose middle it stands the more."""


def windows(pieces: Sequence[int], *, shift: int = 0) -> list[tuple[int, int]]:
    """First piece, and the piece after the last, of each window; `shift` shortens the first one."""
    cut, start = [], 0
    size = SIZE - shift
    while True:
        end = min(start + size, len(pieces))
        cut.append((start, end))
        if end == len(pieces):
            return cut
        start, size = end - OVERLAP, SIZE


def kept(cut: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The part of each window whose tags count: neighbours meet in the middle of what they share."""
    middles = [(first_end + second_start) // 2 for (_, first_end), (second_start, _) in pairwise(cut)]
    starts = [cut[0][0], *middles]
    ends = [*middles, cut[-1][1]]
    return list(zip(starts, ends, strict=True))
