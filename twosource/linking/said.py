"""The events that one content says: its main event, those said beside it, and those that they entail."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from twosource.model import Proposition
from twosource.reading.taxonomy import NOT, taxonomy

KIND = "kind:"
"""Mark of a kind of weapon among the names of a weapon event: kinds are no rivals of names ("an X-12 with a cluster
warhead")."""


class Said(NamedTuple):
    """One event that a content says.

    Attributes:
        event: event type; `None` when the taxonomy knows none. predicate: the word for it.
        strength: its order among the words of the type. happened: False when the content says it did not happen.
        agent: side or name of the doer; `None` when not stated.
        named: what it is told apart by, where the type is told apart by what is named in it; `None` elsewhere.
    """

    event: str | None
    predicate: str | None
    strength: int
    happened: bool
    agent: str | None
    named: frozenset[str] | None = None


def said_in(proposition: Proposition, *, act: str | None = None, weapons: frozenset[str] = frozenset()) -> list[Said]:
    """The main event and all others that a content says, main one first.

    Args:
        proposition: of the content.
        act: type of the deed that the report has told of; who calls it a provocation says who did it.
        weapons: names by `name_key` that some report gives to a weapon.
    """
    listed = _asserted(proposition)
    if listed[0].predicate in taxonomy().staging and act is not None:
        listed[0] = listed[0]._replace(event=act)
    if proposition.accused:
        listed = [row._replace(agent=side) for row in listed[:1] for side in proposition.accused] + listed[1:]
    armed = _armed(proposition, weapons)
    listed += _entailed(listed, armed=bool(armed))
    return [one for row in listed for one in _by_name(row, armed)]


def _asserted(proposition: Proposition) -> list[Said]:
    """The main event and each further type that is asserted."""
    agent = proposition.agent
    main = Said(proposition.event_type, proposition.predicate, proposition.strength, proposition.polarity, agent)
    found = {proposition.event_type: main}
    for keyword in proposition.keywords:
        parts = keyword.split(".")
        happened = parts[0] != NOT
        event, lemma = (parts if happened else parts[1:])[:2] if len(parts) > 1 else (None, "")
        if event is not None and event not in found:
            found[event] = Said(event, lemma, strength_of(event, lemma), happened, agent)
    return list(found.values())


def _entailed(listed: list[Said], *, armed: bool) -> list[Said]:
    """What is said without a word for it: who used a missile struck, and the missile of a raid was used."""
    seen = {row.event for row in listed}
    found = []
    for event, other in taxonomy().entails.items():
        for row in listed:
            deed = row.event == event and row.agent is not None and other not in seen
            use = row.event == other and armed and event not in seen
            if row.happened and (deed or use):
                found.append(Said(other if deed else event, row.predicate, 0, True, row.agent))
                break
    return found


def _armed(proposition: Proposition, weapons: frozenset[str]) -> list[str]:
    """Names and kinds of the weapons in a content."""
    names = {name_key(name) for name in proposition.participants}
    named = names & (weapons | {name_key(name) for name in proposition.weapons})
    kinds = {KIND + kind for word in proposition.keywords for kind in taxonomy().weapon_kinds.get(word, ())}
    return sorted(named | kinds)


def _by_name(row: Said, armed: Iterable[str]) -> list[Said]:
    """One event a thing named in it, where that is what the type is told apart by."""
    if row.event not in taxonomy().by_name:
        return [row]
    return [row._replace(named=frozenset({name})) for name in armed] or [row._replace(named=frozenset())]


def strength_of(event: str, lemma: str) -> int:
    """The taxonomy's strength of a word among those of its event; 0 where they are not ordered."""
    data = taxonomy()
    rows = (*data.verbs.get(lemma, ()), *data.nouns.get(lemma, ()))
    return max((row.strength for row in rows if row.event == event), default=0)


def content_words(proposition: Proposition, event: str | None) -> frozenset[str]:
    """The words that a facet is compared by: lemmas and classes of things, without the words of its own event."""
    data = taxonomy()
    words: set[str] = set()
    for keyword in proposition.keywords:
        *marks, lemma = keyword.split(".") if "." in keyword else [keyword]
        own = event is not None and (event in marks or any(row.event == event for row in data.verbs.get(lemma, ())))
        own = own or (event is not None and any(row.event == event for row in data.nouns.get(lemma, ())))
        if own:
            continue
        words.add(lemma)
        words.update(f"class:{kind}" for kind in data.classes(lemma)[:1])
    return frozenset(words)


def name_key(name: str) -> str:
    """What two forms of a name share: the last word of three letters or more ("Anna Lund" and "Lund").

    Of a unit it is the number ("90th Guards Division" and "90th Division").
    """
    words = [word for word in re.split(r"[^\w]+", name.lower()) if len(word) > 2]
    numbers = [word for word in words if word[0].isdigit()]
    return (numbers or words[-1:] or [name.lower()])[0]
