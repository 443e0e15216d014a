"""The pages that show: claims, one claim, statements, reports, one report, actors, rules. Each also as JSON and CSV."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import RedirectResponse, Response

from twosource.exports import annotations as readings_out
from twosource.exports import claims, evidence_pack
from twosource.exports.voices import actor_of
from twosource.exports.wording import day, does, one_line, stated
from twosource.ledger.latest_layers import publishers
from twosource.model import Claim, Statement
from twosource.web import search
from twosource.web.asking import AsOf, claim_now, claim_then, moment, picture, picture_of, reading_of, source_of
from twosource.web.changes import changes
from twosource.web.forms import View, paging, three
from twosource.web.report_view import report_view
from twosource.web.review import just_done, name_of
from twosource.web.source import Picture, concerning
from twosource.web.views import ClaimView, claim_view
from twosource.web.voices import evidence_href, quoted

router = APIRouter()
PAGE_SIZE = 50
"""Rows of one page: two screens."""
FULL_DAY = len("2024-03-05")
DOWNLOAD = 100_000
"""Rows of one JSON or CSV answer."""
Text = Annotated[str, Query(max_length=200)]
PageNumber = Annotated[int, Query(ge=1, le=100_000, description="Of the page of rows, from 1.")]


@router.get("/", include_in_schema=False)
def home() -> Response:
    """To the overview."""
    return RedirectResponse("/claims", 307)


@three(router, "/claims", summary="Claims, those that most statements concern first")
def claims_page(  # noqa: PLR0913, PLR0917 - one a filter
    request: Request,
    q: Text = "",
    side: Text = "",
    actor: Text = "",
    outlet: Text = "",
    place: Text = "",
    standing: Text = "",
    stance: Text = "",
    event: Text = "",
    story: Text = "",
    since: Annotated[str, Query(max_length=40)] = "",
    until: Annotated[str, Query(max_length=40)] = "",
    least: Annotated[int, Query(ge=1, le=1_000_000)] = 1,
    page: PageNumber = 1,
    as_of: AsOf = None,
) -> View:
    """The overview."""
    shown = picture(request, as_of)
    wanted = search.Wanted(
        q=q, side=side, actor=actor, outlet=outlet, place=place, standing=standing, stance=stance, event=event,
        story=story, since=since, until=until, least=least,
    )  # fmt: skip
    try:
        found = search.claims(shown, wanted)
    except ValueError as error:
        raise HTTPException(400, f"{error}; give a year, month, day or moment") from error
    size = PAGE_SIZE if _is_page(request) else DOWNLOAD
    rows, number, pages = search.page_of(found, page, size=size)
    data = [_summary(row) for row in rows]
    return View(
        template="claims.html",
        values={
            "title": "Claims",
            "rows": rows,
            "number": number,
            "pages": pages,
            "total": len(found),
            "all": len(shown.claims),
            "reports": len(shown.readings),
            "statements": len(shown.statements),
            "wanted": wanted,
            "choices": search.choices(shown),
            "stance_words": search.STANCE_WORDS,
            "story": shown.stories.get(story),
            "links": paging(request, number, pages),
        },
        data={"total": len(found), "page": number, "pages": pages, "claims": data},
        columns=tuple(_summary(_BLANK)),
        rows=data,
        name="claims",
    )


_BLANK = search.Summary(
    id="", label="", event_type="", standing="", standing_word="", grade="", signed=False, origins=0, denials=0,
    unverified=0, statements=0, reports=0, outlets=0, first=None, last=None, facets={},
)  # fmt: skip


def _is_page(request: Request) -> bool:
    return not request.url.path.endswith((".json", ".csv"))


def _summary(row: search.Summary) -> dict[str, Any]:
    return {name: getattr(row, name) for name in row.__struct_fields__ if name not in {"facets", "standing_word"}}


@three(router, "/stories", summary="Stories: claims about one unfolding matter, the largest first")
def stories_page(request: Request, page: PageNumber = 1, as_of: AsOf = None) -> View:
    """What the reports are about."""
    shown = picture(request, as_of)
    found = sorted(shown.stories.values(), key=lambda one: (-len(one.reports), one.first_published or ""))
    rows, number, pages = search.page_of(found, page, size=PAGE_SIZE if _is_page(request) else DOWNLOAD)
    data = [
        {"id": one.id, "title": one.title, "claims": len(one.claims), "reports": len(one.reports),
         "first_published": one.first_published, "last_published": one.last_published}
        for one in rows
    ]  # fmt: skip
    return View(
        template="stories.html",
        values={"title": "Stories", "rows": data, "total": len(found), "number": number, "pages": pages,
                "links": paging(request, number, pages)},
        data={"total": len(found), "page": number, "pages": pages, "stories": data},
        columns=("id", "title", "claims", "reports", "first_published", "last_published"),
        rows=data,
        name="stories",
    )  # fmt: skip


@router.get("/claims/{claim_id}/evidence.zip", summary="Evidence pack of a claim", response_class=Response)
def evidence_zip(request: Request, claim_id: str, as_of: AsOf = None) -> Response:
    """The claim with its reports' metadata and quotations, as files that open without this program."""
    newest = picture(request)
    shown = picture_of(request, claim_now(claim_id, newest), as_of, newest)
    claim = claim_then(claim_id, shown, newest)
    if claim is None:
        raise HTTPException(404, "Nobody had made this claim by then: choose a later moment.")
    shown.proved(concerning(claim))
    body = evidence_pack.pack(claim, shown.statements, shown.reports, as_of=moment(as_of))
    headers = {"content-disposition": f'attachment; filename="evidence-{claim.id}.zip"'}
    return Response(body, media_type="application/zip", headers=headers)


@three(router, "/claims/{claim_id}/changes", summary="What changed about a claim between two moments")
def changes_page(request: Request, claim_id: str, since: str = "", as_of: AsOf = None) -> View:
    """What was added, left or stands otherwise."""
    newest = picture(request)
    now = claim_now(claim_id, newest)
    before = picture_of(request, now, since, newest) if since else None
    after = picture_of(request, now, as_of, newest)
    then = claim_then(claim_id, before, newest) if before else None
    found = changes((then, before), (claim_then(claim_id, after, newest), after))
    rows = [msgspec.structs.asdict(change) for change in found]
    return View(
        template="changes.html",
        values={"title": f"What changed: {one_line(now.label)}", "claim": now, "changes": found, "since": since},
        data={"claim": now.id, "since": since or None, "as_of": moment(as_of), "changes": rows},
        columns=("at", "what", "was", "now", "words", "outlet", "href"),
        rows=rows,
        name=f"changes-{now.id}",
    )


@three(router, "/claims/{claim_id}", summary="One claim: every voice, and why it stands as it does")
def claim_page(
    request: Request,
    claim_id: str,
    as_of: AsOf = None,
    judged: Annotated[str, Query(max_length=20, description="Id of a judgement that is to be told of.")] = "",
) -> View:
    """The claim page."""
    newest = picture(request)
    now = claim_now(claim_id, newest)
    shown = picture_of(request, now, as_of, newest)
    claim = claim_then(claim_id, shown, newest)
    at = moment(as_of)
    if claim is None:
        return _not_yet(now, newest, at)
    view = claim_view(claim, shown, newest=(now, newest), as_of=at)
    data = {"as_of": at, **claims.to_json(claim, shown.statements), "view": msgspec.to_builtins(view)}
    return View(
        template="claim.html",
        values={
            "title": view.label,
            "view": view,
            "now_id": now.id,
            "since": view.timeline.before,
            "layer_day": at or next((m.iso for m in reversed(view.timeline.moments) if len(m.iso) >= FULL_DAY), ""),
            "done": just_done(request, judged) if judged else None,
            "who": name_of(request),
            "publishers": publishers(source_of(request).ledger),
        },
        data=data,
        columns=("stance", "speaker", "office", "side", "words", "does", "outlet", "published", "happened", "said",
                 "read", "channel", "drift", "report", "span"),
        rows=list(_voice_rows(view)),
        name=f"claim-{claim.id}",
    )  # fmt: skip


def _not_yet(now: Claim, newest: Picture, as_of: str | None) -> View:
    view = claim_view(now, newest, newest=(now, newest), as_of=as_of)
    return View(
        template="not_yet.html",
        values={"title": view.label, "view": view, "now_id": now.id},
        data={"as_of": as_of, "id": now.id, "label": now.label, "statements": []},
        columns=("stance",),
        rows=[],
        name=f"claim-{now.id}",
    )


def _voice_rows(view: ClaimView) -> list[dict[str, Any]]:
    return [
        {
            "stance": column.key,
            "speaker": card.speaker,
            "office": card.office,
            "side": card.side,
            "words": "".join(piece.text for piece in voice.quote),
            **{
                name: getattr(voice, name)
                for name in ("does", "outlet", "happened", "said", "read", "channel", "drift")
            },
            "published": voice.published_iso,
            "report": voice.report,
            "span": voice.span,
        }
        for column in view.columns
        for card in column.cards
        for voice in card.voices
    ]


@three(router, "/statements", summary="Statements, searched by their words")
def statements_page(request: Request, q: Text = "", page: PageNumber = 1, as_of: AsOf = None) -> View:
    """Every statement in whose source, cue or content all the words stand."""
    shown = picture(request, as_of)
    found = search.statements(shown, q)
    rows, number, pages = search.page_of(found, page, size=PAGE_SIZE if _is_page(request) else DOWNLOAD)
    shown.proved(one.id for one in rows)
    data = [_statement_row(one, shown) for one in rows]
    return View(
        template="statements.html",
        values={
            "title": "Statements",
            "rows": [(one, row, quoted(one, shown.report_of(one))) for one, row in zip(rows, data, strict=True)],
            "q": q,
            "total": len(found),
            "all": len(shown.statements),
            "number": number,
            "pages": pages,
            "links": paging(request, number, pages),
            "claims": {key: one_line(shown.claims[key].label) for row in data for key in row["claims"]},
        },
        data={"total": len(found), "page": number, "pages": pages, "statements": data},
        columns=("id", "speaker", "side", "does", "words", "outlet", "published", "report", "href", "claims"),
        rows=data,
        name="statements",
    )


def _statement_row(statement: Statement, shown: Picture) -> dict[str, Any]:
    report, actor = shown.report_of(statement), actor_of(statement)
    return {
        "id": statement.id,
        "speaker": actor.name if actor else None,
        "side": actor.side if actor else None,
        "does": does(statement.commitment),
        "words": " … ".join(span.of(report.text) for span in statement.content),
        "outlet": report.outlet,
        "published": report.published,
        "report": report.id,
        "href": evidence_href(statement, report),
        "claims": list(dict.fromkeys(shown.claims_of.get(statement.id, ()))),
    }


@three(router, "/reports", summary="Reports, in the order in which they were published")
def reports_page(request: Request, page: PageNumber = 1, as_of: AsOf = None) -> View:
    """What was read."""
    shown = picture(request, as_of)
    found = [shown.rows[key] for key in shown.readings if key in shown.rows]
    rows, number, pages = search.page_of(found, page, size=PAGE_SIZE if _is_page(request) else DOWNLOAD)
    data = [msgspec.structs.asdict(row) for row in rows]
    return View(
        template="reports.html",
        values={"title": "Reports", "rows": rows, "total": len(found), "number": number, "pages": pages,
                "links": paging(request, number, pages)},
        data={"total": len(found), "page": number, "pages": pages, "reports": data},
        columns=("id", "sha256", "doc", "outlet", "published", "url", "title", "lang", "version", "producer", "read_at",
                 "statements"),
        rows=data,
        name="reports",
    )  # fmt: skip


@three(router, "/reports/{report_id}", summary="One report: its whole text with the statements marked")
def report_page(request: Request, report_id: str, span: Annotated[str, Query(max_length=400)] = "") -> View:
    """The report page, opened at `span` ("120-186", or several with commas between)."""
    newest = picture(request)
    reading = reading_of(report_id, newest)
    newest.proved(one.id for one in reading.statements)
    view = report_view(reading, newest, asked=span)
    rows = [_statement_row(one, newest) for one in reading.statements]
    return View(
        template="report.html",
        values={"title": view.name, "view": view, "who": name_of(request)},
        data={
            **readings_out.to_json(reading),
            "id": reading.report.id,
            "text": reading.report.text,
            "originals": newest.originals_of(reading.report.id),
        },
        columns=("id", "speaker", "side", "does", "words", "outlet", "published", "report", "href", "claims"),
        rows=rows,
        name=f"report-{reading.report.id[:12]}",
    )


__all__ = ["day", "router", "stated"]
