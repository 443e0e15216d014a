"""Four tables for spreadsheets: reports, statements, claims, members; CSV (RFC 4180) in a folder or a zip file.

UTF-8 with a byte order mark, without which Excel takes Cyrillic for something else. An empty cell is "not stated",
`not read yet` is just that, lists are JSON. A text that a spreadsheet would take for a formula gets an apostrophe in
front, and so does one that begins with an apostrophe: `plain` takes off exactly what was put on.
"""

from __future__ import annotations

import csv
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import msgspec
from msgspec import UNSET, UnsetType

from twosource.exports.annotations import pairs, quantity
from twosource.exports.files import ExportError, whole
from twosource.ledger import CLAIM_ROLES
from twosource.model import Actor, Claim, Proposition, Reading, RelationType, Statement

ENCODING = "utf-8-sig"
DANGEROUS = frozenset("=+-@\t\r\n＝＋－＠'")
"""First characters that make a cell a formula (https://owasp.org/www-community/attacks/CSV_Injection), and our mark."""
NOT_READ_YET = "not read yet"

REPORTS = (
    "id", "sha256", "doc", "outlet", "published", "lang", "url", "title", "dateline", "byline", "retrieved",
    "producer", "statements",
)  # fmt: skip
STATEMENTS = (
    "id", "report", "doc", "outlet", "published", "kind", "manner", "commitment", "stance", "actor", "actor_kind",
    "organisation", "role", "side", "channel", "nested_in", "response", "confidence", "source", "cue", "content",
    "source_spans", "cue_spans", "content_spans", "event_type", "places", "geonameids", "times", "quantities",
)  # fmt: skip
CLAIMS = (
    "id", "label", "event_type", "standing", "reliability", "credibility", "independent_origins", "statements",
    "origins", "relays", "disputed_by", "confirmed_by", "retracted_by", "unable_to_verify", "responses", "bears_on",
    "differences", "why",
)  # fmt: skip
MEMBERS = ("claim", "statement", "role", "relation", "score", "reason")
TABLES = {"reports": REPORTS, "statements": STATEMENTS, "claims": CLAIMS, "members": MEMBERS}
RELATION_OF = {
    "disputed_by": RelationType.DISPUTES,
    "confirmed_by": RelationType.CONFIRMS,
    "retracted_by": RelationType.RETRACTS,
    "unable_to_verify": RelationType.UNABLE_TO_VERIFY,
    "responses": RelationType.RESPONDS,
    "bears_on": RelationType.BEARS_ON,
}

Row = dict[str, Any]


def write(readings: Iterable[Reading], claims: Iterable[Claim], target: Path) -> None:
    """Write the four tables; each file is whole or left as it was.

    Args:
        readings: in the order in which the rows shall stand; taken one at a time.
        claims: the same.
        target: a zip file if its name ends so, otherwise a folder, made if need be.

    Raises:
        ExportError: it cannot be written.
    """
    zipped = target.suffix.lower() == ".zip"
    folder = target.absolute().parent if zipped else target
    try:
        if not zipped:
            folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder, prefix=".tables-") as staging:
            _write_all(readings, claims, Path(staging))
            if zipped:
                with whole(target) as part:
                    _zip(Path(staging), part)
            else:
                for name in TABLES:
                    (Path(staging) / f"{name}.csv").replace(folder / f"{name}.csv")
    except OSError as error:
        raise ExportError(
            f"{target} was not written ({error.strerror or error}): choose another place or free some space"
        ) from error


def _zip(folder: Path, target: Path) -> None:
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in TABLES:
            archive.write(folder / f"{name}.csv", f"{name}.csv")


def _write_all(readings: Iterable[Reading], claims: Iterable[Claim], folder: Path) -> None:
    with ExitStack() as stack:
        writers: dict[str, csv.DictWriter[str]] = {}
        for name, columns in TABLES.items():
            file = stack.enter_context((folder / f"{name}.csv").open("w", encoding=ENCODING, newline=""))
            writers[name] = csv.DictWriter(file, columns)
            writers[name].writeheader()
        for reading in readings:
            writers["reports"].writerow(_cells(_report(reading)))
            writers["statements"].writerows(_cells(_statement(one, reading)) for one in reading.statements)
        for claim in claims:
            writers["claims"].writerow(_cells(_claim(claim)))
            writers["members"].writerows(_cells(row) for row in _members(claim))


def _cells(row: Row) -> dict[str, str]:
    return {name: cell(value) for name, value in row.items()}


def cell(value: Any) -> str:
    """A value as a cell: numbers as they are, text made safe, lists as JSON."""
    if value is None:
        return ""
    if isinstance(value, UnsetType):
        return NOT_READ_YET
    if isinstance(value, str):
        return f"'{value}" if value[:1] in DANGEROUS and value else str(value)
    return msgspec.json.encode(value).decode()


def plain(cell: str) -> str:
    """The text that a text cell holds, without the apostrophe that made it safe."""
    return cell.removeprefix("'")


def _report(reading: Reading) -> Row:
    report = reading.report
    row = {name: getattr(report, name) for name in REPORTS if hasattr(report, name)}
    counts = {"producer": reading.producer, "statements": len(reading.statements)}
    return {**row, **counts, "id": report.id}


def _statement(statement: Statement, reading: Reading) -> Row:
    report, actor = reading.report, statement.actor
    who = actor if isinstance(actor, Actor) else None
    unknown = UNSET if isinstance(actor, UnsetType) else None
    what = statement.proposition
    return {
        "id": statement.id,
        "report": report.id,
        "doc": statement.doc,
        "outlet": report.outlet,
        "published": report.published,
        "kind": statement.kind,
        "manner": statement.manner,
        "commitment": statement.commitment,
        "stance": statement.stance,
        "actor": who.name if who else unknown,
        "actor_kind": who.kind if who else unknown,
        "organisation": who.organisation if who else unknown,
        "role": who.role if who else unknown,
        "side": who.side if who else unknown,
        "channel": statement.channel,
        "nested_in": statement.nested_in,
        "response": statement.response,
        "confidence": statement.confidence,
        **_quotations(statement, report.text),
        "event_type": what.event_type if isinstance(what, Proposition) else what,
        **_found(statement),
    }


def _quotations(statement: Statement, text: str) -> Row:
    """What each role's spans cover, pieces joined by an ellipsis, and the spans themselves."""
    row: Row = {}
    for role in ("source", "cue", "content"):
        spans = getattr(statement, role)
        row[role] = " … ".join(span.of(text) for span in spans) or None
        row[f"{role}_spans"] = pairs(spans)
    return row


def _found(statement: Statement) -> Row:
    """Places, times and quantities, each as a list or not read yet."""
    places, times, quantities = statement.places, statement.times, statement.quantities
    return {
        "places": UNSET if isinstance(places, UnsetType) else [place.name for place in places],
        "geonameids": UNSET if isinstance(places, UnsetType) else [place.geonameid for place in places],
        "times": UNSET if isinstance(times, UnsetType) else [time.value for time in times],
        "quantities": UNSET if isinstance(quantities, UnsetType) else [quantity(one) for one in quantities],
    }


def _claim(claim: Claim) -> Row:
    standing = claim.standing
    return {
        "id": claim.id,
        "label": claim.label,
        "event_type": claim.event_type,
        "standing": standing and standing.term,
        "reliability": standing and standing.grade.reliability,
        "credibility": standing and standing.grade.credibility,
        "independent_origins": claim.independent_origins,
        "statements": [member.statement for member in claim.members],
        "origins": [{"actor": one.actor, "channel": one.channel, "side": one.side} for one in claim.origins],
        "relays": claim.relays,
        **{role: getattr(claim, role) for role in CLAIM_ROLES},
        "differences": claim.differences,
        "why": standing.why if standing else (),
    }


def _members(claim: Claim) -> Iterator[Row]:
    """One row for each part that a statement plays in the claim."""
    for member in claim.members:
        yield {
            "claim": claim.id,
            "statement": member.statement,
            "role": "member",
            "relation": member.relation,
            "score": member.score,
            "reason": member.reason,
        }
    for role in CLAIM_ROLES:
        for statement in getattr(claim, role):
            yield {"claim": claim.id, "statement": statement, "role": role, **_link(claim, statement, role)}


def _link(claim: Claim, statement: str, role: str) -> Row:
    """The relation by which a statement that is no member bears on the claim; empty cells when none is recorded."""
    wanted = (statement, RELATION_OF[role])
    link = next((one for one in claim.relations if (one.source, one.type) == wanted), None)
    return {
        "relation": link and link.type,
        "score": link and link.score,
        "reason": link and link.reason,
    }
