"""News outlets and wire agencies of the world (`data/outlets.tsv`; sources in `SOURCES.md`)."""

from __future__ import annotations

from functools import cache

from msgspec import Struct

from twosource.model.actor import THIRD_PARTY
from twosource.world.phrases import Hit, Phrases, certain, only
from twosource.world.tables import read_table, texts, word, words


class Outlet(Struct, frozen=True, kw_only=True):
    """One news outlet.

    Attributes:
        name: canonical. aliases: other names.
        domains: hosts that it publishes on, without "www.".
        country: ISO 3166-1 alpha-2 of its seat; `None` for those that work across borders.
        agency: it is a wire agency, whose texts others print.
        state_media: canonical name of the state, or of the party in its own right, whose media it is ordinarily
            described as ("Iran's state news agency", "Hezbollah's television"); `None` of others.
    """

    name: str
    aliases: tuple[str, ...]
    domains: tuple[str, ...]
    country: str | None
    agency: bool
    state_media: str | None

    @property
    def names(self) -> tuple[str, ...]:
        """Canonical name and aliases."""
        return (self.name, *self.aliases)

    @property
    def side(self) -> str:
        """Whom it speaks for when another outlet cites it: the state of state media, `third-party` of others."""
        return self.state_media or THIRD_PARTY


@cache
def _table() -> tuple[tuple[Outlet, ...], Phrases[tuple[Outlet, bool]], dict[str, Outlet]]:
    """All outlets, the index of their names with whether each is an ordinary word as well, and the domains."""
    table: list[Outlet] = []
    index: Phrases[tuple[Outlet, bool]] = Phrases()
    domains: dict[str, Outlet] = {}
    for row in read_table("outlets.tsv"):
        outlet = Outlet(
            name=word(row["name"]).text,
            aliases=texts(row["aliases"]),
            domains=texts(row["domains"]),
            country=row["country"] or None,
            agency=bool(row["agency"]),
            state_media=row["state_media"] or None,
        )
        table.append(outlet)
        domains.update(dict.fromkeys(outlet.domains, outlet))
        for entry in (word(row["name"]), *words(row["aliases"])):
            index.add(entry.text, (outlet, entry.ambiguous))
    return tuple(table), index, domains


def outlets() -> tuple[Outlet, ...]:
    """All outlets, in the table's order."""
    return _table()[0]


def lookup_outlet(text: str) -> Outlet | None:
    """The outlet that a whole mention names ("the Guardian", "TASS"); `None` when none or several bear the name."""
    return only(_table()[1].mention(text))


def find_outlets(text: str) -> list[Hit[Outlet]]:
    """Outlets named in running text, longest name first; names that are ordinary words are left out."""
    hits = ((start, end, certain(found)) for start, end, found in _table()[1].find(text))
    return [Hit(start, end, outlet) for start, end, outlet in hits if outlet]


def outlet_of_domain(host: str) -> Outlet | None:
    """The outlet that publishes on a host ("www.bbc.co.uk", "edition.cnn.com:443"); `None` when not known."""
    labels = host.lower().strip().partition(":")[0].strip(".").split(".")
    domains = _table()[2]
    return next((found for i in range(len(labels)) if (found := domains.get(".".join(labels[i:])))), None)
