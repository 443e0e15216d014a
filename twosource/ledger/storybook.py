"""Which story each report is of, kept in the ledger so that a new report finds its own without looking at all others.

Every report has a profile (`twosource.linking.stories`). A few of its terms, each with a period, are rows of an index;
a new report's candidates are the stories of the reports that share such a key. What a report costs depends on how much
was published about the like in those days, not on how large the ledger is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

import msgspec
from sqlalchemy import Connection, and_, exists, func, insert, select

from twosource import __version__
from twosource.ledger import queries, schema
from twosource.ledger.moments import stamp
from twosource.linking.stories import (
    Centroid,
    Profile,
    Recent,
    assign,
    group,
    index_keys,
    lookups,
    profile,
    similarity,
    story_id,
)
from twosource.linking.story_groups import PASSED_OVER, RECENT_DAYS

if TYPE_CHECKING:
    from twosource.ledger.store import Ledger

PRODUCER = f"twosource {__version__} stories"
"""What made the profiles and chose the stories; another version chooses anew, and both stay on record."""
CANDIDATES = 8
"""Stories that a report is compared with at most, those that share most of its key terms; their reports' profiles are
read for it, which is half of what placing a report costs."""
RECENT_REPORTS = 400
"""Reports of the days around that frequent terms are counted in: a share of .135 is then known to within .04."""
GUEST = 0.12
"""Likeness from which a report is a guest in another story. Reports of one unfolding matter that were put into two
stories are as like as .27 to .5 on the ledger-dev stories, but a post of two sentences that denies a claim in its own
words only .18; linking itself decides what is one claim, so that too many guests cost time and nothing else."""
STORIES_OF_A_GUEST = 3
"""Other stories that a report is a guest in at most, the likest ones: what it costs to link them again."""
AT_ONCE = 2000
"""Reports placed in one transaction: as many as can be grouped in seconds."""


class Placed(NamedTuple):
    """A report's place in a story, at home or as a guest, and how like it is; `None` for those grouped together."""

    report_id: str
    story: str
    score: float | None
    reason: str
    home: bool = True


class Known(NamedTuple):
    """What a report is about: as its text says, and with less of what all reports of those days name."""

    plain: Profile
    damped: Profile


def place_new(book: Ledger, *, since: int) -> frozenset[str]:
    """Give every current report recorded after reading number `since` its story, if it has none; gives these stories.

    Each batch is one transaction; what is interrupted goes on with the next call.
    """
    with book.reads() as connection:
        fresh = list(_unplaced(connection, since))
    stories: set[str] = set()
    for start in range(0, len(fresh), AT_ONCE):
        profiles = {key: profile(book.reading(seq).report) for seq, key in fresh[start : start + AT_ONCE]}
        with book.writes() as connection:
            for key in members_among(connection, profiles).home:  # another process placed it meanwhile
                del profiles[key]
            if not profiles:
                continue
            known = _damped(connection, profiles)
            placed = list(place(connection, known))
            at = stamp(book.clock())
            _record(connection, placed, known, at=at)
            guests = list(_guests(connection, placed, known))
            _record_members(connection, guests, at=at)
        stories.update(row.story for row in placed + guests)
    return frozenset(stories)


def _unplaced(connection: Connection, since: int) -> Iterator[tuple[int, str]]:
    """Number and id of the current readings without a story, in order of publication."""
    members, readings = schema.story_members, schema.readings
    placed = exists().where(members.c.report_id == readings.c.report_id, members.c.producer == PRODUCER)
    query = queries.chosen(published_by=None, read_by=None).where(readings.c.seq > since, ~placed)
    for row in queries.few(connection, query):
        yield row.seq, row.report_id


def place_here(connection: Connection, profiles: Mapping[str, Profile]) -> dict[str, str]:
    """Story by report id, of reports that have none yet; nothing is recorded."""
    return {found.report_id: found.story for found in place(connection, _damped(connection, profiles))}


def place(connection: Connection, known: Mapping[str, Known]) -> Iterator[Placed]:
    """A story for each report, by id: one that the ledger has, and for the rest by what they have in common."""
    rest: list[str] = []
    centroids = _Centroids(connection)
    for report_id, one in known.items():
        found = assign(one.damped, {story: centroids[story] for story in _alike(connection, one.damped)})
        if found.story is None:
            rest.append(report_id)
        else:
            yield Placed(report_id, found.story, found.score, found.reason)
    for row in group([known[key].plain for key in rest]):
        first = rest[row[0]]
        for position in row:
            reason = (
                "opens the story" if position == row[0] else "was read together with its first report, and is like it"
            )
            yield Placed(rest[position], story_id(first), None, reason)


def _damped(connection: Connection, profiles: Mapping[str, Profile]) -> dict[str, Known]:
    """The profiles with less of what is frequent in the days around each, in the ledger and among themselves."""
    together: dict[int | None, list[Profile]] = defaultdict(list)
    for one in profiles.values():
        together[_day(one)].append(one)
    recent = {day: _recent(connection, day, together) for day in together if day is not None}
    return {
        key: Known(one, recent[day].damp(one) if (day := _day(one)) is not None else one)
        for key, one in profiles.items()
    }


def _recent(connection: Connection, day: int, together: Mapping[int | None, list[Profile]]) -> Recent:
    profiles = schema.profiles
    around = profiles.c.day.between(day - RECENT_DAYS, day + RECENT_DAYS)
    query = (
        select(profiles.c.plain)
        .where(profiles.c.producer == PRODUCER, around)
        .order_by(profiles.c.day.desc(), profiles.c.report_id)
        .limit(RECENT_REPORTS)
    )
    found = [msgspec.json.decode(one, type=Profile) for one in connection.execute(query).scalars()]
    for near in range(day - RECENT_DAYS, day + RECENT_DAYS + 1):
        found += together.get(near, ())
    return Recent(found[-RECENT_REPORTS:])


def _day(one: Profile) -> int | None:
    return date.fromisoformat(one.last).toordinal() if one.last else None


def _alike(connection: Connection, one: Profile) -> list[str]:
    """The stories that share most of the profile's key terms, by weight.

    Two questions and not one with a join: SQLite would begin with every report that has a story, however many.
    """
    keys = schema.profile_keys
    telling = _telling(connection, lookups(one))
    query = select(keys.c.report_id, keys.c.key).where(keys.c.producer == PRODUCER, keys.c.key.in_(telling))
    terms: dict[str, list[str]] = defaultdict(list)
    for report_id, key in connection.execute(query):
        terms[report_id].append(key.partition(":")[2])
    weights = dict(one.terms)
    shared: dict[str, dict[str, float]] = defaultdict(dict)
    for report_id, story in _homes(connection, terms):
        shared[story].update((term, weights[term]) for term in terms[report_id])
    return sorted(shared, key=lambda story: (-sum(shared[story].values()), story))[:CANDIDATES]


def _homes(connection: Connection, reports: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Report and story, for each of the reports that is at home in one."""
    members = schema.story_members
    for batch in queries.in_batches(reports):
        query = select(members.c.report_id, members.c.story).where(
            members.c.producer == PRODUCER, members.c.report_id.in_(batch), members.c.home == 1
        )
        yield from (tuple(row) for row in connection.execute(query))


def _telling(connection: Connection, looked_up: Sequence[str]) -> list[str]:
    """The keys without those that too many reports have."""
    keys = schema.profile_keys
    query = (
        select(keys.c.key)
        .where(keys.c.producer == PRODUCER, keys.c.key.in_(looked_up))
        .group_by(keys.c.key)
        .having(func.count() <= PASSED_OVER)
    )
    return list(connection.execute(query).scalars())


class _Centroids(dict[str, Centroid]):
    """The sums of stories' profiles, each read once; for as long as no report joins a story."""

    def __init__(self, connection: Connection) -> None:
        super().__init__()
        self._connection = connection

    def __missing__(self, story: str) -> Centroid:
        made = self[story] = Centroid(one for _, one in _profiles(self._connection, story))
        return made


def _profiles(connection: Connection, story: str) -> Iterator[tuple[str, Profile]]:
    """The profiles of the reports that are at home in a story, by id, in the order in which they came."""
    profiles, members = schema.profiles, schema.story_members
    query = (
        select(profiles.c.report_id, profiles.c.damped)
        .join(members, and_(members.c.report_id == profiles.c.report_id, members.c.producer == profiles.c.producer))
        .where(members.c.story == story, members.c.producer == PRODUCER, members.c.home == 1)
        .order_by(members.c.seq)
    )
    for report_id, damped in connection.execute(query).all():
        yield report_id, msgspec.json.decode(damped, type=Profile)


def _record(connection: Connection, placed: Sequence[Placed], known: Mapping[str, Known], *, at: str) -> None:
    made, index = [], []
    for row in placed:
        one = known[row.report_id]
        head = {"report_id": row.report_id, "producer": PRODUCER}
        plain, damped = (msgspec.json.encode(each).decode() for each in one)
        made.append({**head, "day": _day(one.plain), "plain": plain, "damped": damped})
        index += [{**head, "key": key} for key in dict.fromkeys(index_keys(one.damped))]
    connection.execute(insert(schema.profiles), made)
    if index:
        connection.execute(insert(schema.profile_keys), index)
    _record_members(connection, placed, at=at)


def _record_members(connection: Connection, placed: Sequence[Placed], *, at: str) -> None:
    rows = [{**row._asdict(), "home": int(row.home), "producer": PRODUCER, "assigned_at": at} for row in placed]
    if rows:
        connection.execute(insert(schema.story_members), rows)


def _guests(connection: Connection, placed: Sequence[Placed], known: Mapping[str, Known]) -> Iterator[Placed]:
    """The other stories that new reports bear on, and the older reports that bear on a new story."""
    centroids = _Centroids(connection)
    seen = {(row.report_id, row.story) for row in placed}
    for row in placed:
        one = known[row.report_id].damped
        others: list[Placed] = []
        for story in _alike(connection, one):
            if story == row.story:
                continue
            guest = _guest(row.report_id, one, story, centroids[story])
            if guest is not None:
                others.append(guest)
            if row.story == story_id(row.report_id):
                others += _visiting(connection, row.story, Centroid([one]), story)
        own = [other for other in others if other.report_id == row.report_id]
        kept = sorted(own, key=lambda other: -(other.score or 0))[:STORIES_OF_A_GUEST]
        for other in [*kept, *(other for other in others if other.report_id != row.report_id)]:
            if (other.report_id, other.story) not in seen:
                seen.add((other.report_id, other.story))
                yield other


def _guest(report_id: str, one: Profile, story: str, centroid: Centroid) -> Placed | None:
    if not centroid.within(one):
        return None
    like = similarity(one, centroid)
    return Placed(report_id, story, like.score, like.reason, home=False) if like.score >= GUEST else None


def _visiting(connection: Connection, opened: str, centroid: Centroid, story: str) -> Iterator[Placed]:
    """Reports of an older story that bear on one that was just opened."""
    for report_id, one in _profiles(connection, story):
        guest = _guest(report_id, one, opened, centroid)
        if guest is not None:
            yield guest


class Members(NamedTuple):
    """Where reports belong: the story that each is at home in, and the guests of each story with their likeness."""

    home: dict[str, str]
    guests: dict[str, dict[str, float]]


def members_among(connection: Connection, reports: Iterable[str]) -> Members:
    """Where these reports belong, of those that have a story."""
    members = schema.story_members
    found = Members({}, defaultdict(dict))
    for batch in queries.in_batches(reports):
        query = select(members.c.report_id, members.c.story, members.c.home, members.c.score).where(
            members.c.producer == PRODUCER, members.c.report_id.in_(batch)
        )
        for row in connection.execute(query):
            if row.home:
                found.home[row.report_id] = row.story
            else:
                found.guests[row.story][row.report_id] = row.score
    return found


def reports_of_stories(connection: Connection, stories: Iterable[str]) -> list[str]:
    """Ids of the reports that are of these stories, or guests in them."""
    members = schema.story_members
    found: dict[str, None] = {}
    for batch in queries.in_batches(sorted(stories)):
        query = select(members.c.report_id).where(members.c.producer == PRODUCER, members.c.story.in_(batch))
        found.update(dict.fromkeys(connection.execute(query).scalars()))
    return list(found)
