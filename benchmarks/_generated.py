"""Generated readings for benchmarks of size: invented reports of invented strikes, landings and fires, made by dice.

Not language: what a reader would find is put down directly, so that a hundred thousand reports are made in minutes.
Each story has a town, a kind of event, two parties and words of its own; its reports come over a few days.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta

from twosource.model import (
    Actor,
    ActorKind,
    Commitment,
    Kind,
    Manner,
    Place,
    Precision,
    Proposition,
    Quantity,
    Reading,
    Report,
    Span,
    Stance,
    Statement,
    sha256_of,
)

FIRST = date(2031, 1, 1)
A_DAY = 10
"""Reports a day. A ledger grows by days, as a real one does; a thousand reports are a hundred days then, so that the
time in which a story can be taken up again is full of others from the smallest size on."""
SYLLABLES = tuple(one + other for one in "bdfghklmnprst" for other in "aeiou")
NEW = 0.25
"""Share of the reports that begin a story."""
EVENTS = {"strike": ("struck", "depot"), "movement": ("entered", "column"), "explosion": ("blew up", "bridge")}
OUTLETS = tuple(f"Outlet {number}" for number in range(60))
COMMON = (
    "officials",
    "city",
    "region",
    "night",
    "local",
    "reports",
    "forces",
    "military",
    "statement",
    "early",
    "area",
)


def _name(dice: random.Random, parts: int) -> str:
    return "".join(dice.choice(SYLLABLES) for _ in range(parts)).capitalize()


class Story:
    """One invented matter."""

    def __init__(self, dice: random.Random, number: int) -> None:
        self.number = number
        self.event = dice.choice(list(EVENTS))
        self.town, self.parties = _name(dice, 3), (_name(dice, 2), _name(dice, 2))
        self.people = [_name(dice, 3) for _ in range(4)]
        self.words = [_name(dice, 4).lower() for _ in range(12)]
        self.left = min(60, int(dice.paretovariate(1.1)) + 1)

    def place(self, span: Span) -> Place:
        """The town, with an id of its own."""
        return Place(
            span=span, name=self.town, geonameid=1000 + self.number, country="XX", admin1=str(self.number % 20),
            precision=Precision.SETTLEMENT,
        )  # fmt: skip


def readings(seed: int = 1, a_day: int = A_DAY) -> Iterator[Reading]:
    """Readings without end, in order of publication; the same for the same seed."""
    dice = random.Random(seed)  # noqa: S311 - dice for a benchmark
    running: list[Story] = []
    made, stories = 0, 0
    while True:
        if not running or dice.random() < NEW:
            running.append(Story(dice, stories))
            stories += 1
        story = dice.choice(running[-40:])
        yield _reading(dice, story, made, FIRST + timedelta(days=made // a_day))
        story.left -= 1
        running = [one for one in running[-40:] if one.left > 0]
        made += 1


def _reading(dice: random.Random, story: Story, number: int, day: date) -> Reading:
    sentences, rows = [], []
    at = 0
    for position in range(dice.randint(4, 8)):
        who, deed = dice.choice(story.people), EVENTS[story.event]
        content = f"{story.parties[0]} {deed[0]} the {deed[1]} in {story.town}, {' '.join(dice.sample(story.words, 3))}"
        if position:
            content += f" {' '.join(dice.sample(COMMON, 3))} {dice.randint(2, 40)} people"
        sentence = f"{who} said that {content}. "
        rows.append((who, content, at, position))
        sentences.append(sentence)
        at += len(sentence)
    text = "".join(sentences) + f"Report {number}."
    report = Report(
        doc=f"r{number}", text=text, sha256=sha256_of(text), outlet=dice.choice(OUTLETS), published=day.isoformat(),
        title=f"{story.event} in {story.town}",
    )  # fmt: skip
    statements = tuple(_statement(story, report, row, dice) for row in rows)
    return Reading(report=report, producer="generated", steps=(), statements=statements, places=(), times=())


def _statement(story: Story, report: Report, row: tuple[str, str, int, int], dice: random.Random) -> Statement:
    who, content, at, position = row
    text = report.text
    start = text.index(content, at)
    town = text.index(story.town, start)
    people = [Span(found, found + len("people")) for found in [text.find("people", start)] if position and found > 0]
    quantities = tuple(Quantity(span=span, value=float(dice.randint(2, 40)), unit="people") for span in people[:1])
    side = story.parties[story.people.index(who) % 2]
    return Statement(
        id=f"{report.doc}.{position}", report=report.id, sha256=report.sha256, doc=report.doc, kind=Kind.ATTRIBUTED,
        source=(Span(at, at + len(who)),), cue=(Span(at + len(who) + 1, at + len(who) + 5),),
        content=(Span(start, start + len(content)),), manner=Manner.INDIRECT, stance=Stance.NEUTRAL,
        commitment=dice.choices([Commitment.ASSERTS, Commitment.DENIES], [9, 1])[0], channel=None,
        actor=Actor(name=who, kind=ActorKind.PERSON, organisation=f"army of {side}", side=side),
        places=(story.place(Span(town, town + len(story.town))),), times=(), quantities=quantities,
        proposition=Proposition(
            event_type=story.event, predicate=EVENTS[story.event][0], agent=story.parties[0], patient=None,
            participants=(story.parties[0],), keywords=(EVENTS[story.event][1], *story.words[:3]),
        ),
    )  # fmt: skip
