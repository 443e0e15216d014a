"""Exchanging two states' words in a text, for the test that nothing but names decides (rule 9 of standing)."""

from __future__ import annotations

from collections.abc import Mapping

from twosource.world.phrases import Hit, Phrases, tokenise
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

    A word or phrase is replaced by one of as many words where the other state has one, so that tokens keep their
    places; where it has none, the states' words within the phrase are exchanged ("Peruvian Army"). A word in capitals
    stays in capitals. Articles and verbs are left as they are, and so is an ambiguous word that is not the state's
    first of its form. A word that is both name and adjective ("US") is taken for the adjective where a word follows
    that it can stand before.

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
    edits = [(h.start, h.end, _counterpart(text, h, other)) for h in find(text) if _is_exchanged(text, h, other)]
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


def _is_exchanged(text: str, hit: Hit[StateMention], other: Mapping[str, State]) -> bool:
    """Whether a word names one of the two for certain; an ambiguous one only as the state's first of its form."""
    if hit.value.state not in other or not hit.value.ambiguous:
        return hit.value.state in other
    firsts = [getattr(state(hit.value.state), c)[:1] for c in COLUMNS[hit.value.form]]
    return text[hit.start : hit.end].casefold() in {word.casefold() for first in firsts for word in first}


def _counterpart(text: str, hit: Hit[StateMention], other: Mapping[str, State]) -> str:
    """The other state's word for the same thing; the word itself where there is none."""
    old = text[hit.start : hit.end]
    own, target = state(hit.value.state), other[hit.value.state]
    form = hit.value.form
    if form is Form.NAME and old in own.adjectives and _before_noun(text, hit.end):
        form = Form.ADJECTIVE
    columns = [c for c in COLUMNS[form] if getattr(target, c)]
    column = next((c for c in columns if old.casefold() in map(str.casefold, getattr(own, c))), None)
    theirs: tuple[str, ...] = getattr(target, column) if column else ()
    alike = [word for word in theirs if len(tokenise(word)) == len(tokenise(old))]
    inner = old if alike else _within(old, other)
    if alike or inner != old:
        return alike[0] if alike else inner
    return theirs[0] if theirs else str(getattr(target, columns[0])[0]) if columns else old


def _within(phrase: str, other: Mapping[str, State]) -> str:
    """A phrase with the states' words exchanged that stand in it, the phrase as a whole left out of account."""
    first, space, rest = phrase.partition(" ")
    if not space:
        return phrase
    parts = []
    for part in (first, rest):
        new = part
        for hit in reversed([h for h in find(part) if _is_exchanged(part, h, other)]):
            new = new[: hit.start] + _counterpart(part, hit, other) + new[hit.end :]
        parts.append(new)
    return " ".join(parts)


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
