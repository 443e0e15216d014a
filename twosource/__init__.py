"""twosource reads the news about contested events and keeps the ledger of who said what.

`import twosource` loads nothing but this module; each of its names is loaded when it is first used (docs/python.md).
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

_HOME = {
    "Ledger": "api",
    "annotate": "api",
    "read": "api",
    "LedgerError": "ledger.errors",
    "Picture": "ledger.picture",
    "ReadError": "readers.errors",
    "Reader": "reading.reader",
    "UnreadableError": "reading.reader",
    "Change": "model.change",
    **dict.fromkeys(
        ("Actor", "Claim", "Commitment", "Evidence", "Kind", "OrphanError", "Place", "Quantity", "Reading", "Report",
         "Span", "Standing", "StandingTerm", "Statement", "Story", "Timex"), "model",
    ),
}  # fmt: skip
"""In which module each name is at home."""

if TYPE_CHECKING:
    from twosource.api import Ledger, annotate, read
    from twosource.ledger.errors import LedgerError
    from twosource.ledger.picture import Picture
    from twosource.model import (
        Actor,
        Claim,
        Commitment,
        Evidence,
        Kind,
        OrphanError,
        Place,
        Quantity,
        Reading,
        Report,
        Span,
        Standing,
        StandingTerm,
        Statement,
        Story,
        Timex,
    )
    from twosource.model.change import Change
    from twosource.readers.errors import ReadError
    from twosource.reading.reader import Reader, UnreadableError

__all__ = [
    "Actor", "Change", "Claim", "Commitment", "Evidence", "Kind", "Ledger", "LedgerError", "OrphanError", "Picture",
    "Place", "Quantity", "ReadError", "Reader", "Reading", "Report", "Span", "Standing", "StandingTerm", "Statement",
    "Story", "Timex", "UnreadableError", "__version__", "annotate", "read",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
