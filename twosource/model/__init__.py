"""The values every room speaks: immutable, typed, and the same in Python, JSON and the ledger.

Three kinds of emptiness are kept apart everywhere:

* *not read yet*: the step that would fill the value has not run. `UNSET` in Python, an absent key in JSON.
* *not stated*: the step ran, and the text does not say. `None` in Python, `null` in JSON.
* *none*: the step ran, and there is nothing. An empty tuple in Python, `[]` in JSON.

All offsets are Unicode code points into the report's text exactly as stored, end exclusive.
"""

from twosource.model.actor import Actor, ActorKind
from twosource.model.claim import Claim, Difference, Member, Origin, Relation, ValueOf
from twosource.model.evidence import Evidence, OrphanError, Span
from twosource.model.judgement import Action, ClaimRef, Judgement, Target, Value
from twosource.model.report import Basis, Furniture, FurnitureKind, PubStatus, Report, Stated, sha256_of
from twosource.model.route import Copy, Hop, HopKind, Known, Stretch
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
from twosource.model.story import Story
from twosource.model.terms import Grade, RelationType, Standing, StandingTerm

__all__ = [
    "Action", "Actor", "ActorKind", "Basis", "Claim", "ClaimRef", "Commitment", "Copy", "Difference", "Evidence",
    "Furniture", "FurnitureKind", "Grade", "Hop", "HopKind", "Judgement", "Kind", "Known", "Manner", "Member",
    "Origin", "OrphanError", "Place", "PlaceRelation", "Precision", "Proposition", "PubStatus", "Quantity",
    "Reading", "Relation", "RelationType", "Report", "Span", "Stance", "Standing", "StandingTerm", "Stated",
    "Statement", "Story", "Stretch", "Target", "Timex", "TimexType", "Value", "ValueOf", "reports_of", "sha256_of",
]  # fmt: skip
