"""Review: what waits for a person's word, the decision, and the feed of what was decided by whom.

Nothing is ever overwritten: a decision is a judgement with name, time and reason, and an undo is one more.
"""

from __future__ import annotations

import hmac
import re
from typing import Annotated, Any
from urllib.parse import quote, unquote

import msgspec
from fastapi import APIRouter, Depends, Form, HTTPException, Query, Request
from fastapi.responses import RedirectResponse, Response

from twosource.exports.judgements import did
from twosource.exports.wording import day, one_line, standing
from twosource.ledger import UnfitError
from twosource.linking.decisions import Decisions
from twosource.model import Action, Claim, Judgement, StandingTerm, judging
from twosource.web import search
from twosource.web.asking import claim_now, picture, source_of
from twosource.web.forms import View, paging, three
from twosource.web.source import Picture
from twosource.web.views import claim_view

router = APIRouter()
PAGE_SIZE = 50
NAME_LIMIT, REASON_LIMIT = 120, 4000
"""Characters of a person's name and of a reason: a page of text."""
Name = Annotated[str, Form(max_length=NAME_LIMIT)]
Reason = Annotated[str, Form(max_length=REASON_LIMIT)]
Short = Annotated[str, Form(max_length=300)]
NOT_STATED = "not-stated"
"""What a person gives for a side, an outlet or a time that is not known, as on the command line."""
OWN_PAGE = re.compile(r"/(claims/c[0-9a-f]+|actor\?name=[\w%.~+-]+)")
"""Where an undo may lead back to: pages of ours, and nowhere else."""
NAME_COOKIE = "twosource_name"
YEAR = 365 * 86_400
FEED = ("id", "at", "who", "action", "did", "claim", "actor", "label", "reason", "undoes", "undone")
"""Columns of a list of decisions."""


async def own_form(request: Request) -> None:
    """Let a change through only with the proof that its form was ours.

    Raises:
        HTTPException: 403, it has none.
    """
    sent = (await request.form()).get("proof") if _is_form(request) else request.headers.get("x-proof")
    expected = request.app.state.common(request)["proof"]
    if not isinstance(sent, str) or not hmac.compare_digest(sent.encode(), expected.encode()):
        raise HTTPException(403, "The form has expired, or was not ours: load the page again and repeat the change.")


def _is_form(request: Request) -> bool:
    return request.headers.get("content-type", "").startswith(
        ("application/x-www-form-urlencoded", "multipart/form-data")
    )


Own = Depends(own_form)


@three(router, "/review", summary="Claims that wait for a person's word, those that most statements concern first")
def review_page(request: Request, page: Annotated[int, Query(ge=1, le=100_000)] = 1) -> View:
    """The queue."""
    shown = picture(request)
    waiting = queue(shown)
    rows, number, pages = search.page_of(waiting, page, size=PAGE_SIZE)
    links = paging(request, number, pages)
    data = [
        {"id": r.id, "label": r.label, "standing": r.standing, "grade": r.grade, "statements": r.statements}
        for r in rows
    ]
    return View(
        template="review.html",
        values={
            "title": "Review",
            "rows": rows,
            "total": len(waiting),
            "number": number,
            "pages": pages,
            "links": links,
        },
        data={"total": len(waiting), "page": number, "pages": pages, "claims": data},
        columns=("id", "label", "standing", "grade", "statements"),
        rows=data,
        name="review",
    )


def queue(shown: Picture) -> list[search.Summary]:
    """Claims on which nobody has given a word; those that several statements concern come first."""
    return [row for row in search.summaries(shown).values() if not row.signed]


@three(router, "/review/{claim_id}", summary="One claim, to decide on")
def review_one(request: Request, claim_id: str) -> View:
    """The claim as proposed, what was said of it, and the form to decide on it."""
    newest = picture(request)
    claim = claim_now(claim_id, newest)
    waiting = [row.id for row in queue(newest)]
    at = waiting.index(claim.id) if claim.id in waiting else -1
    following = waiting[at + 1] if at + 1 < len(waiting) else None
    view = claim_view(claim, newest, newest=(claim, newest), as_of=None)
    judged = [told(one) for one in claim.judgements]
    return View(
        template="review_one.html",
        values={
            "title": f"Review: {one_line(claim.label)}",
            "view": view,
            "following": following,
            "waiting": len(waiting),
            "terms": [(str(term), standing(term)) for term in StandingTerm],
            "who": name_of(request),
            "last": _last_of(request, name_of(request)),
            "judged": judged,
        },
        data={
            "id": claim.id,
            "label": view.label,
            "counts": view.counts,
            "verdict": msgspec.to_builtins(view.verdict),
            "why": view.why,
            "waits": claim.id in waiting,
            "following": following,
            "judgements": [msgspec.to_builtins(one) for one in claim.judgements],
        },
        columns=FEED,
        rows=judged,
        name=f"review-{claim.id}",
    )


def name_of(request: Request) -> str:
    """The name under which the visitor judged last; empty where nobody did."""
    name = request.cookies.get(NAME_COOKIE, "")
    return one_line(unquote(name))[:NAME_LIMIT] or request.app.state.settings.signer


def _last_of(request: Request, who: str) -> str | None:
    """Id of the person's last judgement that can still be taken back."""
    decided = Decisions.of(source_of(request).ledger.judgements())
    mine = [one for one in decided.effective if one.who == who]
    return mine[-1].id if mine else None


@router.post("/review/{claim_id}", summary="Decide on a claim", dependencies=[Own], response_class=Response)
def decide(  # noqa: PLR0913, PLR0917 - one a field of the form
    request: Request,
    claim_id: str,
    action: Annotated[str, Form(max_length=20)],
    who: Name,
    reason: Reason = "",
    term: Annotated[str, Form(max_length=40)] = "",
    credibility: Annotated[str, Form(max_length=2)] = "",
    following: Annotated[str, Form(max_length=40)] = "",
) -> Response:
    """Sign, overrule, reject or leave undecided; then on to the next claim."""
    newest = picture(request)
    claim = claim_now(claim_id, newest)
    made = judgement_of(claim, action, who=who.strip(), reason=reason.strip(), term=term, credibility=credibility)
    record(request, made)
    target = f"/review/{quote(following)}" if following in newest.claims else "/review"
    return remember(RedirectResponse(target, 303), who)


def remember(response: Response, who: str) -> Response:
    """Let the browser remember the name under which its person judges."""
    response.set_cookie(NAME_COOKIE, quote(who.strip()), max_age=YEAR, httponly=True, samesite="strict")
    return response


def judgement_of(claim: Claim, action: str, *, who: str, reason: str, term: str, credibility: str) -> Judgement:
    """The judgement that a filled-in form means.

    Raises:
        HTTPException: 400, the form says something that cannot be.
    """
    if action == Action.SIGN:
        return judging.sign(claim, who=who, reason=reason or None)
    if action == Action.UNSURE:
        return judging.unsure(claim, who=who, reason=reason or None)
    if action == Action.REJECT:
        return judging.reject(claim, who=who, reason=reason)
    if action == Action.OVERRULE:
        try:
            standing_given = StandingTerm(term) if term else None
            number = int(credibility) if credibility else None
        except ValueError as error:
            raise HTTPException(400, f"This is no standing or credibility: {error}") from error
        return judging.overrule(claim, who=who, reason=reason, standing=standing_given, credibility=number)
    raise HTTPException(400, "The action is one of sign, overrule, reject, unsure.")


def record(request: Request, judgement: Judgement) -> Judgement:
    """Record a judgement; gives it with its id.

    Raises:
        HTTPException: 400, it says nothing that can be recorded.
    """
    try:
        return source_of(request).ledger.judge(judgement)
    except UnfitError as error:
        raise HTTPException(400, str(error)) from error


@three(router, "/decisions", summary="What was decided, by whom, when and why; the newest first")
def decisions_page(request: Request, page: Annotated[int, Query(ge=1, le=100_000)] = 1) -> View:
    """The feed."""
    judgements = source_of(request).ledger.judgements()
    undone = Decisions.of(judgements).undone_by
    newest = picture(request)
    every = [{**told(one), "undone": one.id in undone} for one in reversed(judgements)]
    rows, number, pages = search.page_of(every, page, size=PAGE_SIZE)
    links = paging(request, number, pages)
    return View(
        template="decisions.html",
        values={"title": "Decisions", "rows": rows, "total": len(every), "number": number, "pages": pages,
                "links": links, "who": name_of(request), "there": set(newest.claims)},
        data={"total": len(every), "decisions": [msgspec.to_builtins(one) for one in reversed(judgements)]},
        columns=FEED,
        rows=every,
        name="decisions",
    )  # fmt: skip


def told(judgement: Judgement) -> dict[str, Any]:
    """A judgement in words."""
    target = judgement.target
    first = target.claims[0] if target.claims else None
    return {
        "id": judgement.id,
        "at": judgement.at,
        "when": day(f"{judgement.at[:16]}Z"),
        "who": one_line(judgement.who),
        "action": str(judgement.action),
        "did": did(judgement),
        "claim": first.id if first else "",
        "actor": target.actor or "",
        "label": one_line(first.label if first else target.actor or target.report or ""),
        "reason": one_line(judgement.reason or ""),
        "undoes": judgement.undoes or "",
    }


def just_done(request: Request, judgement_id: str) -> dict[str, Any] | None:
    """The judgement of that id in words, where it still holds."""
    decided = Decisions.of(source_of(request).ledger.judgements())
    return next((told(one) for one in decided.effective if one.id == judgement_id), None)


@router.post(
    "/decisions/{judgement_id}/undo", summary="Take a decision back", dependencies=[Own], response_class=Response
)
def undo(
    request: Request,
    judgement_id: str,
    who: Name,
    reason: Reason,
    back: Short = "",
) -> Response:
    """Both stay on record."""
    record(request, judging.undo(judgement_id, who=who.strip(), reason=reason.strip()))
    return RedirectResponse(back if OWN_PAGE.fullmatch(back) else "/decisions", 303)
