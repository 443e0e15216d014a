"""Ledger: where reports, readings and claims are kept. Rows are added and never changed.

One SQLite file by default, any other database by its SQLAlchemy URL. `Ledger` is the only way in and out; values go
in and come out as those of `twosource.model`, and every quotation is checked against its text both ways.
docs/ledger.md gives the schema, the two clocks and what to do when something is wrong.
"""

from twosource.ledger.errors import LedgerError, UnfitError
from twosource.ledger.moments import interval
from twosource.ledger.picture import Picture, picture, record
from twosource.ledger.rows import CLAIM_ROLES
from twosource.ledger.store import Ledger
from twosource.ledger.values import Cited, ClaimRun, Info, Recorded, ReportRow

__all__ = [
    "CLAIM_ROLES", "Cited", "ClaimRun", "Info", "Ledger", "LedgerError", "Picture", "Recorded",
    "ReportRow", "UnfitError", "interval", "picture", "record",
]  # fmt: skip
