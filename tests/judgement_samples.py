"""Three invented reports with four claims, for the tests of judgements and of the review; commands on their ledger."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Sequence
from functools import cache
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from tests.linking_samples import CHILE_ARMY, ECUADOR_ARMY, PERU_ARMY, PERU_MINISTRY, QUITO, SURVEY, Paper
from twosource.cli import main
from twosource.ledger import Ledger
from twosource.ledger.linked import claims_from
from twosource.linking import link
from twosource.linking.decisions import Decisions
from twosource.model import Basis, Claim, Commitment, Judgement, Reading, Stated

ADA, BO = "Ada Quill", "Bo Marsh"
WHY = "as the map shows"
ENTERED, STRUCK, DRONE, BOATS = "wire0", "wire2", "post2", "gazette2"
"""A member of each of the story's claims."""
LEDGER = "cases.ledger"
SHOWN = re.compile(r"(\d+) of (\d+) · claim (\w+)")
"""How a screen of the review names its claim."""


@cache
def story() -> tuple[Reading, ...]:
    """Readings of the three reports; outlets and times were given by hand."""
    papers = (
        Paper("wire", day=4)
        .says(PERU_MINISTRY, "Peruvian troops entered Zarumilla on Tuesday")
        .says(QUITO, "Peruvian troops entered Zarumilla on Tuesday", commitment=Commitment.DENIES)
        .says(PERU_ARMY, "Ecuadorian rockets struck a depot in Tumbes, killing nine people", numbers=[(9.0, "people")]),
        Paper("post", day=5)
        .says(PERU_ARMY, "Peruvian soldiers entered Zarumilla")
        .cannot_verify("the Peruvian advance into Zarumilla")
        .says(ECUADOR_ARMY, "a drone of Peru was shot down over Machala"),
        Paper("gazette", day=6)
        .says(CHILE_ARMY, "Ecuadorian rockets struck a depot in Tumbes, killing seven", numbers=[(7.0, "people")])
        .says(SURVEY, "Peruvian troops reached the border near Zarumilla")
        .says(QUITO, "two fishing boats sank off Guayaquil"),
    )
    return tuple(_by_hand(paper.reading()) for paper in papers)


def _by_hand(reading: Reading) -> Reading:
    """The same report, its outlet and time given as options; statements get ids as a ledger's have."""
    stated = {name: Stated(basis=Basis.OPTION) for name in ("outlet", "published")}
    report = replace(reading.report, stated=stated)
    return replace(reading, report=report, statements=tuple(replace(s, report=report.id) for s in reading.statements))


@cache
def proposed() -> tuple[Claim, ...]:
    """The claims of the story with their standing, before anybody has judged."""
    return claims_from(story(), Decisions())


def claim(member: str, claims: Sequence[Claim] | None = None) -> Claim:
    """The claim that a statement is a member of."""
    found = [one for one in (proposed() if claims is None else claims) if member in members(one)]
    assert len(found) == 1, f"{member} is in {len(found)} claims"
    return found[0]


def members(one: Claim) -> list[str]:
    """Ids of the statements that make a claim."""
    return [member.statement for member in one.members]


def recorded(*judgements: Judgement) -> list[Judgement]:
    """The judgements as a ledger would give them back, a minute apart."""
    return [one.recorded(f"2031-03-07T12:{minute:02}:00.000000Z") for minute, one in enumerate(judgements)]


def judged(*judgements: Judgement, readings: Sequence[Reading] | None = None) -> tuple[Claim, ...]:
    """The claims after judgements, with their standing."""
    decisions = Decisions.of(one if one.id else recorded(one)[0] for one in judgements)
    given = decisions.readings(story() if readings is None else readings)
    return decisions.signed(claims_from(given, decisions))


def linked() -> tuple[Claim, ...]:
    """The claims without standing."""
    return link(story())


# --- commands on a ledger of the story ----------------------------------------------------------------------------------


class Outcome:
    """What a command left behind."""

    def __init__(self, code: int, captured: Any) -> None:
        self.code = code
        self.out: str = captured.out
        self.err: str = captured.err

    @property
    def shown(self) -> list[str]:
        """Short ids of the claims shown, in order."""
        return [match[3] for match in SHOWN.finditer(self.out)]


def at_the_desk(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., Outcome]:
    """Make a ledger of the story in this empty folder; gives what runs a command on it with lines typed."""
    monkeypatch.chdir(folder)
    for name in ("TWOSOURCE_USER", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", "110")
    monkeypatch.setenv("TWOSOURCE_LEDGER", LEDGER)
    with Ledger.open(LEDGER) as ledger:
        for reading in story():
            ledger.add(reading)

    def command(*arguments: str, typed: str = "") -> Outcome:
        monkeypatch.setattr(sys, "stdin", StringIO(typed))
        with pytest.raises(SystemExit) as ended:
            main(arguments)
        code = ended.value.code or 0
        assert isinstance(code, int)
        return Outcome(code, capsys.readouterr())

    return command


def judgements() -> tuple[Judgement, ...]:
    with Ledger.open(LEDGER) as ledger:
        return ledger.judgements()


def short(identity: str) -> str:
    return identity[:6]
