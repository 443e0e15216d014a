"""Bodies: those known by their own names (NATO, the SBU, Hamas), and the kinds of body and people by head noun.

Facts are data (`data/bodies.tsv`, `data/generics.tsv`), with their sources and viewpoints in `SOURCES.md`.
"""

from __future__ import annotations

from functools import cache

from msgspec import Struct

from twosource.model.actor import ActorKind
from twosource.world.phrases import Hit, Phrases, certain, only
from twosource.world.tables import read_table, texts, word, words


class Body(Struct, frozen=True, kw_only=True):
    """A body known by its own name.

    Attributes:
        name: canonical. aliases: other names and short forms.
        side: the country or bloc that it speaks for, itself where it is a party in its own right, or `third-party`.
    """

    name: str
    kind: ActorKind
    side: str
    aliases: tuple[str, ...]


class GenericBody(Struct, frozen=True, kw_only=True):
    """A kind of body or of people, which a noun phrase names by its head ("Peru's navy", "two residents").

    Attributes:
        canonical: name of the kind ("Ministry of Defence", "Witnesses").
        takes_owner: it speaks for the state that owns it. When False it speaks for none, whatever nationality it has,
            unless a compound ("Ruritanian-backed militants", `states.speaks_for_state`) says so.
        local: where its owner is not named, it is that of the place where it is ("police", "the council").
        several: it speaks for states, but not for one side ("allies", "world leaders").
    """

    canonical: str
    kind: ActorKind
    takes_owner: bool
    local: bool = False
    several: bool = False


@cache
def _bodies() -> tuple[dict[str, Body], Phrases[tuple[Body, bool]]]:
    """Bodies by canonical name, and the index of their names with whether each is an ordinary word as well."""
    table: dict[str, Body] = {}
    index: Phrases[tuple[Body, bool]] = Phrases()
    for row in read_table("bodies.tsv"):
        entries = (word(row["name"]), *words(row["aliases"]))
        name = entries[0].text
        body = Body(name=name, kind=ActorKind(row["kind"]), side=row["side"], aliases=texts(row["aliases"]))
        table[name] = body
        for entry in entries:
            index.add(entry.text, (body, entry.ambiguous))
    return table, index


@cache
def _generics() -> Phrases[GenericBody]:
    index: Phrases[GenericBody] = Phrases()
    for row in read_table("generics.tsv"):
        speaks = row["speaks"]
        generic_body = GenericBody(
            canonical=row["canonical"],
            kind=ActorKind(row["kind"]),
            takes_owner=speaks in {"state", "local"},
            local=speaks == "local",
            several=speaks == "several",
        )
        for text in texts(row["aliases"]):
            index.add(text, generic_body)
    return index


def bodies() -> tuple[Body, ...]:
    """All bodies, in the table's order."""
    return tuple(_bodies()[0].values())


def body(name: str) -> Body:
    """The body of that canonical name.

    Raises:
        KeyError: no body has it as its canonical name.
    """
    try:
        return _bodies()[0][name]
    except KeyError:
        raise KeyError(f"no body is called {name!r} in world/data/bodies.tsv; lookup_body() knows aliases") from None


def lookup_body(text: str) -> Body | None:
    """The body that a whole mention names ("the ICRC", "Institute for the Study of War (ISW)").

    Returns:
        The body, or `None` when none or several bear the name.
    """
    found = _bodies()[1].mention(text)
    if not found and text.rstrip().endswith(")"):
        found = _bodies()[1].mention(text.rpartition("(")[0])
    return only(found)


def find_bodies(text: str) -> list[Hit[Body]]:
    """Bodies named in running text, longest name first; names that are ordinary words are left out."""
    hits = ((start, end, certain(found)) for start, end, found in _bodies()[1].find(text))
    return [Hit(start, end, named) for start, end, named in hits if named]


def generic(text: str) -> GenericBody | None:
    """The kind of body or people that a noun phrase names by its head.

    "Chile's southern defense forces" and "the army of Peru" are armed forces; of "defense ministry officials" the
    head is "officials"; "army trucks" is none.
    """
    hit = _generics().head(text)
    return hit.value[0] if hit else None


def find_generics(text: str) -> list[Hit[GenericBody]]:
    """Every word in `text` that names a kind of body or people, head of its phrase or not, longest first."""
    return [Hit(start, end, found[0]) for start, end, found in _generics().find(text)]


def generic_words() -> tuple[str, ...]:
    """Every word and phrase that names a kind of body or people, as the table writes it."""
    return tuple(text for row in read_table("generics.tsv") for text in texts(row["aliases"]))
