"""Correcting what a claim rests on: which statements make it, which dispute it, what a report is.

Each correction is a judgement with name and reason, as `twosource judge` makes it. It is tried on the claims as they
are before it is recorded, and can be taken back.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Annotated, Any
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Form, HTTPException, Request
from fastapi.responses import RedirectResponse, Response
from msgspec import UNSET, Struct

from twosource.exports.voices import actor_of
from twosource.exports.wording import does, one_line
from twosource.linking.shaping import CannotApplyError, Shaping
from twosource.model import Action, Claim, Judgement, Statement, judging
from twosource.model.judgement import LINKABLE, problem_of
from twosource.model.terms import RelationType
from twosource.web.asking import claim_now, picture, reading_of
from twosource.web.forms import View, three
from twosource.web.review import NOT_STATED, Name, Own, Reason, Short, name_of, record, remember
from twosource.web.source import Picture, concerning
from twosource.web.views import found_again
from twosource.web.voices import evidence_href

router = APIRouter()
ROLES = {
    "disputed_by": "denies", "confirmed_by": "confirms", "retracted_by": "takes it back",
    "unable_to_verify": "could not verify", "responses": "responds", "bears_on": "bears on it",
}  # fmt: skip
RELATIONS = {
    RelationType.DISPUTES: "denies it", RelationType.CONFIRMS: "confirms it", RelationType.RETRACTS: "takes it back",
    RelationType.UNABLE_TO_VERIFY: "could not verify it", RelationType.RESPONDS: "responds without denying",
    RelationType.BEARS_ON: "bears on it",
}  # fmt: skip
"""`LINKABLE`, in words."""
OFFERED = 200
"""Statements and claims that are offered by name; any other is given by its id."""
STATEMENTS_AT_MOST = 500
WORDS = 140
"""Characters of a statement in a list to choose from: two lines."""
IDS = re.compile(r"[\s,]+")


class Part(Struct, frozen=True, kw_only=True):
    """A statement as one chooses it: what it does to the claim, who says it, and its words."""

    id: str
    role: str
    member: bool
    speaker: str
    outlet: str
    does: str
    words: str
    href: str


class Offered(Struct, frozen=True):
    """Something that can be named in a form."""

    id: str
    label: str


@three(router, "/claims/{claim_id}/correct", summary="What a claim is made of, to be corrected")
def correct_page(request: Request, claim_id: str) -> View:
    """Its statements and what each does to it, with the forms to split, merge and link."""
    newest = picture(request)
    claim = claim_now(claim_id, newest)
    newest.proved(concerning(claim))
    parts = list(_parts(claim, newest))
    rows = [{name: getattr(one, name) for name in Part.__struct_fields__} for one in parts]
    return View(
        template="correct.html",
        values={
            "title": f"Correct: {one_line(claim.label)}",
            "claim": claim,
            "parts": parts,
            "relations": [(str(key), word) for key, word in RELATIONS.items()],
            "claims": list(_other_claims(claim, newest)),
            "statements": list(_other_statements(claim, newest)),
            "speakers": list(dict.fromkeys([*(p.speaker for p in parts), *(p.outlet for p in parts)])),
            "who": name_of(request),
        },
        data={"claim": claim.id, "label": claim.label, "statements": rows},
        columns=Part.__struct_fields__,
        rows=rows,
        name=f"correct-{claim.id}",
    )


def _parts(claim: Claim, shown: Picture) -> Iterator[Part]:
    drift = {member.statement: str(member.relation) for member in claim.members}
    roles = {key: ["makes it" if how == "same" else f"makes it: {how}"] for key, how in drift.items()}
    for name, word in ROLES.items():
        for key in getattr(claim, name):
            roles.setdefault(key, []).append(word)
    for statement in shown.book.of(roles):
        yield _part(statement, shown, role=", ".join(roles[statement.id]), member=statement.id in drift)


def _part(statement: Statement, shown: Picture, *, role: str, member: bool) -> Part:
    report, actor = shown.report_of(statement), actor_of(statement)
    words = one_line(" … ".join(span.of(report.text) for span in statement.content))
    return Part(
        id=statement.id,
        role=role,
        member=member,
        speaker=one_line(actor.name) if actor else "source not stated",
        outlet=shown.book.outlet(statement),
        does=does(statement.commitment),
        words=words if len(words) <= WORDS else f"{words[:WORDS].rstrip()} …",
        href=evidence_href(statement, report),
    )


def _other_claims(claim: Claim, shown: Picture) -> Iterator[Offered]:
    story = shown.story_of.get(claim.id)
    others = [key for key in (story.claims if story else ()) if key != claim.id and key in shown.claims]
    for key in others[:OFFERED]:
        yield Offered(key, one_line(shown.claims[key].label))


def _other_statements(claim: Claim, shown: Picture) -> Iterator[Offered]:
    """Statements of the claim's reports that do not concern it yet."""
    about = concerning(claim)
    reports = dict.fromkeys(shown.report_of(shown.statements[key]).id for key in about if key in shown.statements)
    rest = [s for key in reports for s in shown.readings[key].statements if s.id not in about]
    for one in rest[:OFFERED]:
        part = _part(one, shown, role="", member=False)
        yield Offered(one.id, f"{part.speaker} {part.does}: {part.words} ({part.outlet})")


@router.post("/claims/{claim_id}/correct", summary="Correct a claim", dependencies=[Own], response_class=Response)
def correct(  # noqa: PLR0913, PLR0917 - one a field of the form
    request: Request,
    claim_id: str,
    action: Annotated[str, Form(max_length=20)],
    who: Name,
    reason: Reason,
    statement: Annotated[list[str] | None, Form(max_length=STATEMENTS_AT_MOST)] = None,
    more: Annotated[str, Form(max_length=2000)] = "",
    relation: Annotated[str, Form(max_length=40)] = "",
    other: Annotated[str, Form(max_length=300)] = "",
) -> Response:
    """Split it, take statements out, merge it, link statements to it or unlink them; then back to the claim."""
    newest = picture(request)
    claim = claim_now(claim_id, newest)
    chosen = [*(statement or ()), *(one for one in IDS.split(more) if one)]
    made = judgement_of(
        claim, action, newest, statements=chosen, relation=relation, other=other, who=who.strip(), reason=reason.strip()
    )
    _try(made, newest)
    done = record(request, made)
    after = picture(request)
    found = found_again(claim.id, after, newest)
    where = f"/claims/{quote(found.id)}" if found else "/claims"
    return remember(RedirectResponse(f"{where}?{urlencode({'judged': done.id})}", 303), who)


def judgement_of(  # noqa: PLR0913 - one a field of the form
    claim: Claim,
    action: str,
    shown: Picture,
    *,
    statements: Sequence[str],
    relation: str,
    other: str,
    who: str,
    reason: str,
) -> Judgement:
    """The judgement that a filled-in form means.

    Raises:
        HTTPException: 400, the form says something that cannot be; 404, it names what is not there.
    """
    ids = list(_known(statements, shown))
    if action == Action.SPLIT:
        return judging.split(claim, ids, who=who, reason=reason)
    if action == Action.REJECT:
        if not ids:
            raise HTTPException(400, "Choose the statements that are wrongly put to the claim.")
        return judging.reject(claim, who=who, reason=reason, statements=ids)
    if action == Action.MERGE:
        others = [claim_now(one, shown) for one in IDS.split(other) if one]
        return judging.merge([claim, *others], who=who, reason=reason)
    if action in {Action.LINK, Action.UNLINK}:
        kind = next((one for one in LINKABLE if one == relation), None)
        if kind is None and (relation or action == Action.LINK):
            raise HTTPException(400, f"Say how the statements stand to the claim: {', '.join(RELATIONS.values())}.")
        if action == Action.UNLINK or kind is None:
            return judging.unlink(claim, ids, kind, who=who, reason=reason)
        return judging.link(claim, ids, kind, who=who, reason=reason)
    raise HTTPException(400, "The action is one of split, reject, merge, link, unlink.")


def _known(statements: Iterable[str], shown: Picture) -> Iterator[str]:
    for one in dict.fromkeys(statements):
        if one not in shown.statements:
            raise HTTPException(404, f"There is no statement {one[:40]}: load the page again and choose anew.")
        yield one


def _try(judgement: Judgement, shown: Picture) -> None:
    """Do what the judgement says to the claims as they are, so that none without effect is recorded.

    Raises:
        HTTPException: 400, it does not fit them.
    """
    target = judgement.target
    named = [shown.claims[ref.id] for ref in target.claims if ref.id in shown.claims]
    keys = {*target.statements, *(key for claim in named for key in concerning(claim))}
    reports = {shown.report_of(shown.statements[key]).id for key in keys if key in shown.statements}
    if problem := problem_of(judgement):
        raise HTTPException(400, f"Nothing was recorded: {problem}.")
    try:
        Shaping(named, [shown.readings[key] for key in shown.readings if key in reports]).apply(judgement)
    except CannotApplyError as error:
        raise HTTPException(400, f"Nothing was recorded: {error}.") from error


@router.post(
    "/reports/{report_id}/correct",
    summary="Correct a report's outlet or time",
    dependencies=[Own],
    response_class=Response,
)
def correct_report(
    request: Request, report_id: str, who: Name, reason: Reason, outlet: Short = "", published: Short = ""
) -> Response:
    """What it was recorded with stays on record; an empty field is left as it is."""
    report = reading_of(report_id, picture(request)).report

    def given(typed: str) -> Any:
        return UNSET if not typed.strip() else None if typed.strip() == NOT_STATED else typed.strip()

    made = judging.set_report(
        report.id, who=who.strip(), reason=reason.strip(), outlet=given(outlet), published=given(published)
    )
    record(request, made)
    return remember(RedirectResponse(f"/reports/{quote(report.id)}", 303), who)
