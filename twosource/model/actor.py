"""Actors: whom a source mention resolves to."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

OUTLET_SIDE = "outlet"
"""Side of the report's own publisher."""
THIRD_PARTY = "third-party"
"""Side of those who speak for no country or bloc: the UN, the Red Cross, analysts, witnesses."""


class ActorKind(StrEnum):
    """What kind of speaker an actor is."""

    STATE = "state"
    MINISTRY = "ministry"
    """Any organ of a state that is not its armed force: ministry, parliament, president's office, police, court."""
    ARMED_FORCE = "armed force"
    PERSON = "person"
    OUTLET = "outlet"
    ANALYST = "analyst"
    INTERNATIONAL_BODY = "international body"
    ORGANISATION = "organisation"
    UNNAMED = "unnamed"
    """Officials, witnesses, critics: people whom the report does not name."""


class Actor(Struct, frozen=True, kw_only=True):
    """Whom a source mention resolves to.

    Attributes:
        name: canonical; of unnamed people the description as written ("a senior US defense official").
        kind: see `ActorKind`; `None` when the text does not tell.
        organisation: whom a person speaks for ("Ukraine's Khortytsia forces"); `None` when not stated.
        role: the office as written ("spokesperson", "president"); `None` when not stated.
        side: the country or bloc by name, `third-party`, `outlet`, or `None` when not stated.
    """

    name: str
    kind: ActorKind | None = None
    organisation: str | None = None
    role: str | None = None
    side: str | None = None
