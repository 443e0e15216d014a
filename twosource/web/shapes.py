"""What the map draws: places of a claim, and the outlines of the countries that they lie in, both as GeoJSON."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Annotated, Any

import msgspec
import shapely
from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import Response

from twosource.exports.voices import voices
from twosource.ledger.latest_layers import latest_layers, publishers
from twosource.ledger.moments import end_of
from twosource.model import Claim
from twosource.territory.boundaries import BoundariesError, boundaries
from twosource.web.asking import AsOf, claim_now, claim_then, moment, picture, picture_of, source_of
from twosource.web.forms import encoded, to_json
from twosource.web.places import Spot, countries, spots
from twosource.web.source import Picture
from twosource.web.voices import hues

router = APIRouter()
CODE = re.compile(r"[A-Z]{2}")
LAYER_DETAIL = 0.002
"""Degrees (some 200 m) by which a layer's line may move: a pixel of a map of one region."""
COUNTRIES_AT_MOST = 12
"""Countries of one answer: the twelve largest together are 2 MB."""
DAY = 86_400


@router.get("/boundaries.json", summary="Outlines of first-level areas (GeoJSON)", response_class=Response)
def boundaries_json(
    countries: Annotated[
        str, Query(max_length=80, description="ISO 3166-1 alpha-2 codes with commas between.", examples=["IS,NO"])
    ],
) -> Response:
    """Simplified outlines, under the viewpoint that the answer declares."""
    codes = tuple(dict.fromkeys(code.strip().upper() for code in countries.split(",") if code.strip()))
    if len(codes) > COUNTRIES_AT_MOST or not all(CODE.fullmatch(code) for code in codes):
        raise HTTPException(400, f"countries: give up to {COUNTRIES_AT_MOST} two-letter codes, such as IS,NO")
    try:
        body = _outlines(codes)
    except BoundariesError as error:
        raise HTTPException(503, str(error)) from error
    return Response(body, media_type="application/geo+json", headers={"cache-control": f"max-age={DAY}"})


@lru_cache(maxsize=32)
def _outlines(codes: tuple[str, ...]) -> bytes:
    return encoded(boundaries().display_geojson(codes))


@router.get(
    "/layers.json", summary="Control layers of one publisher, the latest by a day (GeoJSON)", response_class=Response
)
def layers_json(
    request: Request,
    publisher: Annotated[str, Query(max_length=200)] = "",
    as_of: AsOf = None,
) -> Response:
    """Who holds what according to one publisher, never blended with another; without one, the list of them."""
    book = source_of(request).ledger
    at = moment(as_of)
    known = publishers(book)
    found = latest_layers(book, publisher, until=end_of(at)[:10] if at else None) if publisher in known else []
    features = [
        {
            "type": "Feature",
            "geometry": shapely.geometry.mapping(shapely.simplify(layer.shape, LAYER_DETAIL)),
            "properties": {"name": layer.name(), "kind": layer.kind, "status": str(layer.status), "date": layer.date,
                           "km2": layer.km2, "file": layer.file, "sha256": layer.sha256},
        }
        for layer in found
    ]  # fmt: skip
    return to_json({"type": "FeatureCollection", "publishers": known, "publisher": publisher, "features": features})


@router.get("/claims/{claim_id}/places.json", summary="Places of a claim (GeoJSON)", response_class=Response)
def places_json(request: Request, claim_id: str, as_of: AsOf = None) -> Response:
    """One feature a place, with who says so and on what basis; a vague place is an area and says how wide."""
    newest = picture(request)
    now = claim_now(claim_id, newest)
    shown = picture_of(request, now, as_of, newest)
    claim = claim_then(claim_id, shown, newest)
    found = _spots(claim, shown, now, newest) if claim else ()
    features = [_feature(spot) for spot in found]
    return to_json({"type": "FeatureCollection", "countries": countries(found), "features": features})


def _spots(claim: Claim, shown: Picture, now: Claim, newest: Picture) -> tuple[Spot, ...]:
    hue = hues(now, voices(now, newest.book))
    return spots(voices(claim, shown.book), shown, hue)


def _feature(spot: Spot) -> dict[str, Any]:
    point = None
    if spot.lat is not None and spot.lon is not None:
        point = {"type": "Point", "coordinates": [spot.lon, spot.lat]}
    values = msgspec.to_builtins(spot)
    return {
        "type": "Feature",
        "geometry": point,
        "properties": {k: v for k, v in values.items() if k not in {"lat", "lon"}},
    }
