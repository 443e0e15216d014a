"""Places of claims as GeoJSON (RFC 7946): one feature for each place of each claim.

A vague place is its area and never a point; what cannot be drawn has the geometry `null`, which RFC 7946 calls
unlocated. Absent is not read yet, `null` is not stated, `[]` is none.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from twosource import __version__
from twosource.exports.events import ClaimedEvent, event_of
from twosource.exports.files import whole
from twosource.exports.outlines import to_json
from twosource.exports.spots import Spot
from twosource.exports.stances import standing_of
from twosource.exports.view import View
from twosource.territory.boundaries import boundaries

Json = dict[str, Any]


def write(view: View, target: Path) -> None:
    """Write the file, whole or not at all.

    Raises:
        ExportError: it cannot be written.
    """
    features, without = [], 0
    for claim in view.claims:
        event = event_of(claim, view)
        features += [_feature(event, spot, number, view.as_of) for number, spot in enumerate(event.spots, 1)]
        without += not event.spots
    source = boundaries().source
    collection: Json = {
        "type": "FeatureCollection",
        "made_by": f"twosource {__version__}",
        "as_of": view.as_of,
        "claims_without_a_place": without,
        "outlines": {"source": source.cited(), "viewpoint": source.viewpoint},
    }
    with whole(target) as part, part.open("wb") as file:
        file.writelines(_pieces(collection, features))


def _pieces(collection: Json, features: list[Json]) -> Iterator[bytes]:
    """The collection with one feature a line."""
    yield msgspec.json.encode(collection)[:-1] + b',"features":['
    for number, feature in enumerate(features):
        yield (b",\n" if number else b"\n") + msgspec.json.encode(feature)
    yield b"\n]}\n"


def _feature(event: ClaimedEvent, spot: Spot, number: int, as_of: str | None) -> Json:
    return {
        "type": "Feature",
        "id": f"{event.claim.id}/{number}",
        "geometry": to_json(spot.shape) if spot.shape is not None else None,
        "properties": {**properties(event, as_of), **place(spot)},
    }


def properties(event: ClaimedEvent, as_of: str | None) -> Json:
    """What is said of a claim beside its place; KML has the same."""
    who, days, claim = event.stances, event.days, event.claim
    proposed, signed, by = standing_of(claim)
    return {
        "claim_id": claim.id,
        "label": claim.label,
        "event_type": claim.event_type,
        "happened": who.happened,
        "standing": proposed and str(proposed),
        "signed_standing": signed,
        "signed_by": by,
        "stance": list(who.stances),
        "speakers": list(who.speakers),
        "sides": list(who.sides),
        "denied_by": list(who.denied_by),
        "confirmed_by": list(who.confirmed_by),
        "not_verified_by": list(who.not_verified),
        "no_evidence_seen_by": list(who.no_evidence),
        "retracted_by": list(who.retracted_by),
        "origins": list(who.origins),
        "outlets": list(who.outlets),
        "independent_origins": claim.independent_origins,
        "date_start": days and days.first.isoformat(),
        "date_end": days and days.last.isoformat(),
        "as_of": as_of,
    }


def place(spot: Spot) -> Json:
    """What is said of a place beside its shape."""
    return {
        "place": spot.name or None,
        "words": spot.words,
        "precision": spot.precision,
        "basis": spot.basis,
        "radius_km": spot.radius_km,
        "geonameid": spot.geonameid,
        "country": spot.country,
        "admin1": spot.admin1 and spot.admin1.name,
        "admin2": spot.admin2 and spot.admin2.name,
    }
