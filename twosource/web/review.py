"""Review: what waits for a person's word, the decision, and the feed of what was decided by whom.

Nothing is ever overwritten: a decision is a judgement with name, time and reason, and an undo is one more.
"""

from __future__ import annotations

import hmac
from typing import Annotated, Any
from urllib.parse import quote, unquote

import msgspec
from fastapi import APIRouter, Depends, Form, HTTPException, Query, Request
from fastapi.responses import RedirectResponse, Response

from twosource.exports.wording import day, one_line, standing
from twosource.ledger import UnfitError
from twosource.model import Action, Claim, Judgement, StandingTerm, judging
from twosource.web import search
from twosource.web.asking import claim_now, picture, source_of
from twosource.web.forms import View, page, paging, three
from twosource.web.source import Picture
from twosource.web.views import claim_view

router = APIRouter()
PAGE_SIZE = 50
NAME_LIMIT, REASON_LIMIT = 120, 4000
"""Characters of a person's name and of a reason: a page of text."""
NAME_COOKIE = "twosource_name"
YEAR = 365 * 86_400


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


@router.get("/review/{claim_id}", summary="One claim, to decide on", response_class=Response)
def review_one(request: Request, claim_id: str) -> Response:
    """The claim with the form to decide on it."""
    newest = picture(request)
    claim = claim_now(claim_id, newest)
    waiting = [row.id for row in queue(newest)]
    at = waiting.index(claim.id) if claim.id in waiting else -1
    following = waiting[at + 1] if at + 1 < len(waiting) else None
    return page(
        request,
        "review_one.html",
        {
            "title": f"Review: {one_line(claim.label)}",
            "view": claim_view(claim, newest, newest=(claim, newest), as_of=None),
            "following": following,
            "waiting": len(waiting),
            "terms": [(str(term), standing(term)) for term in StandingTerm],
            "who": _name(request),
            "last": _last_of(request, _name(request)),
            "judged": [told(one) for one in claim.judgements],
        },
    )


def _name(request: Request) -> str:
    name = request.cookies.get(NAME_COOKIE, "")
    return one_line(unquote(name))[:NAME_LIMIT] or request.app.state.settings.signer


def _last_of(request: Request, who: str) -> str | None:
    """Id of the person's last judgement that can still be taken back."""
    judgements = source_of(request).ledger.judgements()
    undone = {one.undoes for one in judgements if one.undoes}
    mine = [one for one in judgements if one.who == who and one.action is not Action.UNDO and one.id not in undone]
    return mine[-1].id if mine else None


@router.post("/review/{claim_id}", summary="Decide on a claim", dependencies=[Own], response_class=Response)
def decide(  # noqa: PLR0913, PLR0917 - one a field of the form
    request: Request,
    claim_id: str,
    action: Annotated[str, Form(max_length=20)],
    who: Annotated[str, Form(max_length=NAME_LIMIT)],
    reason: Annotated[str, Form(max_length=REASON_LIMIT)] = "",
    term: Annotated[str, Form(max_length=40)] = "",
    credibility: Annotated[str, Form(max_length=2)] = "",
    following: Annotated[str, Form(max_length=40)] = "",
) -> Response:
    """Sign, overrule, reject or leave undecided; then on to the next claim."""
    newest = picture(request)
    claim = claim_now(claim_id, newest)
    made = judgement_of(claim, action, who=who.strip(), reason=reason.strip(), term=term, credibility=credibility)
    _record(request, made)
    target = f"/review/{quote(following)}" if following in newest.claims else "/review"
    response = RedirectResponse(target, 303)
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


def _record(request: Request, judgement: Judgement) -> None:
    try:
        source_of(request).ledger.judge(judgement)
    except UnfitError as error:
        raise HTTPException(400, str(error)) from error


@three(router, "/decisions", summary="What was decided, by whom, when and why; the newest first")
def decisions_page(request: Request, page: Annotated[int, Query(ge=1, le=100_000)] = 1) -> View:
    """The feed."""
    judgements = source_of(request).ledger.judgements()
    undone = {one.undoes for one in judgements if one.undoes}
    newest = picture(request)
    every = [{**told(one), "undone": one.id in undone} for one in reversed(judgements)]
    rows, number, pages = search.page_of(every, page, size=PAGE_SIZE)
    links = paging(request, number, pages)
    return View(
        template="decisions.html",
        values={"title": "Decisions", "rows": rows, "total": len(every), "number": number, "pages": pages,
                "links": links, "who": _name(request), "there": set(newest.claims)},
        data={"total": len(every), "decisions": [msgspec.to_builtins(one) for one in reversed(judgements)]},
        columns=("id", "at", "who", "action", "claim", "label", "says", "reason", "undoes", "undone"),
        rows=every,
        name="decisions",
    )  # fmt: skip


def told(judgement: Judgement) -> dict[str, Any]:
    """A judgement in words."""
    value, target = judgement.value, judgement.target
    says = [standing(value.standing)] if value.standing else []
    says += [f"credibility {value.credibility}"] if value.credibility else []
    says += [f"reliability {value.reliability}"] if value.reliability else []
    says += [str(value.relation)] if value.relation else []
    for name in ("side", "outlet", "published"):
        given = getattr(value, name)
        if given is not msgspec.UNSET:
            says.append(f"{name}: {given or 'not stated'}")
    about = target.claims[0] if target.claims else None
    return {
        "id": judgement.id,
        "at": judgement.at,
        "when": day(f"{judgement.at[:16]}Z"),
        "who": one_line(judgement.who),
        "action": str(judgement.action),
        "claim": about.id if about else "",
        "label": one_line(about.label if about else target.actor or target.report or ""),
        "says": ", ".join(map(one_line, says)),
        "reason": one_line(judgement.reason or ""),
        "undoes": judgement.undoes or "",
    }


@router.post(
    "/decisions/{judgement_id}/undo", summary="Take a decision back", dependencies=[Own], response_class=Response
)
def undo(
    request: Request,
    judgement_id: str,
    who: Annotated[str, Form(max_length=NAME_LIMIT)],
    reason: Annotated[str, Form(max_length=REASON_LIMIT)],
) -> Response:
    """Both stay on record."""
    _record(request, judging.undo(judgement_id, who=who.strip(), reason=reason.strip()))
    return RedirectResponse("/decisions", 303)
