"""One claim as a file that a colleague can open with nothing installed: a zip with a page, JSON, tables, and hashes.

`claim.html` is whole in itself: no script, no request. `quotations.json` gives each quotation with its place (code
points) and the SHA-256 of its report's text, so that whoever has the text can check it. `manifest.json` lists every
other file with its SHA-256. The reports' texts belong to their publishers and are not in the pack.
"""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from twosource import __version__
from twosource.exports import claims
from twosource.exports.files import whole
from twosource.exports.html import TEMPLATES
from twosource.exports.tables import ENCODING, cell
from twosource.exports.view import View
from twosource.exports.voices import Book, Voices, actor_of, counts, voices
from twosource.exports.wording import CREDIBILITY, RELIABILITY, count, day, does, office, one_line, standing, stated
from twosource.model import Claim, Evidence, Report, Statement, ValueOf

STAMP = (1980, 1, 1, 0, 0, 0)
"""Time of every entry: the pack of the same claim is the same file, byte for byte."""
REPORTS = (
    "id",
    "doc",
    "outlet",
    "published",
    "title",
    "url",
    "lang",
    "dateline",
    "byline",
    "retrieved",
    "sha256",
    "known",
)
TITLES = {
    "asserts": "Asserts", "retracts": "Takes back", "denies": "Denies", "confirms": "Confirms",
    "unable": "Could not verify", "unseen": "Has seen no evidence", "responds": "Responds without denying",
    "bears_on": "Bears on it",
}  # fmt: skip


def write(view: View, target: Path) -> None:
    """Write the pack of the view's only claim, whole or not at all.

    Raises:
        ExportError: it cannot be written.
        OrphanError: a quotation does not lie in its report.
    """
    (claim,) = view.claims
    made = pack(claim, view.book.statements, view.book.reports, as_of=view.as_of)
    with whole(target) as part:
        part.write_bytes(made)


def pack(
    claim: Claim, statements: Mapping[str, Statement], reports: Mapping[str, Report], *, as_of: str | None = None
) -> bytes:
    """The zip file.

    Args:
        claim: with its standing.
        statements: by id, at least those that the claim mentions.
        reports: by the id under which their statements name them.
        as_of: the moment at which the claim stood so; `None` for the present.

    Raises:
        LookupError: a statement is missing.
        OrphanError: a quotation does not lie in its report.
    """
    book = Book(statements=statements, reports=reports)
    groups = voices(claim, book)
    about = _about(groups)
    quotations = [_quotation(stance, s, reports[s.report]) for stance, s in about]
    listed = list({reports[s.report].id: reports[s.report] for _, s in about}.values())
    files = {
        "claim.html": _page(claim, book, about, as_of).encode("utf-8", "replace"),
        "claim.json": _json({"as_of": as_of, **claims.to_json(claim, statements)}),
        "quotations.json": _json(quotations),
        "reports.csv": _reports(listed),
    }
    manifest = {
        "made_by": f"twosource {__version__}",
        "claim": claim.id,
        "as_of": as_of,
        "note": "Offsets are Unicode code points into the report's text as stored; sha256 is of that text as UTF-8.",
        "files": {name: hashlib.sha256(body).hexdigest() for name, body in files.items()},
    }
    return _zip({**files, "manifest.json": _json(manifest)})


def _about(groups: Voices) -> list[tuple[str, Statement]]:
    return [(name, statement) for name in TITLES for statement in getattr(groups, name)]


def _json(value: Any) -> bytes:
    return msgspec.json.format(msgspec.json.encode(_plain(value)), indent=1) + b"\n"


def _plain(value: Any) -> Any:
    """Builtins in which a lone surrogate, which JSON cannot hold, is a question mark."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, dict):
        return {_plain(key): _plain(inner) for key, inner in value.items()}
    return [_plain(inner) for inner in value] if isinstance(value, list | tuple) else value


def _quotation(stance: str, statement: Statement, report: Report) -> dict[str, Any]:
    actor = statement.actor if actor_of(statement) else None
    return {
        "statement": statement.id,
        "stance": stance,
        "speaker": msgspec.to_builtins(actor),
        "does": does(statement.commitment),
        "report": report.id,
        "sha256": report.sha256,
        **{
            role: [
                msgspec.to_builtins(Evidence.take(report.text, span, sha256=report.sha256))
                for span in getattr(statement, role)
            ]
            for role in ("source", "cue", "content")
        },
    }


def _reports(listed: Sequence[Report]) -> bytes:
    file = io.StringIO(newline="")
    writer = csv.DictWriter(file, REPORTS)
    writer.writeheader()
    for report in listed:
        known = {name: str(one.basis) for name, one in report.stated.items()}
        values = {name: getattr(report, name) for name in REPORTS if name != "known"} | {"known": known}
        writer.writerow({name: cell(_plain(value)) for name, value in values.items()})
    return file.getvalue().encode(ENCODING, "replace")


def _page(claim: Claim, book: Book, about: Sequence[tuple[str, Statement]], as_of: str | None) -> str:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    style = (TEMPLATES / "pack.css").read_text(encoding="utf-8")
    rows = [(TITLES[stance], [_voice(s, book) for one, s in about if one == stance]) for stance in TITLES]
    proposed = claim.standing
    return environment.get_template("pack.html").render(
        style=Markup(style),  # noqa: S704 - our own style sheet
        digest=base64.b64encode(hashlib.sha256(style.encode()).digest()).decode(),
        label=one_line(claim.label),
        claim=claim,
        as_of=day(as_of) if as_of else "everything read so far",
        counts=counts(claim, book),
        standing=standing(proposed.term) if proposed else "not read yet",
        grade=proposed.grade if proposed else None,
        reliability=RELIABILITY,
        credibility=CREDIBILITY,
        judged=[_judged(one) for one in claim.judgements],
        groups=[(title, found) for title, found in rows if found],
        why=[one_line(reason) for reason in proposed.why] if proposed else [],
        differences=_differences(claim, book),
        relays=[one_line(relay) for relay in claim.relays],
        count=count,
        version=__version__,
    )


def _judged(judgement: Any) -> str:
    reason = f": {one_line(judgement.reason)}" if judgement.reason else ""
    return f"{judgement.action} by {one_line(judgement.who)}, {day(judgement.day)}{reason}"


def _voice(statement: Statement, book: Book) -> dict[str, str]:
    report, actor = book.reports[statement.report], actor_of(statement)
    start = min((s.start for s in statement.content), default=0)
    end = max((s.end for s in statement.content), default=0)
    return {
        "speaker": one_line(actor.name) if actor else "not stated",
        "office": office(actor) if actor else "",
        "side": stated(actor.side) if actor else "not stated",
        "words": one_line(" … ".join(span.of(report.text) for span in statement.content)),
        "cue": one_line(" … ".join(span.of(report.text) for span in statement.cue)),
        "outlet": book.outlet(statement),
        "published": day(report.published),
        "place": f"{one_line(report.doc)}, characters {start} to {end}, text {report.sha256[:16]}",
        "url": one_line(report.url or ""),
    }


def _differences(claim: Claim, book: Book) -> list[tuple[str, str, str]]:
    return [
        (
            one_line(difference.point),
            one_line(value.value),
            ", ".join(dict.fromkeys(_said_in(value, s, book) for s in book.of(value.statements))),
        )
        for difference in claim.differences
        for value in difference.values
    ]


def _said_in(value: ValueOf, statement: Statement, book: Book) -> str:
    told = book.words(value, statement)
    return f"{book.outlet(statement)} “{told[1]}”" if told else book.outlet(statement)


def _zip(files: Mapping[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in files.items():
            entry = zipfile.ZipInfo(name, STAMP)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, body)
    return made.getvalue()
