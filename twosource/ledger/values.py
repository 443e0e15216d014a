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
        version: 1 for the first text at this URL, 2 for the next one, ...; 1 without a URL.
        status: standing; superseded by a later version; withheld, canceled, or retracted by its own text.
        status_since: stamp from which it is no longer standing; `None` while it is.
        producer: of the latest reading. read_at: when it was made, UTC. statements: how many it found.
        corrected_from: where a person has corrected outlet or time of publication, both as they were recorded; `None`
            for all others. `outlet` and `published` are the right ones.
    """

    id: str
    sha256: str
    doc: str
    outlet: str | None
    published: str | None
    url: str | None
    title: str | None
    lang: str | None
    version: int = 1
    status: str = "standing"
    status_since: str | None = None
    producer: str
    read_at: str
    statements: int
    corrected_from: dict[str, str | None] | None = None


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
        story: id of the story that was linked; `None` for a run over the whole ledger.
    """

    producer: str
    inputs_digest: str
    made_at: str
    claims: tuple[Claim, ...]
    story: str | None = None


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
