"""Places of claims as KML 2.2 (OGC 07-147r2) for Google Earth and others: a placemark for each place of each claim.

`TimeSpan` is the interval in which the event is said to have happened; without one the claim states no day.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from shapely import get_parts
from shapely.geometry.base import BaseGeometry

from twosource import __version__
from twosource.exports.events import ClaimedEvent, event_of
from twosource.exports.files import whole
from twosource.exports.geojson import place, properties
from twosource.exports.outlines import to_json
from twosource.exports.spots import Spot
from twosource.exports.view import View
from twosource.exports.wording import NONE, NOT_STATED, standing, visible
from twosource.model import StandingTerm

KML = "http://www.opengis.net/kml/2.2"
NOT_XML = re.compile("[\ufffe\uffff]")
"""What XML 1.0 has no room for, beside what `visible` spells out."""


def write(view: View, target: Path) -> None:
    """Write the file, whole or not at all.

    Raises:
        ExportError: it cannot be written.
    """
    root = ET.Element("kml", {"xmlns": KML})
    document = ET.SubElement(root, "Document")
    _text(document, "name", "Claims: who said what, where")
    moment = f"As of {view.as_of}." if view.as_of else "Everything read so far."
    _text(document, "description", f"{moment} twosource {__version__}. Every placemark is a claim, not a fact.")
    for claim in view.claims:
        event = event_of(claim, view)
        for spot in event.spots:
            document.append(_placemark(event, spot, view.as_of))
    with whole(target) as part:
        ET.ElementTree(root).write(part, encoding="utf-8", xml_declaration=True)


def _placemark(event: ClaimedEvent, spot: Spot, as_of: str | None) -> ET.Element:
    mark = ET.Element("Placemark")
    _text(mark, "name", event.claim.label)
    _text(mark, "description", _told(event, spot))
    if event.days is not None:
        span = ET.SubElement(mark, "TimeSpan")
        _text(span, "begin", event.days.first.isoformat())
        _text(span, "end", event.days.last.isoformat())
    data = ET.SubElement(mark, "ExtendedData")
    for name, value in {**properties(event, as_of), **place(spot)}.items():
        _text(ET.SubElement(data, "Data", {"name": name}), "value", _value(name, value))
    if spot.shape is not None:
        mark.append(_geometry(spot.shape))
    return mark


def _told(event: ClaimedEvent, spot: Spot) -> str:
    """The claim in sentences for the balloon: who says it, who denies it, how it stands."""
    who, proposed = event.stances, event.claim.standing
    lines = [f"Asserted by: {', '.join(who.speakers) or NONE}.", f"Denied by: {', '.join(who.denied_by) or NONE}."]
    if who.not_verified:
        lines.append(f"Could not verify: {', '.join(who.not_verified)}.")
    if who.no_evidence:
        lines.append(f"Has seen no evidence: {', '.join(who.no_evidence)}.")
    if proposed is not None:
        lines.append(f"Proposed standing: {standing(StandingTerm(proposed.term))}.")
    lines.append(f"Place: {spot.name or NOT_STATED} ({spot.precision}, {spot.basis}).")
    return "\n".join(lines)


def _value(name: str, value: Any) -> str:
    """A property as text: not stated and none are words, lists have semicolons."""
    if name == "as_of" and value is None:
        return "everything read so far"
    if value is None:
        return NOT_STATED
    if isinstance(value, list):
        return "; ".join(value) or NONE
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:g}" if isinstance(value, float) else str(value)


def _text(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, name).text = NOT_XML.sub("?", visible(text))


def _geometry(shape: BaseGeometry) -> ET.Element:
    parts = [_part(part) for part in get_parts(shape)]
    if len(parts) == 1:
        return parts[0]
    several = ET.Element("MultiGeometry")
    several.extend(parts)
    return several


def _part(shape: BaseGeometry) -> ET.Element:
    made = to_json(shape)
    kind, coordinates = made["type"], made["coordinates"]
    element = ET.Element("LineString" if kind == "LinearRing" else kind)
    if kind == "Polygon":
        for number, ring in enumerate(coordinates):
            boundary = ET.SubElement(element, "innerBoundaryIs" if number else "outerBoundaryIs")
            _coordinates(ET.SubElement(boundary, "LinearRing"), ring)
    else:
        _coordinates(element, [coordinates] if kind == "Point" else coordinates)
    return element


def _coordinates(parent: ET.Element, points: list[list[float]]) -> None:
    ET.SubElement(parent, "coordinates").text = " ".join(_pairs(points))


def _pairs(points: list[list[float]]) -> Iterator[str]:
    return (f"{lon},{lat}" for lon, lat in points)
