"""Stories: claims about one unfolding matter."""

from __future__ import annotations

from msgspec import Struct


class Story(Struct, frozen=True, kw_only=True):
    """The reports on one unfolding matter, and the claims that they make.

    Attributes:
        id: stable while its first report stays: made of that report's id.
        title: in the words of the claim that most of its reports make.
        claims: ids, in order of publication of their first statements.
        reports: ids, in order of publication.
        first_published, last_published: as the reports state it, ISO 8601; `None` when no report does.
    """

    id: str
    title: str
    claims: tuple[str, ...] = ()
    reports: tuple[str, ...] = ()
    first_published: str | None = None
    last_published: str | None = None
