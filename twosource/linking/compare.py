"""Whether two facets say the same, and in what relation: scored, typed and explained in words.

The comparison is between a facet and the core of a claim, never between two members, so that nothing chains.
Some things rule a pair out: another doer of an event that is told apart by its doer, places that exclude each other,
days apart, the opposite of what is said. The rest adds up to a score. Numbers, units and weapons never rule out:
they are what accounts of one event differ in.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from msgspec import Struct

from twosource.linking.facets import Facet, says_more, telling
from twosource.linking.said import KIND
from twosource.linking.spots import holds, place_words, spot_key, touches
from twosource.model import Place, Precision, Proposition, RelationType
from twosource.reading.taxonomy import grammar, taxonomy

JOIN = 0.60
"""Least score of a member of a claim whose event is known. Same-claim F1 on ledger-dev, both stories together: 68.6 at
.55, 70.8 at .60, 69.6 at .65."""
JOIN_TEXT = 0.50
"""Least weighted Dice overlap of the words of contents without an event; F1 is the same from .40 to .55."""
JOIN_COPY = 0.85
"""The same where the events read differ: only near copies, in which one of the two was misread, are that close."""
MIN_TEXT_WORDS = 3
"""Words that such contents must share: two contents of one or two words say too little to be called the same."""

# Grounds for one event and against it, in points of the score. Their order of weight is that of a logistic regression
# over the pairs of facets of one story, tried on the other (docs/linking.md); the values are rounded, and same-claim F1
# on ledger-dev falls by two points at most when any of them moves by a fifth (by three for SAME_EVENT).
SAME_EVENT = 0.28
SHARED_WORDS = 0.45
"""Times the weight of the shared words as a share of the shorter content's."""
SAME_PLACE = 0.25
LIES_IN = 0.20
OVERLAPS = 0.20
"""An area about a place and the place: same-claim F1 on ledger-dev is the same at .25."""
SHARED_NAME = 0.20
SAME_NUMBER = 0.20
SAME_DOER = 0.15
OUTCOME = 0.15
"""One incident has fewer outcomes of a kind than acts: two counts of dead are likelier one than two strikes are."""
BOTH_MAIN = 0.10
"""Both contents are about this event first of all."""
SAME_DAY = 0.05
NO_DOER = -0.05
NO_WORDS = -0.10
OTHER_THING = -0.20
OTHER_SCALE = -0.25
SCALE = 10
"""Numbers of one thing that differ tenfold are of two events; smaller differences are what accounts differ in."""
INHERITED = 0.6
"""Worth of a place or name taken from the context, to a stated one; F1 falls at .4 and at .8."""
HALF = 0.5
"""Stated places that match by no more than half are of two events when each side has one more."""
NEAR_DAYS = 1
"""Days by which accounts of one event may differ: events of the night, time zones, "overnight"."""
EXACT = frozenset({Precision.POINT, Precision.SETTLEMENT})
"""Places at which two events of one kind and day are likely one."""


class Weights(Struct, frozen=True, kw_only=True):
    """How telling each word is within the readings given: rare words weigh more.

    Attributes:
        total: statements counted. counts: statements that hold the word.
    """

    total: int
    counts: Mapping[str, int]

    def of(self, word: str) -> float:
        """Inverse document frequency, smoothed so that a word of every statement still weighs something."""
        return math.log(1 + self.total / max(1, self.counts.get(word, 0)))

    def sum(self, words: Iterable[str]) -> float:
        """Weight of several words."""
        return sum(self.of(word) for word in words)


class Comparison(NamedTuple):
    """How a facet stands to a claim's core."""

    relation: RelationType
    score: float
    reason: str


class Where(NamedTuple):
    """How two facets' places stand to each other: "same", "inside", "around", "overlaps", "apart" or "unstated".

    An area about a place ("near Lyman") may overlap the place; it neither is it nor lies in it.
    `share` of all their places is shared, `names` are those; `exact` when one is a settlement or a point.
    """

    relation: str
    share: float
    names: tuple[str, ...]
    exact: bool = False


def weights_of(facets: Iterable[Facet]) -> Weights:
    """Word weights from the main facets of all statements."""
    counts: dict[str, int] = {}
    total = 0
    for facet in facets:
        total += 1
        for word in facet.words | facet.names | frozenset(facet.ordered):
            counts[word] = counts.get(word, 0) + 1
    return Weights(total=total, counts=counts)


def compare(facet: Facet, core: Facet, weights: Weights) -> Comparison | None:
    """How a facet compares with a claim's core; `None` when they are not the same claim."""
    if facet.mode != core.mode or facet.polarity != core.polarity or other_count(facet, core):
        return None
    return alike(facet, core, weights)


def alike(facet: Facet, core: Facet, weights: Weights) -> Comparison | None:
    """The same, whatever is made of the content: asserted or denied, said to have happened or not."""
    if far_apart(facet, core) or says_more(facet, core):
        return None
    if facet.event is not None and facet.event == core.event:
        if one_is_renewed(facet, core):
            return None
        where = places_between(facet, core)
        if where.relation == "apart" or rivals(facet, core) or other_name(facet, core) or other_victims(facet, core):
            return None
        return _same_event(facet, core, weights, where)
    if facet.main and core.main:
        return _same_words(facet, core, weights)
    return None


def rival_accounts(one: Facet, other: Facet, weights: Weights) -> str | None:
    """Why two facets cannot both be true: one event, told apart by its doer, and another doer; else `None`."""
    if one.mode != other.mode or not rivals(one, other) or one.polarity != other.polarity or far_apart(one, other):
        return None
    where = places_between(one, other)
    mine, theirs = telling(one), telling(other)
    if where.relation == "apart" or (mine and theirs and not mine & theirs):
        return None
    named = one.own_names and other.own_names and one.names & other.names
    placed = one.own_places and other.own_places and where.relation == "same" and where.exact
    worded = containment(one.words, other.words, weights) >= HALF
    if not (named or mine & theirs or (placed and worded)):
        return None
    score, reasons = incident(one, other, weights, where)
    staged = one.report is other.report and bool({one.predicate, other.predicate} & taxonomy().staging)
    if score < JOIN and not staged:
        return None
    return "; ".join([f"names {one.agent} as the doer where the other names {other.agent}", *reasons])


def compatible(facet: Facet, core: Facet) -> bool:
    """Whether nothing that two facets of one event type say keeps them from being of one event."""
    if far_apart(facet, core) or rivals(facet, core) or other_name(facet, core) or other_victims(facet, core):
        return False
    if one_is_renewed(facet, core):
        return False
    if other_things(facet, core) or other_count(facet, core):
        return False
    if any(points == OTHER_SCALE for points, _ in _counted(facet, core)):
        return False
    units, others = {what for _, what in facet.values}, {what for _, what in core.values}
    if units and others and not units & others:
        return False
    return places_between(facet, core).relation != "apart"


def tells_little(facet: Facet) -> bool:
    """Whether a facet gives no place and no name of its own by which its event could be told from another."""
    return not (facet.own_places and facet.places) and not (facet.own_names and facet.names - facet.arms)


def other_things(facet: Facet, core: Facet) -> bool:
    """Whether two facets name different things that their events befell; people among them tell nothing apart here.

    Of a facet that names none, it is the things of the event that its report has just spoken of.
    """
    people = {f"class:{kind}" for kind in taxonomy().victims[1]}
    mine, theirs = telling(facet) - people or facet.around - people, telling(core) - people
    return bool(mine and theirs) and not mine & theirs


def rival_names(one: Facet, other: Facet, *, one_deed: bool) -> str | None:
    """Why two facets cannot both be true of one event: each names another thing used in it; else `None`.

    It is one event where they are known to be of `one_deed`, or where they place it.
    """
    if one.mode != other.mode or one.event != other.event or one.polarity != other.polarity:
        return None
    if not other_name(one, other) or far_apart(one, other) or not (one.names and other.names):
        return None
    if any(name.startswith(KIND) for name in one.names | other.names):
        return None
    if one.agent is not None and other.agent is not None and one.agent != other.agent:
        return None
    where = places_between(one, other).relation
    if where == "apart" or (where == "unstated" and not one_deed):
        return None
    return f"names {', '.join(sorted(one.names))} where the other names {', '.join(sorted(other.names))}"


def _same_event(facet: Facet, core: Facet, weights: Weights, where: Where) -> Comparison | None:
    score, reasons = incident(facet, core, weights, where)
    if score < JOIN or not _anchored(facet, core, where):
        return None
    relation, wording = _relation(facet, core, where)
    return Comparison(relation, round(min(1.0, score), 3), "; ".join([*wording, *reasons]))


def _anchored(facet: Facet, core: Facet, where: Where) -> bool:
    """Whether something ties the two to one event: two counts of dead without place or name are tied by nothing."""
    return (
        where.relation not in {"apart", "unstated"}
        or facet.report is core.report
        or bool(
            facet.names & core.names
            or facet.values & core.values
            or (telling(facet) | facet.around) & (telling(core) | core.around)
        )
        or (facet.agent is not None and facet.agent == core.agent)
        or len(facet.words & core.words) >= MIN_TEXT_WORDS
    )


def incident(facet: Facet, core: Facet, weights: Weights, where: Where) -> tuple[float, list[str]]:
    """Score of two facets of one event type, 0 to 1, leaving aside who did it; with the reasons."""
    grounds = [
        (SAME_EVENT, f"both about {_words(core.event)}"),
        *_placed(facet, core, where),
        *_named(facet, core),
        *_worded(facet, core, weights),
        *_counted(facet, core),
    ]
    if facet.main and core.main:
        grounds.append((BOTH_MAIN, ""))
    if core.event in taxonomy().outcomes:
        grounds.append((OUTCOME, ""))
    return sum(points for points, _ in grounds), [reason for _, reason in grounds if reason]


def _placed(facet: Facet, core: Facet, where: Where) -> Iterator[tuple[float, str]]:
    stated = 1.0 if facet.own_places and core.own_places else INHERITED
    if where.relation == "same":
        yield SAME_PLACE * stated * where.share, f"same place ({', '.join(where.names)})"
    elif where.relation in {"inside", "around"}:
        yield LIES_IN * stated * where.share, f"{where.names[0]} lies in {where.names[1]}"
    elif where.relation == "overlaps":
        yield OVERLAPS * stated * where.share, f"{where.names[0]} may overlap {where.names[1]}"
    if facet.days and core.days and facet.days.gap(core.days) == 0:
        yield SAME_DAY, "same day"


def _named(facet: Facet, core: Facet) -> Iterator[tuple[float, str]]:
    shared = facet.names & core.names
    if shared:
        stated = 1.0 if facet.own_names and core.own_names else INHERITED
        yield SHARED_NAME * stated, f"both name {', '.join(sorted(shared))}"
    if facet.agent and facet.agent == core.agent:
        yield SAME_DOER, f"same doer ({core.agent})"
    elif (facet.agent is None) != (core.agent is None) and core.event in taxonomy().by_actor:
        yield NO_DOER, "only one says who did it"


def _worded(facet: Facet, core: Facet, weights: Weights) -> Iterator[tuple[float, str]]:
    share = containment(facet.words, core.words, weights)
    if share > 0:
        yield SHARED_WORDS * share, f"{share:.0%} of the words shared"
    elif min(len(facet.words), len(core.words)) > 1:
        yield NO_WORDS, "no word shared"
    if other_things(facet, core):
        yield OTHER_THING, f"{_kinds(telling(facet))} against {_kinds(telling(core))}"


def _counted(facet: Facet, core: Facet) -> Iterator[tuple[float, str]]:
    if facet.values & core.values:
        yield SAME_NUMBER, "same number"
        return
    ratios = [
        max(a, b) / min(a, b) for a, what in facet.values for b, other in core.values if what == other and a and b
    ]
    if ratios and min(ratios) >= SCALE:
        yield OTHER_SCALE, "numbers of another order"


def _kinds(things: frozenset[str]) -> str:
    return ", ".join(sorted(thing.removeprefix("class:") for thing in things))


def _same_words(facet: Facet, core: Facet, weights: Weights) -> Comparison | None:
    mine, theirs = frozenset(facet.ordered), frozenset(core.ordered)
    # A name tells what two contents are about, not what they say of it.
    if len((mine & theirs) - facet.names) < MIN_TEXT_WORDS:
        return None
    score = overlap(mine, theirs, weights)
    if ranked_apart(facet, core):
        return None
    if score < (JOIN_TEXT if None in {facet.event, core.event} else JOIN_COPY):
        return None
    return Comparison(RelationType.SAME, round(score, 3), f"{score:.0%} of the weight of their words is shared")


def ranks(facet: Facet) -> dict[str, int]:
    """Rank by scale: n for one of the first n, -n for one below n others."""
    proposition = facet.statement.proposition
    listed = proposition.ranks if isinstance(proposition, Proposition) else ()
    return {scale: int(n) for scale, n in (rank.rsplit(":", 1) for rank in listed)}


def ranked_apart(one: Facet, other: Facet) -> list[str]:
    """Scales on which one puts its subject among the first n, and the other below n others or more."""
    mine, theirs = ranks(one), ranks(other)
    shared = sorted(mine.keys() & theirs.keys())
    bounds = {scale: (max(mine[scale], theirs[scale]), -min(mine[scale], theirs[scale])) for scale in shared}
    return [scale for scale, (first, below) in bounds.items() if first > 0 and below >= first]


def overlap(one: frozenset[str], other: frozenset[str], weights: Weights) -> float:
    """Weighted Dice overlap of two sets of words, 0 to 1."""
    total = weights.sum(one) + weights.sum(other)
    return 2 * weights.sum(one & other) / total if total else 0.0


def containment(one: frozenset[str], other: frozenset[str], weights: Weights) -> float:
    """Weight of the shared words as a share of the smaller set's, 0 to 1."""
    least = min(weights.sum(one), weights.sum(other))
    return weights.sum(one & other) / least if least else 0.0


def one_is_renewed(facet: Facet, core: Facet) -> bool:
    """Whether only one is told as a further event of its type ("renewed raids")."""
    return bool(facet.words & grammar("renewal")) != bool(core.words & grammar("renewal"))


def rivals(facet: Facet, core: Facet) -> bool:
    """Whether two facets name different doers, or harmed sides, of an event that is told apart by its doer."""
    if facet.event != core.event or facet.event not in taxonomy().by_actor:
        return False
    both = ({facet.agent, core.agent}, {facet.harmed, core.harmed})
    return any(None not in named and len(named) > 1 for named in both)


def other_name(facet: Facet, core: Facet) -> bool:
    """Whether two facets name different things where the event is told apart by what is named in it."""
    return facet.event in taxonomy().by_name and not facet.names & core.names


def other_victims(facet: Facet, core: Facet) -> bool:
    """Whether two outcomes are counted among different people.

    "Five children were among the dead" is not "fifty people died"; but "fifty people, five of them children" says it
    too, when it gives the same number.
    """
    if facet.event not in taxonomy().outcomes:
        return False
    mine, theirs = special_victims(facet), special_victims(core)
    if theirs:
        same_number = bool({value for value, _ in facet.values} & {value for value, _ in core.values})
        return not (theirs <= (mine or facet.things) and (mine == theirs or same_number))
    return bool(mine) and bool(core.things & {f"class:{kind}" for kind in taxonomy().victims[0]})


def other_count(facet: Facet, core: Facet) -> bool:
    """Whether of two outcomes only one gives a count: a toll is not confirmed by who says that people died."""
    counting = facet.event == core.event and facet.event in taxonomy().tolls
    return counting and counts(facet) != counts(core)


def counts(facet: Facet) -> bool:
    """Whether a facet of an outcome gives a count of those whom it befell, as a number or a word for one."""
    return bool(facet.values) or bool(facet.words & grammar("counts")) or facet.predicate in grammar("counts")


def special_victims(facet: Facet) -> frozenset[str]:
    """The kinds of people that an outcome befell, where it names special kinds only; else none."""
    general, special = ({f"class:{kind}" for kind in kinds} for kinds in taxonomy().victims)
    return frozenset() if facet.things & general else facet.things & frozenset(special)


def far_apart(facet: Facet, core: Facet) -> bool:
    """Whether the days exclude each other. An event without a day is news of the days before its publication."""
    if facet.days and core.days:
        return facet.days.gap(core.days) > NEAR_DAYS
    return facet.window is not None and core.window is not None and facet.window.gap(core.window) > 0


def places_between(facet: Facet, core: Facet) -> Where:
    """How the places of two facets stand to each other.

    Stated places are apart when each side has one that the other knows nothing of, and not more than half match.
    """
    mine, theirs = _by_key(facet.places), _by_key(core.places)
    if not mine or not theirs:
        return Where("unstated", 0.0, ())
    pairs = [(a, b) for a in mine.values() for b in theirs.values() if _match(a, b)]
    share = (len({id(a) for a, _ in pairs}) + len({id(b) for _, b in pairs})) / (len(mine) + len(theirs))
    both_more = all(len({id(pair[n]) for pair in pairs}) < len(places) for n, places in enumerate((mine, theirs)))
    stated = facet.own_places and core.own_places
    if not pairs or (stated and both_more and share <= HALF):
        return Where("apart" if stated else "unstated", 0.0, ())
    shared = [mine[key] for key in mine if key in theirs]
    if shared:
        exact = any(place.precision in EXACT for place in shared)
        return Where("same", share, tuple(place_words(place) for place in shared), exact)
    one, other = pairs[0]
    if touches(one, other):
        return Where("overlaps", share, (place_words(one), place_words(other)))
    if holds(other, one):
        return Where("inside", share, (one.name, other.name))
    return Where("around", share, (other.name, one.name))


def _match(one: Place, other: Place) -> bool:
    return spot_key(one) == spot_key(other) or holds(one, other) or holds(other, one) or touches(one, other)


def _by_key(places: Iterable[Place]) -> dict[str, Place]:
    return {spot_key(place): place for place in places}


def _relation(facet: Facet, core: Facet, where: Where) -> tuple[RelationType, list[str]]:
    if facet.strength != core.strength and facet.strength and core.strength:
        stronger = facet.strength > core.strength
        relation = RelationType.STRONGER if stronger else RelationType.WEAKER
        return relation, [f"'{facet.predicate}' says {'more' if stronger else 'less'} than '{core.predicate}'"]
    if core.event in taxonomy().by_actor and (core.agent is None) != (facet.agent is None):
        if facet.agent is None:
            return RelationType.WEAKER, [f"does not say who did it, the other names {core.agent}"]
        return RelationType.STRONGER, [f"names {facet.agent} as the doer, the other does not say who did it"]
    if where.relation == "inside" and facet.own_places:
        return RelationType.NARROWER, [f"places it more exactly, at {where.names[0]}"]
    return RelationType.SAME, []


def _words(event: str | None) -> str:
    return (event or "").replace("-", " ")
