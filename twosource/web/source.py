"""Where the pages' values come from: one open ledger, and its pictures as they stood at the moments asked for.

A picture (claims linked and judged by the rules, the statements and reports that they rest on) takes long to make and
never changes while the same readings stand behind it. So it is kept under the digest of its readings.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

from twosource.exports.voices import Book
from twosource.ledger import Ledger, ReportRow
from twosource.ledger.picture import Kept, picture, record
from twosource.ledger.picture import Picture as Stood
from twosource.model import Claim, Reading, Report, Statement, reports_of
from twosource.model.story import Story

Made = TypeVar("Made")

KEPT = 8
"""Pictures kept: those between which a person moves the slider. One of 100,000 statements takes about 0.5 GB."""
STORIES_KEPT = 200
"""Pictures of single stories kept: each is a few hundred statements."""
MOMENTS = 1000
"""Moments of which it is known which picture they have."""


class Picture:
    """A ledger as it stood: every value that a page may need, by id."""

    def __init__(self, stood: Stood, rows: Mapping[str, ReportRow], digest: str) -> None:
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
        self._kept: dict[str, Any] = {}

    def kept(self, name: str, make: Callable[[Picture], Made]) -> Made:
        """What is made of a picture once and then kept with it."""
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


class Source:
    """An open ledger and its pictures. Safe to use from several threads."""

    def __init__(self, ledger: str, *, create: bool) -> None:
        self.ledger = Ledger.open(ledger, create=create)
        self._pictures: OrderedDict[tuple[str, object], Picture] = OrderedDict()
        self._stories: OrderedDict[tuple[str, str | None, object], Picture] = OrderedDict()
        self._digests: dict[tuple[str | None, object], str] = {}
        self._making = threading.Lock()
        self._kept = Kept()
        path = Path(self.ledger.where)
        self._files = (path, path.with_name(path.name + "-wal")) if path.is_file() else ()

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
            found = self._stories[key] = Picture(stood, newest.rows, newest.digest)
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

    def _version(self) -> object:
        """What changes whenever the ledger does: its file's time and size, or what a database server holds."""
        stats = [path.stat() for path in self._files if path.exists()]
        if stats:
            return tuple((stat.st_mtime_ns, stat.st_size) for stat in stats)
        return self.ledger.inputs_digest(), len(self.ledger.judgements())

    def record(self) -> None:
        """Link what has come in and record it, so that the next look at the ledger finds it done."""
        record(self.ledger)

    def _make(self, as_of: str | None, digest: str) -> Picture:
        rows = {row.id: row for row in self.ledger.reports(published_by=as_of)}
        return Picture(picture(self.ledger, published_by=as_of, kept=self._kept), rows, digest)
