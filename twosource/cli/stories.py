"""`stories`: the matters that the reports are about, with how many claims each has and how many are disputed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import typer
from rich.table import Table

from twosource.cli import listings, rooms
from twosource.cli.console import write_list
from twosource.cli.ids import short_ids
from twosource.cli.options import AsOfOption, JsonOption, LedgerOption, ReadByOption, ledger_of
from twosource.cli.showing import show_table
from twosource.exports.wording import count, day, one_line
from twosource.model import Claim, StandingTerm, Story


def stories(
    ctx: typer.Context,
    ledger: LedgerOption = None,
    as_of: AsOfOption = None,
    read_by: ReadByOption = None,
    as_json: JsonOption = False,
) -> None:
    """List the stories: one for each unfolding matter, the one that most reports tell first."""
    with rooms.ledger(ledger_of(ctx, ledger)) as book:
        seen = rooms.picture(book, as_of=as_of, read_by=read_by)
    if as_json:
        write_list(seen.stories)
    else:
        claims = {claim.id: claim for claim in seen.claims}
        show_table(_table(seen.stories, claims), count(len(seen.stories), "story", "stories"))


def _days(story: Story) -> str:
    """First and last day, once where they are one."""
    days = dict.fromkeys(day(moment and moment[:10]) for moment in (story.first_published, story.last_published))
    return " to ".join(days)


def _table(found: Sequence[Story], claims: Mapping[str, Claim]) -> Table:
    numbers = ("reports", "claims", "disputed")
    made = listings.table(
        "id", "story", "published", *numbers, narrow=("id",), numbers=numbers, widest={"published": 16}
    )
    short = short_ids(story.id for story in found)
    for story in sorted(found, key=lambda one: -len(one.reports)):
        terms = Counter(claims[key].standing.term for key in story.claims if claims[key].standing)  # type: ignore[union-attr]
        made.add_row(
            short[story.id],
            listings.excerpt(one_line(story.title)),
            _days(story),
            str(len(story.reports)),
            str(len(story.claims)),
            str(terms[StandingTerm.DISPUTED]),
        )
    return made
