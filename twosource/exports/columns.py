"""The columns of the tables: name, type, HXL tag, what each holds. csv, hxl, parquet and the data package share them.

HXL 1.1 (https://hxlstandard.org/standard/1-1final/): a hashtag says what a column is, attributes narrow it down.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class Type(StrEnum):
    """What the values of a column are."""

    TEXT = "text"
    CODE = "code"
    """One of a few texts."""
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DATE = "date"
    MOMENT = "moment"
    """ISO 8601, UTC."""
    TEXTS = "texts"
    INTEGERS = "integers"
    SPANS = "spans"
    """Pairs of start and end, code points."""
    JSON = "json"
    """Objects, or lists of them."""


class Column(NamedTuple):
    """One column; `unread` if its cells may be "not read yet"."""

    name: str
    type: Type
    tag: str
    about: str
    unread: bool = False


T = Type
REPORTS = (
    Column("id", T.TEXT, "#meta+id+report", "the report's id (docs/ledger.md)"),
    Column("sha256", T.TEXT, "#meta+hash", "of the text's UTF-8 bytes"),
    Column("doc", T.TEXT, "#meta+name+report", "the report's short name"),
    Column("outlet", T.CODE, "#org+name+outlet", "who published it"),
    Column("published", T.TEXT, "#meta+published", "ISO 8601, as precise as it is known"),
    Column("lang", T.CODE, "#meta+lang", "BCP 47"),
    Column("url", T.TEXT, "#meta+url", "as stated"),
    Column("title", T.TEXT, "#meta+title", "as stated"),
    Column("dateline", T.TEXT, "#meta+dateline", "as stated"),
    Column("byline", T.TEXTS, "#meta+byline", "authors"),
    Column("retrieved", T.MOMENT, "#date+retrieved", "when the bytes were read"),
    Column("producer", T.CODE, "#meta+producer", "what read it"),
    Column("statements", T.INTEGER, "#meta+statements+count", "how many it found"),
    Column("published_from", T.MOMENT, "#date+reported+start", "first instant of `published`"),
    Column("published_until", T.MOMENT, "#date+reported+end", "last instant of `published`"),
    Column("version", T.INTEGER, "#meta+version", "the outlet's own number of this version"),
    Column("pub_status", T.CODE, "#status+report", "usable, withheld or canceled, as the outlet says"),
    Column("relayed_from", T.TEXTS, "#meta+relayed", "from whom the file says that it was passed on"),
)
STATEMENTS = (
    Column("id", T.TEXT, "#meta+id+statement", "the statement's id"),
    Column("report", T.TEXT, "#meta+id+report", "its report's id"),
    Column("doc", T.TEXT, "#meta+name+report", "its report's short name"),
    Column("outlet", T.CODE, "#org+name+outlet", "who published it"),
    Column("published", T.TEXT, "#meta+published", "ISO 8601, as precise as it is known"),
    Column("kind", T.CODE, "#meta+kind", "attributed, own-voice, verification"),
    Column("manner", T.CODE, "#meta+manner", "direct, indirect, mixed"),
    Column("commitment", T.CODE, "#meta+commitment", "what the source does with the content", unread=True),
    Column("stance", T.CODE, "#meta+stance", "how the outlet frames it", unread=True),
    Column("actor", T.CODE, "#org+name+speaker", "who speaks", unread=True),
    Column("actor_kind", T.CODE, "#org+type+speaker", "what kind of speaker", unread=True),
    Column("organisation", T.CODE, "#org+name+organisation", "whom a person speaks for", unread=True),
    Column("role", T.CODE, "#org+role", "the office as written", unread=True),
    Column("side", T.CODE, "#group+name+side", "whom the actor speaks for", unread=True),
    Column("channel", T.CODE, "#channel", "where the source spoke", unread=True),
    Column("nested_in", T.TEXT, "#meta+id+outer", "the statement whose content holds this one"),
    Column("response", T.BOOLEAN, "#meta+response", "marked as an answer"),
    Column("confidence", T.NUMBER, "#meta+confidence", "probability, 0 to 1; empty where nothing measured it"),
    Column("source", T.TEXT, "#meta+source+quoted", "its characters; pieces joined by an ellipsis"),
    Column("cue", T.TEXT, "#meta+cue", "its characters"),
    Column("content", T.TEXT, "#description", "its characters"),
    Column("source_spans", T.SPANS, "#meta+source+spans", "code points in the report's text"),
    Column("cue_spans", T.SPANS, "#meta+cue+spans", "code points in the report's text"),
    Column("content_spans", T.SPANS, "#meta+content+spans", "code points in the report's text"),
    Column("event_type", T.CODE, "#event+type", "key of an event type", unread=True),
    Column("places", T.TEXTS, "#loc+name", "canonical names", unread=True),
    Column("geonameids", T.INTEGERS, "#loc+code+v_geonames", "GeoNames ids, in the order of `places`", unread=True),
    Column("times", T.TEXTS, "#meta+times", "TIMEX3 values", unread=True),
    Column("quantities", T.JSON, "#meta+quantities", "numbers with what they count", unread=True),
)
CLAIMS = (
    Column("id", T.TEXT, "#meta+id+claim", "the claim's id"),
    Column("label", T.TEXT, "#event+name", "the claim in its own words"),
    Column("event_type", T.CODE, "#event+type", "key of an event type"),
    Column("standing", T.CODE, "#status+proposed", "as proposed, by the rules of standing"),
    Column("reliability", T.CODE, "#severity+code+reliability", "proposed, A to F"),
    Column("credibility", T.INTEGER, "#severity+code+credibility", "proposed, 1 to 6"),
    Column("independent_origins", T.INTEGER, "#indicator+num+origins", "how many"),
    Column("statements", T.TEXTS, "#meta+id+members", "ids of those that make it"),
    Column("origins", T.JSON, "#meta+origins", "actor, channel and side of each"),
    Column("relays", T.TEXTS, "#meta+relays", "outlets that pass it on"),
    Column("disputed_by", T.TEXTS, "#meta+id+disputes", "ids of statements"),
    Column("confirmed_by", T.TEXTS, "#meta+id+confirms", "ids of statements"),
    Column("retracted_by", T.TEXTS, "#meta+id+retracts", "ids of statements"),
    Column("unable_to_verify", T.TEXTS, "#meta+id+unable", "ids of statements"),
    Column("responses", T.TEXTS, "#meta+id+responds", "ids of statements"),
    Column("bears_on", T.TEXTS, "#meta+id+bears", "ids of statements"),
    Column("differences", T.JSON, "#meta+differences", "points on which the accounts differ"),
    Column("why", T.TEXTS, "#meta+why", "reasons of the proposed standing"),
    Column("signed", T.CODE, "#status+signed", "last word of a person: signed, overruled, rejected, unsure"),
    Column("signed_standing", T.CODE, "#status+signed+standing", "the standing that the person stands for"),
    Column("signed_by", T.CODE, "#meta+signed+name", "the person's name"),
    Column("signed_at", T.MOMENT, "#date+signed", "when"),
)
MEMBERS = (
    Column("claim", T.TEXT, "#meta+id+claim", "the claim's id"),
    Column("statement", T.TEXT, "#meta+id+statement", "the statement's id"),
    Column("role", T.CODE, "#meta+role", "member, disputed_by, confirmed_by, ..."),
    Column("relation", T.CODE, "#meta+relation", "same, stronger, weaker, narrower, disputes, ..."),
    Column("score", T.NUMBER, "#meta+score", "0 to 1"),
    Column("reason", T.TEXT, "#meta+reason", "why, in words"),
)
EVENTS = (
    Column("claim", T.TEXT, "#meta+id+claim", "the claim's id"),
    Column("place_number", T.INTEGER, "#meta+number", "1 for its first place; 0 where it names none"),
    Column("label", T.TEXT, "#event+name", "the claim in its own words"),
    Column("event_type", T.CODE, "#event+type", "key of an event type"),
    Column("happened", T.BOOLEAN, "#event+happened", "false: the claim says that it did not happen"),
    Column("standing", T.CODE, "#status+proposed", "as proposed"),
    Column("disputed", T.BOOLEAN, "#status+disputed", "whether anybody denies it"),
    Column("date_start", T.DATE, "#date+start", "first day that any of its statements gives"),
    Column("date_end", T.DATE, "#date+end", "last day that any of its statements gives"),
    Column("place", T.CODE, "#loc+name", "the place, with how the one meant stands to the named one"),
    Column("precision", T.CODE, "#loc+precision", "point, settlement, admin-2, admin-1, country, area, unresolved"),
    Column("basis", T.CODE, "#meta+basis", "assessed or claimed"),
    Column("latitude", T.NUMBER, "#geo+lat", "of a point; empty for every area"),
    Column("longitude", T.NUMBER, "#geo+lon", "of a point; empty for every area"),
    Column("radius_km", T.NUMBER, "#geo+radius", "of a circle; geojson has the shapes"),
    Column("geonameid", T.INTEGER, "#loc+code+v_geonames", "of the named place"),
    Column("country", T.CODE, "#country+code+v_iso2", "ISO 3166-1 alpha-2"),
    Column("adm1", T.CODE, "#adm1+name", "first-level area, by GeoNames"),
    Column("adm2", T.CODE, "#adm2+name", "district, by GeoNames"),
    Column("agent", T.CODE, "#org+name+agent", "who is said to have done it; empty where accounts differ"),
    Column("patient", T.CODE, "#org+name+patient", "to whom"),
    Column("killed", T.NUMBER, "#affected+killed", "where all who count them agree"),
    Column("killed_low", T.NUMBER, "#affected+killed+min", "least number stated"),
    Column("killed_high", T.NUMBER, "#affected+killed+max", "greatest number stated"),
    Column("injured", T.NUMBER, "#affected+injured", "where all who count them agree"),
    Column("injured_low", T.NUMBER, "#affected+injured+min", "least number stated"),
    Column("injured_high", T.NUMBER, "#affected+injured+max", "greatest number stated"),
    Column("speakers", T.TEXTS, "#org+name+speaker", "who asserts it"),
    Column("sides", T.TEXTS, "#group+name+side", "whom they speak for"),
    Column("denied_by", T.TEXTS, "#org+name+denies", "who denies it"),
    Column("confirmed_by", T.TEXTS, "#org+name+confirms", "who confirms it"),
    Column("not_verified_by", T.TEXTS, "#org+name+unable", "who could not verify it"),
    Column("no_evidence_seen_by", T.TEXTS, "#org+name+unseen", "who has seen no evidence of it"),
    Column("origins", T.TEXTS, "#org+name+origin", "whom it first comes from"),
    Column("outlets", T.TEXTS, "#meta+source", "who published it"),
    Column("independent_origins", T.INTEGER, "#indicator+num+origins", "how many"),
)
TABLES: dict[str, tuple[Column, ...]] = {
    "reports": REPORTS,
    "statements": STATEMENTS,
    "claims": CLAIMS,
    "members": MEMBERS,
    "events": EVENTS,
}
KEYS: dict[str, tuple[str, ...]] = {
    "reports": ("id",),
    "statements": ("id",),
    "claims": ("id",),
    "members": ("claim", "statement", "role"),
    "events": ("claim", "place_number"),
}
"""Columns whose values together name one row."""
LEADS_TO: dict[str, dict[str, str]] = {
    "statements": {"report": "reports", "nested_in": "statements"},
    "members": {"claim": "claims", "statement": "statements"},
    "events": {"claim": "claims"},
}
"""Table -> column -> the table whose `id` it holds."""
