"""Statements: one attribution in one report, in the terms of PARC and PolNeAR (source, cue, content)."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from msgspec import UNSET, Struct, UnsetType

from twosource.model.actor import Actor
from twosource.model.evidence import Span
from twosource.model.report import Report


class Kind(StrEnum):
    """Who vouches for a content."""

    ATTRIBUTED = "attributed"
    OWN_VOICE = "own-voice"
    """The outlet itself asserts it."""
    VERIFICATION = "verification"
    """The outlet's note that something could, or could not, be verified."""


class Manner(StrEnum):
    """How the content is quoted."""

    DIRECT = "direct"
    INDIRECT = "indirect"
    MIXED = "mixed"


class Commitment(StrEnum):
    """What the source does with the content."""

    ASSERTS = "asserts"
    DENIES = "denies"
    CONFIRMS = "confirms"
    UNABLE_TO_VERIFY = "unable-to-verify"
    NO_EVIDENCE_OBSERVED = "no-evidence-observed"
    DEMANDS = "demands"
    REFUSES = "refuses"
    PROPOSES = "proposes"
    PROMISES = "promises"
    THREATENS = "threatens"
    PREDICTS = "predicts"
    SPECULATES = "speculates"
    CONDITIONAL = "conditional"


class Stance(StrEnum):
    """How the outlet frames what the source says."""

    NEUTRAL = "neutral"
    DISTANCING = "distancing"
    ENDORSING = "endorsing"


class Precision(StrEnum):
    """How exactly a place is known, from a point to an area without borders."""

    POINT = "point"
    SETTLEMENT = "settlement"
    ADMIN2 = "admin-2"
    ADMIN1 = "admin-1"
    COUNTRY = "country"
    AREA = "area"
    """A region, direction, sea or other area that no administrative border bounds."""


class PlaceRelation(StrEnum):
    """How a place stands to the one that the text names to tell where it is."""

    NEAR = "near"
    OUTSIDE = "outside"
    DIRECTION_OF = "direction-of"
    """Towards it, or in the part of a front that is called by it ("the Pokrovsk direction")."""
    AT_DISTANCE = "at-distance"
    """So many kilometres from it, on no stated side."""
    BETWEEN = "between"
    """Between it and another; both have this relation."""
    BORDER_OF = "border-of"
    NORTH_OF = "north-of"
    NORTHEAST_OF = "northeast-of"
    EAST_OF = "east-of"
    SOUTHEAST_OF = "southeast-of"
    SOUTH_OF = "south-of"
    SOUTHWEST_OF = "southwest-of"
    WEST_OF = "west-of"
    NORTHWEST_OF = "northwest-of"


class Place(Struct, frozen=True, kw_only=True):
    """A toponym in the text and what it resolves to.

    Attributes:
        span: of the name in the text.
        name: canonical English name ("Dnipropetrovsk Oblast"); the text's own when it resolves to nothing.
        lat, lon: degrees, WGS 84; `None` where the gazetteer has none. Of an area: its representative point.
        geonameid: GeoNames id; `None` when unresolved.
        country: ISO 3166-1 alpha-2. admin1: GeoNames admin-1 code within the country.
        precision: how exactly the place is known; `None` when unresolved.
        demonym: the span is an adjective or a people ("Ukrainian", "Russians"), not a place name.
        alternatives: GeoNames ids of other candidates, best first, where it stays uncertain.
        relation: how the place that is meant stands to the named one ("near Lyman"); `None` when the named one itself
            is meant. Where there is one the precision is an area, and point and id are those of the named place.
        distance_km: stated distance from the named place in kilometres; `None` when none is stated, or a range.
    """

    span: Span
    name: str
    lat: float | None = None
    lon: float | None = None
    geonameid: int | None = None
    country: str | None = None
    admin1: str | None = None
    precision: Precision | None = None
    demonym: bool = False
    alternatives: tuple[int, ...] = ()
    relation: PlaceRelation | None = None
    distance_km: float | None = None


class TimexType(StrEnum):
    """TIMEX3 types (ISO-TimeML)."""

    DATE = "DATE"
    TIME = "TIME"
    DURATION = "DURATION"
    SET = "SET"


class Timex(Struct, frozen=True, kw_only=True):
    """A time expression, TIMEX3.

    Attributes:
        value: TIMEX3 value ("2025-06-08", "2025-06-08TMO", "P3Y", "PAST_REF"). Where the anchor is not known it
            stays underspecified ("XXXX-WXX-7"), never resolved to a guess.
        mod: TIMEX3 mod ("END", "MORE_THAN"); `None` when there is none.
    """

    span: Span
    type: TimexType
    value: str
    mod: str | None = None


class Quantity(Struct, frozen=True, kw_only=True):
    """A number in the text with what it counts.

    Attributes:
        value: the number; of a range its middle is not taken: `low` and `high` hold it and `value` is `None`.
        unit: "km", "people", "share of territory", "offensive actions"; `None` when not stated.
        comparator: "exactly", "about", "at least", "more than", "up to", "just under", "nearly", "between" or
            "estimated".
        denominator: of a share, the whole ("Ukrainian territory"); `None` otherwise.
    """

    span: Span
    value: float | None
    unit: str | None
    comparator: str = "exactly"
    low: float | None = None
    high: float | None = None
    denominator: str | None = None


class Proposition(Struct, frozen=True, kw_only=True):
    """What a content says, in a form that two statements can be compared by.

    Attributes:
        event_type: key of `reading/data/events.toml` ("movement", "strike", "loss"); `None` when no event is
            recognised.
        predicate: lemma of the verb or noun that names the event.
        strength: order among predicates of one type ("reached the border" 1 < "entered" 3); 0 when not ordered.
        polarity: False when the content itself says that it did not happen.
        agent, patient: side or canonical name of who did it and to whom; `None` when not stated.
        patient_side: the side that the report says it belongs to, where the patient is a thing ("the Norwegian frigate
            Berg"); `None` when not stated, and where the patient is a side.
        participants: canonical names of everybody and everything named in it, with the units.
        units: military units by name as written ("90th tank regiment").
        ranks: where it puts its subject among its like: "populated:2" is one of the two most populated, "populated:-4"
            less populated than four others.
        accused: sides that blame one another for it, where several do ("blamed each other for the raid").
        weapons: those of `participants` that are names of weapons.
        keywords: content lemmas, for comparing what no event type covers.
        refers_to: the content only names another claim ("the claim", "the reports", "the Russian advance").
    """

    event_type: str | None = None
    predicate: str | None = None
    strength: int = 0
    polarity: bool = True
    agent: str | None = None
    patient: str | None = None
    patient_side: str | None = None
    participants: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    weapons: tuple[str, ...] = ()
    accused: tuple[str, ...] = ()
    ranks: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    refers_to: bool = False


class Statement(Struct, frozen=True, kw_only=True):
    """One attribution in one report. A value that is `UNSET` has not been read yet.

    Attributes:
        id: stable: made of the report's id, the kind and the spans.
        report: id of the report. sha256: of its text. doc: the report's short name.
        source, cue, content: spans in order, not overlapping; content may be in pieces.
        nested_in: id of the statement whose content holds this one; `None` when it stands by itself.
        channel: where the source spoke, as a canonical word or name ("Telegram", "briefing"); `None` = not stated.
        response: the text marks it as an answer to what was said before ("in response").
        confidence: probability, from 0 to 1, that content and source are right (docs/attribution.md has the reliability
            table); `None` where nothing measured it: without the tagger, and for the outlet's own voice.
    """

    id: str
    report: str
    sha256: str
    doc: str
    kind: Kind
    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    content: tuple[Span, ...]
    manner: Manner | None = None
    commitment: Commitment | UnsetType | None = UNSET
    stance: Stance | UnsetType | None = UNSET
    actor: Actor | UnsetType | None = UNSET
    channel: str | UnsetType | None = UNSET
    nested_in: str | None = None
    response: bool = False
    confidence: float | None = None
    places: tuple[Place, ...] | UnsetType = UNSET
    times: tuple[Timex, ...] | UnsetType = UNSET
    quantities: tuple[Quantity, ...] | UnsetType = UNSET
    proposition: Proposition | UnsetType | None = UNSET


class Reading(Struct, frozen=True, kw_only=True):
    """What one version of the reader found in one report.

    Attributes:
        producer: name, version and settings of the pipeline, in one string; a better reader has another.
        steps: names of the steps that ran; what no step filled is not read yet.
    """

    report: Report
    producer: str
    steps: tuple[str, ...]
    statements: tuple[Statement, ...]
    places: tuple[Place, ...] | UnsetType = UNSET
    times: tuple[Timex, ...] | UnsetType = UNSET


def reports_of(readings: Iterable[Reading]) -> dict[str, Report]:
    """The reports by the id under which their statements name them (`Statement.report`)."""
    known: dict[str, Report] = {}
    for reading in readings:
        known[reading.report.id] = reading.report
        known.update(dict.fromkeys((s.report for s in reading.statements), reading.report))
    return known
