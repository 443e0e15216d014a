"""Routes: by which way a claim came from its origins to the outlets that print it.

A route is a tree for each origin, in one tuple of hops with parents before children. A hop is only drawn where a text
shows it, and where a text shows that somebody stands between and does not say who, the hop is there and unknown.
Several outlets with one text are one hop. docs/copies-and-routes.md has the rules.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, time
from functools import cached_property

from msgspec import Struct, field

from twosource.linking.copies import Copies
from twosource.linking.moments import days_of_value
from twosource.linking.origins import NOT_STATED, folded, in_order, outlet_of, published_by, published_from, trace
from twosource.linking.steps import (
    credited,
    is_agency,
    is_press_at_large,
    outlet_in,
    same_outlet,
    spoke_at,
    twins,
)
from twosource.linking.voices import actor_of, cited_outlet, holders_of, passed_on_from, passing_on, voices_of
from twosource.model import (
    Commitment,
    Copy,
    Hop,
    HopKind,
    Kind,
    Known,
    Origin,
    Reading,
    Report,
    Statement,
    Timex,
    reports_of,
)
from twosource.model.actor import OUTLET_SIDE


class Step(Struct, frozen=True, kw_only=True):
    """One who passes a statement on, between its origin and the outlet.

    Attributes:
        name: `None` of one who is not named.
        statement: the one that shows it; `None` of a credit line.
        known: how the step to it is known. onward: how the step from it to the outlet is known.
    """

    name: str | None
    side: str | None = None
    statement: Statement | None = None
    known: Known = Known.QUOTED
    onward: Known = Known.CITED


class Node(Struct, eq=False, kw_only=True):
    """A hop in the making. Dictionaries are ordered sets."""

    kind: HopKind
    known: Known
    name: str | None = None
    channel: str | None = None
    side: str | None = None
    parent: Node | None = None
    outlets: dict[str, None] = field(default_factory=dict)
    statements: dict[str, None] = field(default_factory=dict)
    copies: list[Copy] = field(default_factory=list)


class Routes:
    """Routes of the claims that some readings make. What the readings copy of one another is found once."""

    def __init__(self, readings: Sequence[Reading]) -> None:
        """Take what the readings hold; nothing is looked for yet."""
        self.statements = {s.id: s for reading in readings for s in reading.statements}
        self.reports = reports_of(readings)
        listed = {r.report.id: r.times if isinstance(r.times, tuple) else () for r in readings}
        self.times: Mapping[str, tuple[Timex, ...]] = {key: listed.get(one.id, ()) for key, one in self.reports.items()}

    @cached_property
    def copies(self) -> Copies:
        """Who copies whom; found when the first claim needs it."""
        return Copies(self.reports.values())

    def of(self, members: Iterable[Statement]) -> tuple[Hop, ...]:
        """The hops of the claim that `members` make, parents before children; roots by when they first said it."""
        known = [member for member in in_order(members, self.reports) if member.report in self.reports]
        tree = _Tree(self, known)
        for member in known:
            tree.add(member)
        return tree.hops()

    def first_said(self, statements: Iterable[Statement]) -> tuple[datetime, str | None, bool]:
        """When the first of some statements was made: for ordering, as stated, and whether its source spoke then."""
        found = []
        for statement in statements:
            report = self.reports[statement.report]
            end = published_by(report)
            value = spoke_at(statement, report, self.times[statement.report])
            days = days_of_value(value) if value else None
            if days is not None:
                end = min(end, datetime.combine(days.last, time.max, tzinfo=UTC))
            found.append((end, value or report.published, value is not None))
        return min(found, key=lambda row: (row[0], not row[2]), default=(published_by(None), None, False))


class _Tree:
    """The routes of one claim in the making."""

    def __init__(self, routes: Routes, members: Sequence[Statement]) -> None:
        self.routes = routes
        self.nodes: dict[tuple[int, str, str], Node] = {}
        self.leaves: dict[str, list[Node]] = {}
        self.later: list[Statement] = []
        self.twins = twins(members, routes.reports, routes.copies)
        self.silent = passing_on(members, routes.statements)
        self.origins: dict[str, list[Origin]] = {}
        for origin in trace(members, routes.statements, routes.reports).origins:
            for key in origin.statements:
                self.origins.setdefault(key, []).append(origin)

    def add(self, member: Statement) -> None:
        """Draw the way of one statement."""
        if self._joined(member):
            for origin in self.origins.get(member.id, ()):
                self._root(origin, member)
        elif member.id not in self.silent:
            origins = self.origins.get(member.id)
            if origins is None:
                self.later.append(member)
            for origin in origins or ():
                self._draw(self._root(origin, member), member, own=origin.side == OUTLET_SIDE)

    def hops(self) -> tuple[Hop, ...]:
        """All nodes as hops."""
        for member in self.later:
            if not self._joined(member):
                self._press(member)
        self._merge_relays()
        for leaf in [node for node in self.nodes.values() if node.copies]:
            self._above_copies(leaf)
        children: dict[int, list[Node]] = {}
        for node in self.nodes.values():
            children.setdefault(id(node.parent), []).append(node)
        roots = [(self._said(node)[0], number, node) for number, node in enumerate(children.get(id(None), ()))]
        hops: list[Hop] = []
        for _, _, node in sorted(roots, key=lambda row: row[:2]):
            self._walk(node, None, children, hops)
        return tuple(hops)

    def _joined(self, member: Statement) -> bool:
        """Whether its text is that of an earlier statement; it then goes where that one went."""
        twin = self.twins.get(member.id)
        if twin is None or twin.statement.id not in self.leaves:
            return False
        self.leaves[member.id] = self.leaves[twin.statement.id]
        for leaf in self.leaves[member.id]:
            self._print(leaf, member)
            if all(copy.report != twin.copy.report for copy in leaf.copies):
                leaf.copies.append(twin.copy)
        return True

    def _node(self, parent: Node | None, kind: HopKind, key: str, known: Known) -> Node:
        """The child of a node under a key, made if it is not there."""
        found = self.nodes.get((id(parent), kind, key))
        if found is None:
            found = self.nodes[id(parent), kind, key] = Node(kind=kind, known=known, parent=parent)
        return found

    def _root(self, origin: Origin, member: Statement) -> Node:
        """The node of an origin; with it the member."""
        unnamed = origin.actor == NOT_STATED or (origin.side == OUTLET_SIDE and is_press_at_large(origin.actor))
        if unnamed:
            node = self._node(None, HopKind.UNKNOWN, "", Known.NOT_STATED)
        else:
            own = origin.side == OUTLET_SIDE
            known = Known.NAMED if not own else Known.CITED if cited_outlet(member) else Known.OWN_VOICE
            node = self._node(None, HopKind.ORIGIN, f"{folded(origin.actor)}\n{origin.side}", known)
            node.name, node.channel, node.side = origin.actor, origin.channel, origin.side
        node.statements[member.id] = None
        return node

    def _draw(self, root: Node, member: Statement, *, own: bool = False) -> None:
        """The way of a statement from a root to its outlet."""
        report, outlet = self.routes.reports[member.report], outlet_of(member, self.routes.reports)
        if root.kind is HopKind.ORIGIN and same_outlet(root.name or "", outlet):
            leaf = root  # who publishes the text himself
        else:
            above, known = (
                root,
                Known.CITED if own else Known.NAMED if root.kind is HopKind.ORIGIN else Known.NOT_STATED,
            )
            if own and passed_on_from(report) == root.name:
                known = Known.PASSED_ON
            for step in self._steps(member, report):
                if not same_outlet(step.name or "", root.name):
                    above = self._relay(above, step)
                known = step.onward
            leaf = self._node(above, HopKind.OUTLET, folded(outlet), known)
            leaf.name = leaf.name or outlet
        self._print(leaf, member)
        for one in (member, *holders_of(member, self.routes.statements)):
            self.leaves.setdefault(one.id, [])
            if leaf not in self.leaves[one.id]:
                self.leaves[one.id].append(leaf)

    def _relay(self, above: Node, step: Step) -> Node:
        kind = HopKind.RELAY if step.name else HopKind.UNKNOWN
        node = self._node(above, kind, folded(step.name or ""), step.known if step.name else Known.NOT_STATED)
        node.name, node.side = step.name, step.side
        if step.statement is not None:
            node.statements[step.statement.id] = None
        return node

    def _print(self, leaf: Node, member: Statement) -> None:
        leaf.outlets[outlet_of(member, self.routes.reports)] = None
        leaf.statements[member.id] = None

    def _steps(self, member: Statement, report: Report) -> list[Step]:
        """Who stands between the speaker of a statement and the report, the nearest to the speaker first."""
        speaker = voices_of(member, self.routes.statements, self.routes.reports)[0].speaker
        steps = []
        for holder in holders_of(speaker, self.routes.statements):
            actor = actor_of(holder)
            passes = holder.commitment is not Commitment.DENIES and holder.id != member.id
            if passes and actor != actor_of(speaker) and not (actor and same_outlet(actor.name, report.outlet)):
                at_large = actor is None or (cited_outlet(holder) is not None and is_press_at_large(actor.name))
                onward = Known.CITED if cited_outlet(holder) else Known.NAMED
                steps.append(
                    Step(name=None if actor is None or at_large else actor.name, side=actor.side if actor else None,
                         statement=holder, onward=Known.NOT_STATED if at_large else onward)
                )  # fmt: skip
        told = outlet_in(speaker.channel, report) if isinstance(speaker.channel, str) else None
        if told is not None and not any(step.name and same_outlet(step.name, told) for step in steps):
            steps.insert(0, Step(name=told, statement=speaker))
        agency = credited(report)
        if agency is not None and not any(step.name and same_outlet(step.name, agency) for step in steps):
            steps.append(Step(name=agency, known=Known.NAMED, onward=Known.CREDIT))
        passed = passed_on_from(report)
        if passed is not None and not any(step.name and same_outlet(step.name, passed) for step in steps):
            steps.append(Step(name=passed, known=Known.NAMED, onward=Known.PASSED_ON))
        return steps

    def _press(self, member: Statement) -> None:
        """What an outlet says itself, or takes from another, where somebody else is named as an origin."""
        cited, outlet = cited_outlet(member), outlet_of(member, self.routes.reports)
        drawn = [node for node in self.nodes.values() if outlet in node.outlets]
        if cited is None:
            if drawn:  # its report names the origin: the own voice only repeats it
                self.leaves[member.id] = drawn
                for leaf in drawn:
                    leaf.statements[member.id] = None
                return
            above = self._node(None, HopKind.UNKNOWN, "", Known.NOT_STATED)
            known = Known.OWN_VOICE if member.kind is not Kind.ATTRIBUTED else Known.NOT_STATED
        elif is_press_at_large(cited.name):
            above, known = self._node(None, HopKind.UNKNOWN, "", Known.NOT_STATED), Known.NOT_STATED
        else:
            printed = [
                node for node in self.nodes.values() if any(same_outlet(cited.name, one) for one in node.outlets)
            ]
            root = self._node(None, HopKind.UNKNOWN, "", Known.NOT_STATED) if not printed else None
            step = Step(name=cited.name, side=cited.side, statement=member, known=Known.NOT_STATED)
            above, known = printed[0] if root is None else self._relay(root, step), Known.CITED
        leaf = self._node(above, HopKind.OUTLET, folded(outlet), known)
        leaf.name = leaf.name or outlet
        if above.kind is HopKind.UNKNOWN:
            above.statements[member.id] = None
        self._print(leaf, member)
        self.leaves[member.id] = [leaf]

    def _merge_relays(self) -> None:
        """An agency that is cited, and whose own report is there with the same origin, is one hop."""
        for key, relay in [row for row in self.nodes.items() if row[1].kind is HopKind.RELAY]:
            beside = [one for one in self.nodes.values() if one.parent is relay.parent and one.kind is HopKind.OUTLET]
            own = next((one for one in beside if self._same(relay, one)), None)
            if own is not None:
                for child in [one for one in self.nodes.values() if one.parent is relay]:
                    child.parent = own
                del self.nodes[key]

    def _same(self, relay: Node, outlet: Node) -> bool:
        """Whether a relay is an outlet whose report can have been there before those that cite it."""
        citing = [one for one in self.nodes.values() if one.parent is relay]
        after = min((published_by(report) for one in citing for report in self._reports(one)), default=None)
        before = min((published_from(report) for report in self._reports(outlet)), default=None)
        return same_outlet(relay.name or "", outlet.name) and bool(after and before and before <= after)

    def _above_copies(self, leaf: Node) -> None:
        """Where nothing shows whose the shared text is, its author is the agency that a credit names, or unknown."""
        agency = next((name for name in leaf.outlets if is_agency(name)), None)
        if agency is not None:
            leaf.name = agency
        above = leaf.parent
        if agency is not None or above is None or all(copy.directed for copy in leaf.copies):
            return
        credits_ = (credited(report, also_partly=True) for report in self._reports(leaf))
        name = next((one for one in credits_ if one), None)
        if (name is None and above.kind is HopKind.UNKNOWN) or same_outlet(name or "", above.name):
            return
        kind, known = (HopKind.RELAY, leaf.known) if name else (HopKind.UNKNOWN, Known.NOT_STATED)
        leaf.parent = self.nodes[id(leaf), kind, ""] = Node(kind=kind, known=known, name=name, parent=above)
        leaf.known = Known.CREDIT if name else Known.COPIED

    def _reports(self, node: Node) -> list[Report]:
        keys = dict.fromkeys(self.routes.statements[key].report for key in node.statements)
        return sorted((self.routes.reports[key] for key in keys), key=published_by)

    def _said(self, node: Node) -> tuple[datetime, str | None, bool]:
        """When a node first said it, or published it."""
        listed = [self.routes.statements[key] for key in node.statements]
        if node.kind is HopKind.ORIGIN:
            return self.routes.first_said(
                voice.speaker for one in listed for voice in voices_of(one, self.routes.statements, self.routes.reports)
            )
        if node.kind is HopKind.RELAY:
            value = next((v for one in listed if (v := self._spoke(one, node)) is not None), None)
            return published_by(None), value, value is not None
        reports = self._reports(node)
        value = reports[0].published if reports and node.kind is HopKind.OUTLET else None
        return published_by(reports[0] if reports else None), value, False

    def _spoke(self, statement: Statement, node: Node) -> str | None:
        actor = actor_of(statement)
        said = actor is not None and actor.name == node.name
        report = self.routes.reports[statement.report]
        return spoke_at(statement, report, self.routes.times[statement.report]) if said else None

    def _walk(self, node: Node, parent: int | None, children: Mapping[int, Sequence[Node]], hops: list[Hop]) -> None:
        """The hop of a node, then those below it."""
        _, when, spoke = self._said(node)
        listed = [self.routes.statements[key] for key in node.statements]
        ordered = in_order(listed, self.routes.reports)
        outlets = sorted(node.outlets, key=lambda name: name != node.name) if node.copies else list(node.outlets)
        hops.append(
            Hop(kind=node.kind, known=node.known, name=node.name, channel=node.channel, side=node.side,
                outlets=tuple(outlets), statements=tuple(one.id for one in ordered),
                reports=tuple(dict.fromkeys(one.report for one in ordered)), parent=parent, time=when, spoke=spoke,
                copies=tuple(node.copies))
        )  # fmt: skip
        index = len(hops) - 1
        for child in children.get(id(node), ()):
            self._walk(child, index, children, hops)
