"""Exchanging two states' words in a text, for the test that nothing but names decides (rule 9 of standing)."""

from __future__ import annotations

from collections.abc import Mapping

from twosource.world.phrases import Hit, Phrases
from twosource.world.states import Form, State, StateMention, find, state

COLUMNS = {
    Form.NAME: ("names",),
    Form.ADJECTIVE: ("adjectives",),
    Form.PEOPLE: ("people", "person"),
    Form.CAPITAL: ("capitals",),
    Form.SEAT: ("seats",),
    Form.FORCE: ("forces",),
}


def swap_parties(text: str, a: str, b: str, *, also: Mapping[str, str] | None = None) -> str:
    """Exchange two states in a text: names, adjectives, people, capitals, seats and forces.

    A single word is replaced by a single word where the other state has one, so that tokens keep their places; a word
    in capitals stays in capitals. Articles and verbs are left as they are. A word that is both name and adjective
    ("US") is taken for the adjective where a word follows that it can stand before.

    Args:
        text: any text.
        a: canonical name of one state.
        b: canonical name of the other.
        also: further pairs to exchange both ways (people, bodies, outlets).

    Returns:
        The text with every word of one state replaced by its counterpart, where the other state has one.

    Raises:
        KeyError: no state has the name `a` or `b`.
    """
    other = {a: state(b), b: state(a)}
    edits = [(hit.start, hit.end, _counterpart(text, hit, other)) for hit in find(text) if hit.value.state in other]
    edits += _pairs(text, also or {}, taken=[edit[:2] for edit in edits])
    for start, end, new in sorted(edits, reverse=True):
        old = text[start:end]
        shout = len(new) > 1 and old.isupper() and not _acronym(old, other)
        text = text[:start] + (new.upper() if shout else new) + text[end:]
    return text


def _acronym(word: str, known: Mapping[str, State]) -> bool:
    """Whether the word is written in capitals by itself ("US"), not for emphasis."""
    return any(
        word in getattr(entry, column) for entry in known.values() for columns in COLUMNS.values() for column in columns
    )


def _counterpart(text: str, hit: Hit[StateMention], other: Mapping[str, State]) -> str:
    """The other state's word for the same thing; the word itself where there is none."""
    old = text[hit.start : hit.end]
    own, target = state(hit.value.state), other[hit.value.state]
    form = hit.value.form
    if form is Form.NAME and old in own.adjectives and _before_noun(text, hit.end):
        form = Form.ADJECTIVE
    for column in COLUMNS[form]:
        mine, theirs = getattr(own, column), getattr(target, column)
        if not theirs or not any(old.lower() == word.lower() for word in mine):
            continue
        place = next(i for i, word in enumerate(mine) if word.lower() == old.lower())
        if place == 0 and (" " in old) == (" " in theirs[0]):
            return str(theirs[0])
        return str(next((word for word in theirs if (" " in word) == (" " in old)), theirs[0]))
    return str(getattr(target, COLUMNS[form][0])[0]) if getattr(target, COLUMNS[form][0]) else old


def _before_noun(text: str, end: int) -> bool:
    """Whether a word in small letters follows after one space."""
    return text[end : end + 1] == " " and text[end + 1 : end + 2].islower()


def _pairs(text: str, also: Mapping[str, str], *, taken: list[tuple[int, int]]) -> list[tuple[int, int, str]]:
    """Edits that exchange the further pairs, outside the spans already taken."""
    index: Phrases[str] = Phrases()
    for left, right in also.items():
        index.add(left, right)
        index.add(right, left)
    return [
        (start, end, values[0])
        for start, end, values in index.find(text)
        if not any(start < stop and begin < end for begin, stop in taken)
    ]
