"""The picture at a moment: the claims that follow from what had been published, and read, by then, story by story.

A story is the unit of linking. Its claims follow from its reports alone, so that a report that joins one story leaves
all others as they were; and a story that was linked from the same readings before is not linked again.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import msgspec
from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import func, insert, select

from twosource.ledger import queries, schema
from twosource.ledger.judging import times_of
from twosource.ledger.linked import claims_from, producer
from twosource.ledger.moments import stamp, start_of
from twosource.ledger.reach import reports_reached
from twosource.ledger.runs import claims_of, newest
from twosource.ledger.store import Ledger
from twosource.ledger.storybook import members_among, place_here, place_new, reports_of_stories
from twosource.linking.claims import claim_id
from twosource.linking.decisions import Decisions
from twosource.linking.stories import LEAD_CHARACTERS, profile, title_of
from twosource.model import Action, Claim, Reading, Story


class Picture(Struct, frozen=True, kw_only=True):
    """What the ledger says as of two moments (docs/ledger.md).

    Attributes:
        published_by, read_by: the moments, ISO 8601; `None` when not limited.
        stories: by publication of their first report. claims: story by story.
        readings: those that all rests on, in order of publication.
        decisions: what people had judged by then.
    """

    published_by: str | None
    read_by: str | None
    stories: tuple[Story, ...]
    claims: tuple[Claim, ...]
    readings: tuple[Reading, ...]
    decisions: Decisions


GUESTS = 12
"""Guests with which a story is linked at most, the likest ones: together with the story's own reports about as many as
one wire story brings in a day, and linked in a quarter of a second."""


JOINING = frozenset({Action.MERGE, Action.LINK})
"""What people may say of claims and statements of two stories; these are linked as one from then on."""
LAST = "~"
"""Comes after every time."""


class Row(NamedTuple):
    """A current reading of a story: its number, report and producer, and whether the report is at home there."""

    seq: int
    report_id: str
    producer: str
    home: bool = True


class Kept:
    """What never changes once it is there, kept in memory from picture to picture.

    Attributes:
        readings: by number. claims: by the digest of all that they are made from.
    """

    def __init__(self) -> None:
        self.readings: dict[int, Reading] = {}
        self.claims: dict[str, tuple[Claim, ...]] = {}

    def reading(self, book: Ledger, seq: int) -> Reading:
        """A recorded reading, loaded and checked once."""
        if seq not in self.readings:
            self.readings[seq] = book.reading(seq)
        return self.readings[seq]

    def prepare(self, book: Ledger, seqs: Iterable[int], digests: Iterable[str]) -> None:
        """Told which readings and claims will be asked for; nothing here (`twosource.ledger.bulk` loads them)."""


def picture(
    book: Ledger,
    *,
    published_by: str | None = None,
    read_by: str | None = None,
    story: str | None = None,
    kept: Kept | None = None,
) -> Picture:
    """The whole ledger, or one story, as of two moments. Nothing is recorded.

    Args:
        book: an open ledger.
        published_by: see `Ledger.reports`.
        read_by: see `Ledger.reports`.
        story: id of the only story to look at.
        kept: what earlier pictures of the same ledger were made of, for a program that takes many.

    Raises:
        ValueError: a moment is not an ISO 8601 time.
        OrphanError: a quotation is no longer at its place.
    """
    decisions = Decisions.of(book.judgements(read_by=read_by))
    scope = _Scope(book, decisions)
    only = None if story is None else [story]
    units = _units(book, scope, published_by=published_by, read_by=read_by, stories=only)
    loaded: dict[int, Reading] = {}
    made: dict[str, tuple[Claim, ...]] = {}
    kept = Kept() if kept is None else kept
    digests = {key: scope.digest(key, rows) for key, rows in units.items()}
    kept.prepare(book, dict.fromkeys(row.seq for rows in units.values() for row in rows), digests.values())
    for key, rows in units.items():
        loaded |= {row.seq: kept.reading(book, row.seq) for row in rows if row.seq not in loaded}
        digest = digests[key]
        found = kept.claims.get(digest) or _recorded(book, digest)
        made[key] = _linked(rows, loaded, decisions) if found is None else found
        kept.claims[digest] = made[key]
    homes = {row.report_id: key for key, rows in units.items() for row in rows if row.home}
    readings = decisions.readings(loaded[seq] for seq in sorted(loaded, key=lambda seq: (_when(loaded[seq]), seq)))
    own: dict[str, list[Reading]] = {key: [] for key in units}
    at_home: dict[str, str] = {}
    for one in readings:
        where = homes.get(one.report.recorded_as or one.report.id)
        if where is not None:
            own[where].append(one)
            at_home |= dict.fromkeys((statement.id for statement in one.statements), where)
    claims = told_once(made, at_home)
    return Picture(
        published_by=published_by,
        read_by=read_by,
        stories=tuple(_story(key, claims[key], own[key]) for key in units),
        claims=decisions.signed([claim for key in units for claim in claims[key]]),
        readings=tuple(readings),
        decisions=decisions,
    )


def _when(reading: Reading) -> str:
    """Sorts readings by publication, those that do not state it last, as listings do."""
    published = reading.report.published
    return LAST if published is None else start_of(published)


def _linked(rows: Iterable[Row], loaded: Mapping[int, Reading], decisions: Decisions) -> tuple[Claim, ...]:
    """The claims of a story, without those that only its guests make."""
    listed = list(rows)
    readings = decisions.readings(loaded[row.seq] for row in listed)
    home = {row.report_id for row in listed if row.home}
    own = {s.id for one in readings if (one.report.recorded_as or one.report.id) in home for s in one.statements}
    made = claims_from(readings, decisions)
    return tuple(claim for claim in made if any(member.statement in own for member in claim.members))


def record(book: Ledger) -> int:
    """Give new reports their stories, link every story that changed, and record what came out; gives how many did.

    What a report costs depends on its story, not on how large the ledger is. Each story is one transaction; what is
    interrupted goes on with the next call.
    """
    before, now = _marked(book), _newest(book)
    decisions = Decisions.of(book.judgements())
    place_new(book, since=before.readings)
    scope = _Scope(book, decisions)
    only = None if now.judgements > before.judgements else _touched(book, before)
    done = 0
    for key, rows in _units(book, scope, stories=only).items():
        digest = scope.digest(key, rows)
        if _recorded(book, digest) is None:
            loaded = {row.seq: book.reading(row.seq) for row in rows}
            made = _linked(rows, loaded, decisions)
            done += book.record_claims(made, producer=producer(), inputs_digest=digest, story=key)
    if now != before:
        with book.writes() as connection:
            row = {"producer": producer(), **now._asdict(), "marked_at": stamp(book.clock())}
            connection.execute(insert(schema.link_marks), [row])
    return done


def told_once(made: Mapping[str, Sequence[Claim]], home: Mapping[str, str]) -> dict[str, tuple[Claim, ...]]:
    """The claims of all stories, each kept in one.

    Of two claims in different stories of which one has all statements of the other, the one with more is kept, of
    equals that of the story in which more of these statements are at home. Two that have one id and are not the same
    get different ones.

    Args:
        made: claims by story.
        home: story in which each statement's report is at home.
    """
    holding: dict[str, list[tuple[str, Claim, frozenset[str]]]] = defaultdict(list)
    for story, claims in made.items():
        for claim in claims:
            ids = frozenset(member.statement for member in claim.members)
            for one in ids:
                holding[one].append((story, claim, ids))

    def rank(story: str, ids: frozenset[str]) -> tuple[int, int, str]:
        return len(ids), sum(home.get(one) == story for one in ids), story

    kept: dict[str, tuple[Claim, ...]] = {}
    taken: set[str] = set()
    for story, claims in made.items():
        own = []
        for claim in claims:
            ids = frozenset(member.statement for member in claim.members)
            rivals = [
                row for row in holding[next(iter(ids))] if row[0] != story and row[1].event_type == claim.event_type
            ]
            if any(ids <= other and rank(story, ids) < rank(where, other) for where, _, other in rivals):
                continue
            named = replace(claim, id=claim_id(f"{claim.id} {story}")) if claim.id in taken else claim
            taken.add(named.id)
            own.append(named)
        kept[story] = tuple(own)
    return kept


def _story(key: str, claims: Sequence[Claim], readings: Sequence[Reading]) -> Story:
    report_of = {s.id: s.report for reading in readings for s in reading.statements}
    leads = {s.id for r in readings for s in r.statements if s.content and s.content[0].start < LEAD_CHARACTERS}
    titles = [reading.report.title or reading.report.doc for reading in readings]
    days = [reading.report.published for reading in readings if reading.report.published is not None]
    return Story(
        id=key,
        title=title_of(claims, report_of, leads=leads, otherwise=titles[0] if titles else ""),
        claims=tuple(claim.id for claim in claims),
        reports=tuple(reading.report.id for reading in readings),
        first_published=days[0] if days else None,
        last_published=days[-1] if days else None,
    )


class Mark(NamedTuple):
    """Numbers of the last reading, version and judgement up to which all stories have been linked."""

    readings: int
    versions: int
    judgements: int


def _marked(book: Ledger) -> Mark:
    marks = schema.link_marks
    columns = [func.max(marks.c[name]) for name in Mark._fields]
    with book.reads() as connection:
        row = connection.execute(select(*columns).where(marks.c.producer == producer())).one()
    return Mark(*(number or 0 for number in row))


def _newest(book: Ledger) -> Mark:
    tables = (schema.readings, schema.versions, schema.judgements)
    with book.reads() as connection:
        return Mark(*(connection.execute(select(func.max(table.c.seq))).scalar() or 0 for table in tables))


def _touched(book: Ledger, before: Mark) -> frozenset[str]:
    """Stories of what was read since then: of these reports, of other records of their texts, and of other versions."""
    readings, reports, versions = schema.readings, schema.reports, schema.versions
    texts = (
        select(reports.c.sha256)
        .join(readings, readings.c.report_id == reports.c.id)
        .where(readings.c.seq > before.readings)
    )
    items = select(versions.c.item).where(versions.c.seq > before.versions)
    with book.reads() as connection:
        found = set(connection.execute(select(reports.c.id).where(reports.c.sha256.in_(texts))).scalars())
        found |= set(connection.execute(select(versions.c.report_id).where(versions.c.item.in_(items))).scalars())
        members = members_among(connection, sorted(found))
    return frozenset(members.home.values()) | frozenset(members.guests)


def _recorded(book: Ledger, digest: str) -> tuple[Claim, ...] | None:
    with book.reads() as connection:
        run = connection.execute(newest(digest, producer())).scalar()
        return None if run is None else claims_of(connection, run)


class _Scope:
    """What people's judgements mean for the stories of a ledger: which they shape, and which they make one."""

    def __init__(self, book: Ledger, decisions: Decisions) -> None:
        self.corrected = times_of(decisions.corrections)
        """Times of publication that people corrected (`twosource.ledger.queries.current`)."""
        self._shaping = [one for one in decisions.effective if one.shapes]
        self._reach: list[frozenset[str]] = []
        self._heads: dict[str, str] = {}
        if not self._shaping:
            return
        with book.reads() as connection:
            for judgement in self._shaping:
                reports = reports_reached(connection, judgement)
                self._reach.append(reports)
                if judgement.action in JOINING:
                    self._join(members_among(connection, reports).home.values())

    def _join(self, stories: Iterable[str]) -> None:
        heads = sorted({self.head(story) for story in stories})
        for head in heads[1:]:
            self._heads[head] = heads[0]

    def head(self, story: str) -> str:
        """The story that a story became part of when people merged claims of both; itself where they did not."""
        while story in self._heads:
            story = self._heads[story]
        return story

    def parts(self, stories: Iterable[str]) -> frozenset[str]:
        """The stories, and all that they were made one with."""
        heads = {self.head(story) for story in stories}
        return frozenset(heads | {story for story in self._heads if self.head(story) in heads})

    def digest(self, story: str, rows: Iterable[Row]) -> str:
        """Hash of all that a story's claims are made from: its readings, and the judgements that shape them."""
        listed = list(rows)
        reports = {row.report_id for row in listed}
        shaping = [one.id for one, reach in zip(self._shaping, self._reach, strict=True) if reach & reports]
        parts = [story, [row[1:] for row in listed], shaping]
        return hashlib.sha256(msgspec.json.encode(parts)).hexdigest()


def _units(
    book: Ledger,
    scope: _Scope,
    *,
    published_by: str | None = None,
    read_by: str | None = None,
    stories: Iterable[str] | None = None,
) -> dict[str, list[Row]]:
    """Readings by story, in order of publication; stories of which people merged claims are one.

    Args:
        book: an open ledger.
        scope: of what people judged.
        published_by: see `Ledger.reports`.
        read_by: see `Ledger.reports`.
        stories: only these; then reports that have not been given a story are left out.
    """
    query = queries.chosen(published_by=published_by, read_by=read_by, corrected=scope.corrected)
    wanted = None if stories is None else scope.parts(stories)
    with book.reads() as connection:
        found = (
            connection.execute(query)
            if wanted is None
            else queries.few(connection, query, of=reports_of_stories(connection, wanted))
        )
        rows = [Row(row.seq, row.report_id, row.producer) for row in found]
        members = members_among(connection, [row.report_id for row in rows])
        loose = [row for row in rows if row.report_id not in members.home]
        if loose:
            profiles = {row.report_id: profile(book.reading(row.seq).report) for row in loose}
            members.home.update(place_here(connection, profiles))
    order = {row.report_id: number for number, row in enumerate(rows)}
    units: dict[str, list[Row]] = {}
    for row in rows:
        story = members.home[row.report_id]
        if wanted is None or story in wanted:
            units.setdefault(scope.head(story), []).append(row)
    visitors = _visitors(units, members.guests, scope)
    for story, own in units.items():
        own += [rows[order[report]]._replace(home=False) for report in visitors[story] if report in order]
        own.sort(key=lambda row: order[row.report_id])
    return units


def _visitors(
    units: Mapping[str, Sequence[Row]], guests: Mapping[str, Mapping[str, float]], scope: _Scope
) -> dict[str, list[str]]:
    """The guests of each story, the likest first, as many as are linked with it."""
    likest: dict[str, dict[str, float]] = {story: {} for story in units}
    for story, listed in guests.items():
        head = scope.head(story)
        home = {row.report_id for row in units.get(head, ())}
        for report, score in listed.items():
            if head in likest and report not in home:
                likest[head][report] = max(score, likest[head].get(report, 0.0))
    return {
        story: sorted(found, key=lambda report: (-found[report], report))[:GUESTS] for story, found in likest.items()
    }
