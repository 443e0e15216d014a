"""The values every room speaks: immutable, typed, and the same in Python, JSON and the ledger.

Three kinds of emptiness are kept apart everywhere:

* *not read yet*: the step that would fill the value has not run. `UNSET` in Python, an absent key in JSON.
* *not stated*: the step ran, and the text does not say. `None` in Python, `null` in JSON.
* *none*: the step ran, and there is nothing. An empty tuple in Python, `[]` in JSON.

All offsets are Unicode code points into the report's text exactly as stored, end exclusive.
"""

from twosource.model.actor import Actor, ActorKind
from twosource.model.claim import (
    Claim,
    Difference,
    Grade,
    Member,
    Origin,
    Relation,
    RelationType,
    Standing,
    StandingTerm,
    ValueOf,
)
from twosource.model.evidence import Evidence, OrphanError, Span
from twosource.model.report import Basis, Furniture, FurnitureKind, Report, Stated, sha256_of
from twosource.model.statement import (
    Commitment,
    Kind,
    Manner,
    Place,
    PlaceRelation,
    Precision,
    Proposition,
    Quantity,
    Reading,
    Stance,
    Statement,
    Timex,
    TimexType,
    reports_of,
)

__all__ = [
    "Actor", "ActorKind", "Basis", "Claim", "Commitment", "Difference", "Evidence", "Furniture",
    "FurnitureKind", "Grade", "Kind", "Manner", "Member", "Origin", "OrphanError", "Place", "PlaceRelation",
    "Precision", "Proposition", "Quantity", "Reading", "Relation", "RelationType", "Report", "Span", "Stance",
    "Standing", "StandingTerm", "Stated", "Statement", "Timex", "TimexType", "ValueOf", "reports_of", "sha256_of",
]  # fmt: skip
