"""How good a tagger is on the development part: `attributed` as the shared scorer counts it, over both layers."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from training.dataset import Example
from twosource.reading.tags import LAYERS, SIDES, TAGS, Words, decode, depth
from twosource.reading.windows import kept, windows

OVERLAP = 0.5
"""Token Jaccard of two contents from which they count as one: the shared scorer's."""


def predict(item: Example, run: Callable[[np.ndarray], Sequence[np.ndarray]], special: tuple[int, int]) -> list[Words]:
    """The attributions that a model finds in a document; `run` gives its logits for one window of ids."""
    cut = windows(item.pieces)
    logits = np.zeros((len(item.pieces), LAYERS * len(TAGS)), dtype=np.float32)
    sides = np.zeros((len(item.pieces), len(SIDES)), dtype=np.float32)
    for (start, end), (first, last) in zip(cut, kept(cut), strict=True):
        ids = np.array([[special[0], *item.pieces[start:end], special[1]]], dtype=np.int64)
        out = run(ids)
        logits[first:last] = out[0][0, 1 + first - start : 1 + last - start]
        sides[first:last] = out[1][0, 1 + first - start : 1 + last - start]
    heads = [i for i, w in enumerate(item.piece_word) if i == 0 or item.piece_word[i - 1] != w]
    found: list[Words] = []
    for layer in range(LAYERS):
        part = logits[heads, layer * len(TAGS) : (layer + 1) * len(TAGS)]
        found += words_of(item, part, sides[heads], layer)
    return found


def words_of(item: Example, logits: np.ndarray, side_logits: np.ndarray, layer: int) -> list[Words]:
    """Attributions of one layer from logits a word."""
    shifted = np.exp(logits - logits.max(axis=1, keepdims=True))
    probabilities = shifted / shifted.sum(axis=1, keepdims=True)
    chosen = probabilities.argmax(axis=1)
    sides = [SIDES[i] for i in side_logits.argmax(axis=1)]
    return decode([TAGS[i] for i in chosen], probabilities.max(axis=1).tolist(), sides, light_words(item), layer)


def light_words(item: Example) -> list[bool]:
    """Of each word, whether it is only punctuation."""
    return [not any(c.isalnum() for c in item.text[s:e]) for s, e in item.words]


def measure(items: Sequence[Example], found: Sequence[Sequence[Words]]) -> dict[str, float]:
    """The figures for given predictions; `outer` is F1 of the first layer alone."""
    result: dict[str, float] = {}
    for name, layers in (("f1", (0, 1, 2, 3)), ("outer", (0,)), ("inner", (1, 2, 3))):
        right = gold = predicted = 0
        for item, guesses in zip(items, found, strict=True):
            depths = [depth(item.attributions, i) for i in range(len(item.attributions))]
            wanted = [a for a, d in zip(item.attributions, depths, strict=True) if d in layers]
            mine = [g for g in guesses if g.layer in layers]
            gold, predicted, right = gold + len(wanted), predicted + len(mine), right + _matches(wanted, mine)
        f1 = 2 * right / (gold + predicted) if gold + predicted else 0.0
        if name == "f1":
            result |= {"p": round(right / max(1, predicted), 3), "r": round(right / max(1, gold), 3)}
        result[name] = round(f1, 4)
    return result


def _matches(gold: Sequence[Words], guesses: Sequence[Words]) -> int:
    """Greedy one-to-one matches, best Jaccard first."""
    pairs = []
    for g, want in enumerate(gold):
        content, source = _set(want.content), _set(want.source)
        for p, guess in enumerate(guesses):
            have = _set(guess.content)
            overlap = len(content & have) / len(content | have)
            if overlap >= OVERLAP and ((source & _set(guess.source)) or not (source or guess.source)):
                pairs.append((overlap, g, p))
    taken_gold: set[int] = set()
    taken_guess: set[int] = set()
    for _, g, p in sorted(pairs, reverse=True):
        if g not in taken_gold and p not in taken_guess:
            taken_gold.add(g)
            taken_guess.add(p)
    return len(taken_gold)


def _set(runs: Sequence[tuple[int, int]]) -> set[int]:
    return {i for start, end in runs for i in range(start, end)}
