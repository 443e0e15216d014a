"""Offices and roles, and for whom their holders speak (`data/offices.tsv`; see `SOURCES.md`)."""

from __future__ import annotations

from enum import StrEnum
from functools import cache

from msgspec import Struct

from twosource.model.actor import ActorKind
from twosource.world.bodies import generic_words
from twosource.world.phrases import Hit, Phrases, tokenise
from twosource.world.tables import read_table, sense, texts


class SpeaksFor(StrEnum):
    """For whom the holder of an office speaks."""

    STATE = "state"
    ORGANISATION = "organisation"
    """The organisation that it is an office of, and its side: a spokesperson of a ministry speaks for the ministry."""
    SELF = "self"


class Office(Struct, frozen=True, kw_only=True):
    """An office or role.

    Attributes:
        role: canonical ("spokesperson"). aliases: other words for it.
        organ: kind of the body that holders belong to; `None` where the owner decides.
        single: it has one holder at a time, so that "the president of Peru" is a person and not unnamed.
        independent: holders speak for none, also under a nationality or for an institute: "a Peruvian analyst".
        local: where their state is not named, it is that of the place where they are: "the mayor".
    """

    role: str
    aliases: tuple[str, ...]
    organ: ActorKind | None
    speaks_for: SpeaksFor
    single: bool
    independent: bool
    local: bool


class OfficeMention(Struct, frozen=True, kw_only=True):
    """An office named in a text, at code points `start` to `end` (exclusive).

    Attributes:
        former: the words before it say that it is no longer held ("former", "retired"): the person speaks for none.
    """

    start: int
    end: int
    office: Office
    former: bool


@cache
def _index() -> Phrases[Office | None]:
    """All words for offices; words for bodies hide those in them ("General Staff" is no general)."""
    index: Phrases[Office | None] = Phrases()
    for row in read_table("offices.tsv"):
        office = Office(
            role=row["role"],
            aliases=texts(row["aliases"]),
            organ=ActorKind(row["organ"]) if row["organ"] else None,
            speaks_for=SpeaksFor(row["speaks_for"]),
            single=bool(row["single"]),
            independent=bool(row["independent"]),
            local=bool(row["local"]),
        )
        for text in (office.role, *office.aliases):
            index.add(text, office)
    for text in generic_words():
        index.add(text, None)
    return index


def _office(values: list[Office | None]) -> Office | None:
    return next((value for value in values if value is not None), None)


def _former(text: str, start: int) -> bool:
    """Whether a word for the past stands before `start` in the same noun phrase."""
    for token in reversed(tokenise(text[max(0, start - PHRASE_REACH) : start])):
        if token.key in sense("past"):
            return True
        if token.key in sense("after-head") or token.text in ",;:.()":
            return False
    return False


PHRASE_REACH = 120
"""Characters that a noun phrase before its head is looked through: the whole text each time would take its square."""


def written_out(role: str) -> str:
    """An office in lower case; an abbreviation ("Gov.") is the office that it stands for."""
    return _abbreviations().get(role, role).lower()


@cache
def _abbreviations() -> dict[str, str]:
    return {
        alias: row["role"]
        for row in read_table("offices.tsv")
        for alias in texts(row["aliases"])
        if alias.endswith(".")
    }


def find_offices(text: str) -> list[OfficeMention]:
    """Every office named in `text`, longest first, not overlapping, in order."""
    return [
        OfficeMention(start=start, end=end, office=office, former=_former(text, start))
        for start, end, values in _index().find(text)
        if (office := _office(values))
    ]


def lookup_office(text: str) -> OfficeMention | None:
    """The office that a noun phrase names: its head, or the title before a name.

    "a spokesman for the navy" has spokesperson, "former Peruvian President X Y" has president and `former`,
    "the general staff" has none.
    """
    hit: Hit[list[Office | None]] | None = _index().head(text, titles=True)
    office = _office(hit.value) if hit else None
    if hit is None or office is None:
        return next((m for m in find_offices(text) if _titles(text, m.end)), None)
    return OfficeMention(start=hit.start, end=hit.end, office=office, former=_former(text, hit.start))


def _titles(text: str, end: int) -> bool:
    """Whether a name, a comma or the end follows: the office before it is a title or an apposition."""
    rest = text[end:].lstrip()
    return not rest or rest[0] == "," or rest[0].isupper()
