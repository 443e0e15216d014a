"""What the ledger answers with, beside the values of `twosource.model`."""

from __future__ import annotations

from msgspec import Struct

from twosource.model import Claim, Evidence, Reading, Statement


class ReportRow(Struct, frozen=True, kw_only=True):
    """One report without its text, as its latest reading knows it.

    Attributes:
        id: see `twosource.ledger.report_id`. sha256: of the text.
        outlet, published, url, title, lang: `None` when not stated; a report without a time of publication is part
            of every as-of listing, and this `None` is how to tell.
        version: 1 for the first text read at this URL, 2 for the next one that differs, ...; 1 without a URL.
        producer: of the latest reading. read_at: when it was made, UTC. statements: how many it found.
    """

    id: str
    sha256: str
    doc: str
    outlet: str | None
    published: str | None
    url: str | None
    title: str | None
    lang: str | None
    version: int
    producer: str
    read_at: str
    statements: int


class Cited(Struct, frozen=True, kw_only=True):
    """One statement with the report it stands in and the exact characters that support it.

    Attributes:
        evidence: under "source", "cue" and "content" the quotations, in the order of the statement's spans.
    """

    statement: Statement
    report: ReportRow
    evidence: dict[str, tuple[Evidence, ...]]


class Recorded(Struct, frozen=True, kw_only=True):
    """A reading as it was recorded: which report, and when (UTC)."""

    report_id: str
    read_at: str
    reading: Reading


class ClaimRun(Struct, frozen=True, kw_only=True):
    """The claims that one run of linking and standing made from one set of readings.

    Attributes:
        producer: name, version and settings of what made them.
        inputs_digest: of the readings they were made from (`Ledger.inputs_digest`).
        made_at: UTC.
    """

    producer: str
    inputs_digest: str
    made_at: str
    claims: tuple[Claim, ...]


class Info(Struct, frozen=True, kw_only=True):
    """What a ledger holds: counts of all rows ever added, and its size in bytes (`None` when not a file)."""

    where: str
    revision: str
    texts: int
    reports: int
    readings: int
    statements: int
    claim_runs: int
    producers: tuple[str, ...]
    bytes: int | None
