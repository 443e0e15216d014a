"""Changes as JSON: what `twosource changes --json` writes, one object a change. docs/formats.md describes every key."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from twosource.exports.claims import entry
from twosource.model import Report, Statement
from twosource.model.change import Change

Json = dict[str, Any]


def to_json(change: Change, statements: Mapping[str, Statement], reports: Mapping[str, Report]) -> Json:
    """One change.

    Args:
        change: from `twosource.standing.changes`.
        statements: by id, those of both pictures.
        reports: by id, those of both pictures.

    Raises:
        LookupError: a statement is missing.
    """
    report = reports.get(change.report) if change.report else None
    return {
        "at": change.at,
        "kind": str(change.kind),
        "claim": change.claim,
        "report": change.report,
        "doc": report.doc if report else None,
        "was": change.was,
        "now": change.now,
        "statements": [entry(one, statements) for one in change.statements],
        "why": change.why,
    }
