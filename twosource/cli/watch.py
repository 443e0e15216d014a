"""`watch`: feeds and pages read as they change."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from twosource.cli import listings, rooms
from twosource.cli.console import INTERRUPTED, NOT_READ, USAGE, Ended, note, out, report_problem
from twosource.cli.options import (
    Keep,
    LedgerOption,
    ModelOption,
    NoOriginalsOption,
    OriginalsOption,
    WhoOption,
    ledger_of,
    model_of,
)
from twosource.cli.reading import Intake, Tally, Work, readings
from twosource.exports.wording import count, one_line

if TYPE_CHECKING:
    from twosource.ledger import Ledger
    from twosource.readers.feeds_file import Feed, Feeds
    from twosource.readers.fetching import Reach
    from twosource.readers.receiving import Handed
    from twosource.readers.watching import Memory, Poller
    from twosource.reading.reader import Reader

NAP = 30.0
"""Seconds to sleep at once: a machine that was suspended looks at the clock again soon."""
reach: Reach | None = None
"""What may be asked; `None` is the public network. Tests put a server of their own here."""


def watch(  # noqa: PLR0913, PLR0917 - Typer makes the command's options of these
    ctx: typer.Context,
    feeds: Annotated[
        Path, typer.Argument(metavar="FEEDS.toml", help="What to watch: docs/watching.md.", show_default=False)
    ],
    once: Annotated[bool, typer.Option("--once", help="Ask for what is due now, then end.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be asked; ask for nothing.")] = False,
    originals: OriginalsOption = None,
    no_originals: NoOriginalsOption = False,
    who: WhoOption = None,
    ledger: LedgerOption = None,
    model: ModelOption = None,
) -> None:
    """Ask feeds and pages for what is new, and read it into the ledger, until Ctrl-C.

    This is the one command besides serve --fetch that uses the network. It asks no site more often than it likes.
    """
    from twosource.readers import ReadError  # noqa: PLC0415 - see rooms
    from twosource.readers.feeds_file import feeds_of  # noqa: PLC0415
    from twosource.readers.watching import Memory, Poller  # noqa: PLC0415

    where = ledger_of(ctx, ledger)
    try:
        said = feeds_of(feeds)
        memory = Memory(rooms.beside(where, ".watch.json", otherwise=feeds))
    except ReadError as error:
        raise Ended(str(error), USAGE) from error
    poller = Poller(contact=said.contact) if reach is None else Poller(contact=said.contact, reach=reach)
    if dry_run:
        _show(said, memory, poller)
        return
    keep = Keep(folder=originals, off=no_originals, who=who)
    with rooms.ledger(where, create=True) as book:
        watching = Watching(book, poller, memory, keep=keep, where=where, model=model_of(ctx, model))
        try:
            watching.run(said.feeds, once=once)
        except KeyboardInterrupt:
            words = "what was read is kept; run the same again to go on"
            raise Ended(f"interrupted: {watching.tally}; {words}", INTERRUPTED) from None
        except ReadError as error:  # what is known of the feeds cannot be written
            raise Ended(str(error)) from error
    note(str(watching.tally))
    if watching.failed or watching.tally.failed:
        raise typer.Exit(NOT_READ)


def _show(said: Feeds, memory: Memory, poller: Poller) -> None:
    """What would be asked, when, and with what."""
    from twosource.readers.watching import moment  # noqa: PLC0415 - see rooms

    made = listings.table("address", "every", "last asked", "due", "sends back")
    for feed in said.feeds:
        known = memory.of(feed.url)
        sent = ", ".join(name for name in poller.headers(known) if name.startswith("If-"))
        due = "now" if known.due <= time.time() else moment(known.due)
        made.add_row(one_line(feed.url), _period(feed.every), moment(known.asked), due, sent)
    out().print(made)
    note(f"{count(len(said.feeds), 'feed')}; as {poller.agent}; nothing was asked")


def _period(seconds: float) -> str:
    for unit, length in (("d", 86_400), ("h", 3600)):
        if seconds % length == 0:
            return f"{int(seconds // length)}{unit}"
    return f"{int(seconds // 60)}m"


class Watching:
    """A ledger that feeds are read into as they change."""

    def __init__(
        self, book: Ledger, poller: Poller, memory: Memory, *, keep: Keep, where: str, model: str | None
    ) -> None:
        self.tally = Tally()
        self.failed = 0
        self._book, self._poller, self._memory, self._model = book, poller, memory, model
        self._intake = Intake(book, keep.name())
        self._originals = rooms.originals(where, keep)
        self._reader: Reader | None = None

    def run(self, feeds: Sequence[Feed], *, once: bool) -> None:
        """Ask for what is due, read what is new; again and again, or once."""
        from twosource.readers.watching import due  # noqa: PLC0415 - see rooms

        while True:
            before = self.tally.read
            for feed in due(feeds, self._memory, now=time.time()):
                self._ask(feed)
            if self.tally.read > before:
                rooms.record(self._book)
            if once:
                return
            soonest = min(self._memory.of(feed.url).due for feed in feeds)
            time.sleep(min(max(soonest - time.time(), 0.0), NAP))

    def _ask(self, feed: Feed) -> None:
        outcome = self._poller.poll(feed, self._memory.of(feed.url))
        if outcome.told:
            note(one_line(outcome.told))
        if outcome.problem:
            self.failed += 1
            report_problem(outcome.problem)
        if outcome.handed is not None:
            self._read(outcome.handed, feed)
        # Only now: a run that is ended before asks again, and what it had read is skipped.
        self._memory.keep(feed.url, outcome.known)

    def _read(self, handed: Handed, feed: Feed) -> None:
        self._reader = self._reader or rooms.reader(self._model)
        work = Work(
            inputs=[handed],
            options=feed.options,
            model=self._model,
            known=self._intake.known,
            keep=self._originals,
            arrived=self._intake.arrived,
            reader=self._reader,
        )
        read, skipped = self.tally.read, self.tally.skipped
        for reading in readings(work, self.tally):
            problem = self._intake.add(reading)
            if problem is not None:
                self.tally.read -= 1
                self.tally.failed += 1
                report_problem(problem)
        note(one_line(f"{feed.url}: {self.tally.read - read} new, {self.tally.skipped - skipped} known"))
