"""Who speaks: everybody with side and office, one speaker, and what people judge of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any
from urllib.parse import urlencode

import msgspec
from fastapi import APIRouter, Form, HTTPException, Query, Request
from fastapi.responses import RedirectResponse, Response

from twosource.exports.judgements import did
from twosource.exports.voices import actor_of
from twosource.exports.wording import RELIABILITY, day, one_line
from twosource.linking.decisions import Decisions, folded
from twosource.model import Action, judging
from twosource.model.actor import THIRD_PARTY
from twosource.web.asking import AsOf, picture, reading_of, source_of
from twosource.web.forms import View, three
from twosource.web.review import NOT_STATED, Name, Own, Reason, Short, name_of, record, remember
from twosource.web.source import Picture

router = APIRouter()
COLUMNS = ("name", "kind", "role", "organisation", "side", "statements", "reports")
OFFERED = 200
"""Reports that are offered by name; any other is given by its id."""


@three(router, "/actors", summary="Who speaks, for whom, and how often")
def actors_page(request: Request, as_of: AsOf = None) -> View:
    """Those who speak most come first."""
    rows = picture(request, as_of).kept("actors", actors)
    return View(
        template="actors.html",
        values={"title": "Actors", "rows": rows},
        data={"actors": rows},
        columns=COLUMNS,
        rows=rows,
        name="actors",
    )


@three(router, "/actor", summary="One speaker or outlet: as whom it speaks, and what people judged of it")
def actor_page(request: Request, name: Annotated[str, Query(max_length=300)] = "") -> View:
    """Its side and its reliability as a source, with the forms to judge them."""
    newest = picture(request)
    known = speaker(name, newest)
    rows = [row for row in newest.kept("actors", actors) if folded(row["name"]) == folded(known)]
    decided = Decisions.of(source_of(request).ledger.judgements())
    about = list(_judged(known, decided))
    reports = [(key, one_line(newest.readings[key].report.title or newest.readings[key].report.doc))
               for key in dict.fromkeys(_speaks_in(known, newest))]  # fmt: skip
    sides = dict.fromkeys(row["side"] for row in newest.kept("actors", actors) if row["side"])
    return View(
        template="actor.html",
        values={
            "title": known,
            "known": known,
            "rows": rows,
            "about": about,
            "outlet": any(reading.report.outlet == known for reading in newest.readings.values()),
            "reports": reports[:OFFERED],
            "sides": [THIRD_PARTY, *(one for one in sides if one != THIRD_PARTY)],
            "letters": RELIABILITY,
            "reliability": decided.reliability.get(folded(known)),
            "who": name_of(request),
        },
        data={"name": known, "as": rows, "reliability": decided.reliability.get(folded(known)), "judgements": about},
        columns=COLUMNS,
        rows=rows,
        name="actor",
    )


def _judged(known: str, decided: Decisions) -> Iterator[dict[str, Any]]:
    """What people judged of a speaker, the newest first."""
    for one in reversed(decided.judgements):
        if one.target.actor and folded(one.target.actor) == folded(known):
            yield {
                "id": one.id, "when": day(one.day), "who": one_line(one.who), "did": did(one),
                "reason": one_line(one.reason or ""), "undone": one.id in decided.undone_by,
            }  # fmt: skip


def _speaks_in(known: str, shown: Picture) -> Iterator[str]:
    for statement in shown.statements.values():
        actor = actor_of(statement)
        if actor is not None and actor.name == known:
            yield shown.report_of(statement).id


def speaker(name: str, shown: Picture) -> str:
    """The name as the ledger has it of an actor, or of an outlet.

    Raises:
        HTTPException: 404, nobody of that name speaks in the reports.
    """
    names: dict[str, str] = shown.kept("names", _names)
    found = names.get(folded(name))
    if found is None:
        raise HTTPException(404, f"Nobody of the name {name[:80]!r} speaks in these reports: see the list of actors.")
    return found


def _names(shown: Picture) -> dict[str, str]:
    outlets = (reading.report.outlet for reading in shown.readings.values())
    speakers = (actor.name for s in shown.statements.values() if (actor := actor_of(s)))
    every = dict.fromkeys([*(o for o in outlets if o), *speakers])
    # Pages show a name with its unsafe characters spelt out, and it is found by that as well.
    return {folded(one_line(one)): one for one in every} | {folded(one): one for one in every}


def actors(shown: Picture) -> list[dict[str, Any]]:
    """Who speaks, for whom, and how often; those who speak most come first."""
    spoke: dict[Any, set[str]] = {}
    times: dict[Any, int] = {}
    for statement in shown.statements.values():
        actor = actor_of(statement)
        if actor is not None:
            spoke.setdefault(actor, set()).add(statement.report)
            times[actor] = times.get(actor, 0) + 1
    ordered = sorted(spoke, key=lambda actor: (-times[actor], actor.name))
    return [
        {**msgspec.to_builtins(actor), "statements": times[actor], "reports": len(spoke[actor])} for actor in ordered
    ]


@router.post("/actor", summary="Judge a speaker or outlet", dependencies=[Own], response_class=Response)
def judge_actor(  # noqa: PLR0913, PLR0917 - one a field of the form
    request: Request,
    action: Annotated[str, Form(max_length=20)],
    name: Short,
    who: Name,
    reason: Reason,
    side: Short = "",
    letter: Annotated[str, Form(max_length=2)] = "",
    report: Annotated[str, Form(max_length=70)] = "",
) -> Response:
    """Say whom it speaks for, in all reports or in one, or how reliable it is as a source."""
    newest = picture(request)
    known = speaker(name, newest)
    who, reason = who.strip(), reason.strip()
    if action == Action.SET_SIDE:
        given = None if side.strip() == NOT_STATED else one_line(side)
        only = reading_of(report, newest).report.id if report else None
        record(request, judging.set_side(known, given, who=who, reason=reason, report=only))
    elif action == Action.SET_RELIABILITY:
        record(request, judging.set_reliability(known, letter, who=who, reason=reason))
    else:
        raise HTTPException(400, "The action is one of set-side, set-reliability.")
    return remember(RedirectResponse(f"/actor?{urlencode({'name': known})}", 303), who)
