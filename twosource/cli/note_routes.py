"""How a claim came from whom it began with to the outlets that print it: a section of the note on a claim."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import RenderableType
from rich.padding import Padding
from rich.text import Text
from rich.tree import Tree

from twosource.exports.wording import day, one_line
from twosource.model import Hop, HopKind, Known

UNKNOWN = "somebody who is not named"


def lines(routes: Sequence[Hop]) -> Iterator[RenderableType]:
    """The section: a tree for each root, the first to say it first; what is not known is dim."""
    if not routes:
        return
    yield Text("\nHow it reached us", style="bold")
    nodes: list[Tree] = []
    for hop in routes:
        label = _label(hop)
        if hop.parent is None:
            nodes.append(Tree(label, guide_style="dim"))
        else:
            nodes.append(nodes[hop.parent].add(label))
    for node, hop in zip(nodes, routes, strict=True):
        if hop.parent is None:
            yield Padding(node, (0, 0, 0, 2))


def _label(hop: Hop) -> Text:
    name = one_line(hop.name) if hop.name else UNKNOWN
    if hop.kind is HopKind.OUTLET and len(hop.outlets) > 1:
        name = ", ".join(one_line(outlet) for outlet in hop.outlets) + " (one text)"
    said = [one_line(hop.channel)] if hop.channel else []
    if hop.time:
        said.append(f"{'said' if hop.spoke else 'first published'} {day(hop.time)}")
    if hop.known is not Known.NAMED or hop.kind is HopKind.UNKNOWN:
        said.append(str(hop.known))
    style = "dim italic" if hop.kind is HopKind.UNKNOWN else "bold" if hop.kind is HopKind.ORIGIN else ""
    return Text(name, style=style).append(f" · {' · '.join(said)}" if said else "", style="not bold dim")
