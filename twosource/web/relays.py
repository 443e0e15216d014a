"""The way of a claim from its origins to the outlets, as a tree: what is not known is shown as not known."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec import Struct

from twosource.exports.wording import count, day, one_line
from twosource.linking.moments import days_of_value
from twosource.model import Claim
from twosource.model.route import Hop, HopKind
from twosource.web.source import Picture
from twosource.web.voices import evidence_href

YEAR_OR_MONTH = re.compile(r"\d{4}(-\d{2})?")
CERTAIN = {"stated in the text", "cited outlet", "copied text"}
"""Steps that the texts themselves show; the others are drawn dotted."""


class Link(Struct, frozen=True):
    """Where a node can be looked up."""

    label: str
    href: str


class Node(Struct, frozen=True, kw_only=True):
    """One node of the tree.

    Attributes:
        dotted: how it came here is not known for certain.
        note: channel, side, copies. known: how the step is known.
    """

    name: str
    kind: str
    note: str
    known: str
    time: str
    dotted: bool
    hue: str
    links: tuple[Link, ...]
    children: tuple[Node, ...]


def tree(claim: Claim, picture: Picture, hue: dict[str | None, str]) -> tuple[Node, ...]:
    """The roots of the claim's tree: its origins, and outlets of which nobody knows where they have it from."""
    hops: Sequence[Hop] = getattr(claim, "routes", ())
    if hops:
        return tuple(_node(at, hops, picture, hue) for at, hop in enumerate(hops) if hop.parent is None)
    return tuple(_origin(claim, at, picture, hue) for at in range(len(claim.origins)))


def _node(at: int, hops: Sequence[Hop], picture: Picture, hue: dict[str | None, str]) -> Node:
    hop = hops[at]
    outlets = hop.outlets if hop.kind is HopKind.OUTLET else ()
    name = one_line(hop.name or (outlets[0] if outlets else "") or "not known")
    notes = [f"via {one_line(hop.channel)}"] if hop.channel else []
    if len(outlets) > 1:
        rest = ", ".join(one_line(one) for one in outlets)
        notes.append(f"{count(len(outlets), 'outlet')} with one text: {rest}")
    elif hop.copies:
        notes.append("the text is a copy" if any(copy.whole for copy in hop.copies) else "shares passages")
    return Node(
        name=name,
        kind="not known" if hop.kind is HopKind.UNKNOWN else str(hop.kind),
        note=" · ".join(notes),
        known=str(hop.known),
        time=_time(hop),
        dotted=hop.kind is HopKind.UNKNOWN or (hop.parent is not None and str(hop.known) not in CERTAIN),
        hue=hue.get(hop.side, "unsaid") if hop.kind is HopKind.ORIGIN else "",
        links=_links(hop.statements, picture),
        children=tuple(_node(child, hops, picture, hue) for child, one in enumerate(hops) if one.parent == at),
    )


def _time(hop: Hop) -> str:
    """When it spoke or was published, as exactly as that is known and no more."""
    if not hop.time:
        return ""
    days = None if "T" in hop.time or YEAR_OR_MONTH.fullmatch(hop.time) else days_of_value(hop.time)
    shown = day(hop.time)
    if days:
        first, last = day(days.first.isoformat()), day(days.last.isoformat())
        shown = first if first == last else f"{first} to {last}"
    return f"{'spoke' if hop.spoke else 'published'} {shown}"


def _links(statements: Sequence[str], picture: Picture) -> tuple[Link, ...]:
    found: dict[str, Link] = {}
    for key in statements:
        statement = picture.statements.get(key)
        if statement is not None:
            report = picture.report_of(statement)
            found.setdefault(report.id, Link(picture.book.outlet(statement), evidence_href(statement, report)))
    return tuple(found.values())


def _origin(claim: Claim, at: int, picture: Picture, hue: dict[str | None, str]) -> Node:
    """An origin and the outlets that have it, where no routes were traced."""
    origin = claim.origins[at]
    children = []
    for link in _links(origin.statements, picture):
        if link.label != origin.actor:
            report = picture.reports[link.href.split("/")[2].split("?")[0]]
            children.append(
                Node(
                    name=link.label,
                    kind="outlet",
                    note="",
                    known="named as the source",
                    time=f"published {day(report.published)}",
                    dotted=True,
                    hue="",
                    links=(link,),
                    children=(),
                )
            )
    return Node(
        name=one_line(origin.actor),
        kind="origin",
        note=f"via {one_line(origin.channel)}" if origin.channel else "channel not stated",
        known="",
        time="",
        dotted=False,
        hue=hue.get(origin.side, "unsaid"),
        links=(),
        children=tuple(children),
    )
