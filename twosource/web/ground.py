"""The ground under a claim: when each publisher's layers agree with it, how far they are, and what boundaries say."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi import APIRouter, Request
from msgspec import Struct

from twosource.exports.wording import day, one_line
from twosource.model import Claim, Statement
from twosource.territory.check_borders import area_of
from twosource.territory.checks import notes
from twosource.territory.hindsight import hindsight, wanted
from twosource.territory.notes import Check, Note, World
from twosource.territory.questions import distance
from twosource.web.asking import AsOf, claim_now, claim_then, moment, picture, picture_of, source_of
from twosource.web.forms import View, three
from twosource.web.source import Picture, concerning
from twosource.web.voices import evidence_href

router = APIRouter()
HINDSIGHT, DISTANCE = "hindsight", "distance"


class Found(Struct, frozen=True, kw_only=True):
    """One thing that data say about a claim.

    Attributes:
        what: "hindsight", "distance" or the check ("borders", "share", ...).
        verdict: "consistent", "not consistent" or "cannot say"; empty where nothing is held against a statement.
        words: a sentence. short: the same in a few words for a chip beside the map; empty where there is none.
        data: what it rests on. error: how wrong that may be.
        href: the words in question; empty where it is about the whole claim.
    """

    what: str
    verdict: str
    words: str
    short: str
    data: str
    error: str
    href: str


@three(router, "/claims/{claim_id}/ground", summary="What control layers and boundaries say of a claim")
def ground_page(request: Request, claim_id: str, as_of: AsOf = None) -> View:
    """One line a publisher and a check; with `as_of` only layers for that day or earlier ones are looked at."""
    newest = picture(request)
    now = claim_now(claim_id, newest)
    shown = picture_of(request, now, as_of, newest)
    claim = claim_then(claim_id, shown, newest)
    at = moment(as_of)
    world = source_of(request).world(at)
    found = list(ground(claim, shown, world)) if claim else []
    rows = [{name: getattr(one, name) for name in Found.__struct_fields__} for one in found]
    return View(
        template="ground.html",
        values={"title": f"On the ground: {one_line(now.label)}", "claim": now, "found": found,
                "loaded": bool(world.series)},
        data={"claim": now.id, "as_of": at, "publishers": list(dict.fromkeys(one.publisher for one in world.series)),
              "found": rows},
        columns=Found.__struct_fields__,
        rows=rows,
        name=f"ground-{now.id}",
    )  # fmt: skip


def ground(claim: Claim, shown: Picture, world: World) -> Iterator[Found]:
    """What layers and boundaries say, hindsight first. All of it is proposed, and none of it decides what is true."""
    for one in hindsight(claim, shown.statements, shown.reports, world):
        yield Found(
            what=HINDSIGHT, verdict="", words=one_line(one.text), short="", data=one_line(one.series), error="", href=""
        )
    yield from _distances(claim, shown, world)
    seen = set()
    for key in concerning(claim):
        statement = shown.statements.get(key)
        if statement is not None:
            for note in notes(statement, shown.readings[shown.report_of(statement).id], world):
                if (note.check, note.text) not in seen:  # the same sentence in several outlets is checked once
                    seen.add((note.check, note.text))
                    yield _noted(note, statement, shown)


def _distances(claim: Claim, shown: Picture, world: World) -> Iterator[Found]:
    """How far each publisher's layer of the claim's day is from the stretch of border in question."""
    asked = wanted(claim, shown.statements, shown.reports, world)
    own = area_of(asked.places[0], world.boundaries) if asked else None
    if asked is None or own is None or asked.day is None:
        return
    for along in asked.along:
        for series in world.series:
            layer = series.on(asked.day)
            found = distance(layer, own, along, world.boundaries) if layer else None
            if layer is None or found is None:
                continue
            where = f"{own.name}'s border with {along.name}"
            error = "" if found.error_km is None else f"boundary within {found.error_km:g} km"
            far = f"{found.km:.1f} km" if found.km else "touches"
            verb = f"is {far} from" if found.km else "touches"
            yield Found(
                what=DISTANCE,
                verdict="",
                words=one_line(f"{series.publisher}'s layer of {day(layer.date)} {verb} {where}."),
                short=one_line(f"{series.publisher}, {day(layer.date)}: {far}{' to' if found.km else ''} {where}"),
                data=one_line(layer.name()),
                error=error,
                href="",
            )


def _noted(note: Note, statement: Statement, shown: Picture) -> Found:
    report = shown.report_of(statement)
    said = one_line(note.span.of(report.text))
    return Found(
        what=str(note.check),
        verdict=str(note.verdict),
        words=one_line(note.text),
        short=f"“{said}”: {note.verdict} with the distance measured" if note.check is Check.DISTANCE else "",
        data=one_line(note.data),
        error=one_line(note.error or ""),
        href=evidence_href(statement, report),
    )
