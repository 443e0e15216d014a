"""Where the pages' values come from: one open ledger, and its pictures as they stood at the moments asked for.

A picture (claims linked and judged by the rules, the statements and reports that they rest on) never changes while the
same readings stand behind it. So it is kept under the digest of its readings, and what two pictures have in common is
loaded once. Quotations are checked against their texts before they are shown.
"""

from __future__ import annotations

import gc
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from types import TracebackType
from typing import Any, Self, TypeVar

from twosource.exports.voices import Book
from twosource.ledger import Ledger, ReportRow
from twosource.ledger.bulk import Bulk, state_of
from twosource.ledger.custody import Kept, originals_of
from twosource.ledger.latest_layers import newest_layer
from twosource.ledger.layers import layers
from twosource.ledger.moments import end_of
from twosource.ledger.picture import Picture as Stood
from twosource.ledger.picture import picture, record
from twosource.model import Claim, Reading, Report, Statement, reports_of
from twosource.model.story import Story
from twosource.territory.checks import world_of
from twosource.territory.layers import Layer
from twosource.territory.notes import World

Made = TypeVar("Made")
Part = TypeVar("Part")

KEPT = 8
"""Pictures kept: those between which a person moves the slider. One of 100,000 statements takes about 0.5 GB."""
STORIES_KEPT = 200
"""Pictures of single stories kept: each is a few hundred statements."""
MOMENTS = 1000
"""Moments of which it is known which picture they have."""


class Common:
    """What is made of single claims and readings, which are the same values in most pictures; kept beside them."""

    ROOM = 3
    """Parts kept for each one in the last picture: after that many changes to all of them the old ones are dropped."""

    def __init__(self) -> None:
        self._made: dict[str, dict[int, tuple[Any, Any]]] = {}

    def each(self, name: str, parts: Iterable[Part], make: Callable[[Part], Made]) -> list[Made]:
        """`make` of each part; of one for which it was done before, what came out then."""
        listed = list(parts)
        made = self._made.setdefault(name, {})
        if len(made) > self.ROOM * len(listed) + KEPT:
            made = self._made[name] = {}
        for part in listed:
            if id(part) not in made:
                made[id(part)] = (part, make(part))  # the part is held too, so that its number stays its own
        return [made[id(part)][1] for part in listed]


class Picture:
    """A ledger as it stood: every value that a page may need, by id."""

    def __init__(self, stood: Stood, rows: Mapping[str, ReportRow], digest: str, source: Source) -> None:
        readings = stood.readings
        self.stories: dict[str, Story] = {story.id: story for story in stood.stories}
        self.claims: dict[str, Claim] = {claim.id: claim for claim in stood.claims}
        self.readings: dict[str, Reading] = {reading.report.id: reading for reading in readings}
        self.rows = rows
        """By report id: when it was read, by whom, which version of its URL it is."""
        self.digest = digest
        self.statements: dict[str, Statement] = {s.id: s for reading in readings for s in reading.statements}
        self.reports: dict[str, Report] = reports_of(readings)
        self.book = Book(statements=self.statements, reports=self.reports)
        self.common = source.common
        self._source = source
        self._kept: dict[str, Any] = {}
        self._making = threading.RLock()

    def proved(self, statements: Iterable[str]) -> None:
        """Check the quotations of statements, by id, before their words are shown.

        Raises:
            OrphanError: one is no longer at its place.
        """
        known = (self.statements[key] for key in dict.fromkeys(statements) if key in self.statements)
        self._source.prove((self.readings[self.report_of(one).id], one) for one in known)

    def kept(self, name: str, make: Callable[[Picture], Made]) -> Made:
        """What is made of a picture once and then kept with it."""
        with self._making:  # RLock: one table is made of another
            if name not in self._kept:
                self._kept[name] = make(self)
            found: Made = self._kept[name]
            return found

    @cached_property
    def claims_of(self) -> dict[str, list[str]]:
        """By statement id, the ids of the claims that the statement concerns."""
        found: dict[str, list[str]] = {}
        for claim in self.claims.values():
            for statement in concerning(claim):
                found.setdefault(statement, []).append(claim.id)
        return found

    @cached_property
    def story_of(self) -> dict[str, Story]:
        """By claim id its story."""
        return {claim: story for story in self.stories.values() for claim in story.claims}

    def report_of(self, statement: Statement) -> Report:
        """The report that the statement stands in."""
        return self.reports[statement.report]

    def originals_of(self, report_id: str) -> tuple[Kept, ...]:
        """The originals that a report was read from, as the custody log has them now."""
        return originals_of(self._source.ledger, report_id)

    def read_at(self, report_id: str) -> str | None:
        """When the report was read, UTC."""
        row = self.rows.get(self.reports[report_id].id if report_id in self.reports else report_id)
        return row.read_at if row else None


def concerning(claim: Claim) -> dict[str, None]:
    """Ids of every statement that makes the claim, disputes it, confirms it or otherwise concerns it, each once."""
    return dict.fromkeys(
        (
            *(member.statement for member in claim.members),
            *claim.disputed_by,
            *claim.confirmed_by,
            *claim.retracted_by,
            *claim.unable_to_verify,
            *claim.responses,
            *claim.bears_on,
        )
    )


@contextmanager
def _uncollected() -> Iterator[None]:
    """Make many values that stay: the collector would go through all of them again and again while they come in.

    Without it a picture of 100,000 statements takes half as long again, and each request after it is held up now and
    then (benchmarks/web.py).
    """
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.freeze()


class Source:
    """An open ledger and its pictures. Safe to use from several threads."""

    def __init__(self, ledger: str, *, create: bool, read_only: bool = False) -> None:
        self.ledger = Ledger.open(ledger, create=create, read_only=read_only)
        self._pictures: OrderedDict[tuple[str, object], Picture] = OrderedDict()
        self._stories: OrderedDict[tuple[str, str | None, object], Picture] = OrderedDict()
        self._digests: dict[tuple[str | None, object], str] = {}
        self._making = threading.Lock()
        self._kept = Bulk()
        self._drawn: tuple[int, list[Layer]] | None = None
        self._measuring = threading.Lock()
        self.common = Common()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the ledger."""
        self.ledger.close()

    def picture(self, as_of: str | None = None) -> Picture:
        """The ledger as it stood at the end of a moment.

        Args:
            as_of: ISO 8601; everything there is where omitted.

        Raises:
            ValueError: it is not an ISO 8601 time.
            LedgerError: the ledger cannot be read.
        """
        version = self._version()
        key = (self._digest(as_of, version), version)
        found = self._pictures.get(key)
        if found is None:
            with self._making:  # whoever asks for the same meanwhile waits for it instead of making it again
                with _uncollected():
                    found = self._pictures.get(key) or self._make(as_of, key[0])
                self._pictures[key] = found
                while len(self._pictures) > KEPT:
                    self._pictures.popitem(last=False)
        return found

    def of_claim(self, claim_id: str, as_of: str, newest: Picture) -> Picture:
        """The story of a claim as it stood at the end of a moment; the whole ledger where stories are not recorded yet.

        A claim follows from the reports of its story alone, so that the page of a claim costs as much as its story and
        not as much as the ledger.

        Args:
            claim_id: of a claim of the newest picture.
            as_of: ISO 8601.
            newest: the newest picture.

        Raises:
            ValueError: it is not an ISO 8601 time.
            LedgerError: the ledger cannot be read.
        """
        story = newest.story_of.get(claim_id)
        if story is None or not self._placed(story, newest):
            return self.picture(as_of)
        return self._story(story, as_of, newest)

    def _placed(self, story: Story, newest: Picture) -> bool:
        """Whether the ledger knows of each report of the story that it is one."""
        found = self._story(story, None, newest)
        return set(found.readings) == set(story.reports)

    def _story(self, story: Story, as_of: str | None, newest: Picture) -> Picture:
        key = (story.id, as_of, self._version())
        found = self._stories.get(key)
        if found is None:
            stood = picture(self.ledger, published_by=as_of, story=story.id, kept=self._kept)
            found = self._stories[key] = Picture(stood, newest.rows, newest.digest, self)
            while len(self._stories) > STORIES_KEPT:
                self._stories.popitem(last=False)
        return found

    def _digest(self, as_of: str | None, version: object) -> str:
        key = (as_of, version)
        if key not in self._digests:
            if len(self._digests) > MOMENTS:
                self._digests = {}
            self._digests[key] = self.ledger.inputs_digest(published_by=as_of)
        return self._digests[key]

    def prove(self, wanted: Iterable[tuple[Reading, Statement]]) -> None:
        """Check quotations, each once (`Picture.proved`)."""
        self._kept.prove(self.ledger, wanted)

    def _version(self) -> object:
        """What changes whenever the ledger does."""
        return state_of(self.ledger)

    def world(self, as_of: str | None) -> World:
        """Boundaries, gazetteer and control layers; those of a moment without the layers for later days."""
        until = end_of(as_of)[:10] if as_of else "9999"
        newest = newest_layer(self.ledger)
        with self._measuring:
            if self._drawn is None or self._drawn[0] != newest:
                self._drawn = (newest, layers(self.ledger))
            return world_of(layer for layer in self._drawn[1] if layer.date <= until)

    def record(self) -> None:
        """Link what has come in and record it, so that the next look at the ledger finds it done."""
        record(self.ledger)

    def _make(self, as_of: str | None, digest: str) -> Picture:
        rows = {row.id: row for row in self.ledger.reports(published_by=as_of)}
        return Picture(picture(self.ledger, published_by=as_of, kept=self._kept), rows, digest, self)
