"""The formats of `twosource export`: one table. To add one, write a module and add a row; the docs name it too."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from twosource.exports.view import View


class ExportFormat(StrEnum):
    """What `export` writes."""

    JSONL = "jsonl"
    CSV = "csv"
    HXL = "hxl"
    PARQUET = "parquet"
    GEOJSON = "geojson"
    KML = "kml"
    ACLED = "acled"
    UCDP = "ucdp"
    CLAIMREVIEW = "claimreview"
    ANNOTATIONS = "annotations"
    PROV = "prov"
    MISP = "misp"
    EVIDENCE_PACK = "evidence-pack"


class Format(Struct, frozen=True, kw_only=True):
    """One format.

    Attributes:
        extension: of its file; "" where it is several files, in a folder or a zip file.
        writes: what, in a phrase.
        function: `module:name` in this package, called with a `View` and the target.
        whole: it is always the whole ledger, with its history.
        places: it has places, which can be made coarser.
        one_claim: it is of one claim.
    """

    extension: str
    writes: str
    function: str
    whole: bool = False
    places: bool = False
    one_claim: bool = False


FORMATS: dict[ExportFormat, Format] = {
    ExportFormat.JSONL: Format(
        extension=".jsonl",
        writes="the whole ledger with its history, to build it again from",
        function="jsonl:export",
        whole=True,
    ),
    ExportFormat.CSV: Format(
        extension="", writes="five tables for a spreadsheet, and a data package", function="csv_files:write"
    ),
    ExportFormat.HXL: Format(
        extension="", writes="the same tables with a row of HXL tags", function="csv_files:write_hxl"
    ),
    ExportFormat.PARQUET: Format(extension="", writes="the same tables, typed", function="parquet:write"),
    ExportFormat.GEOJSON: Format(
        extension=".geojson", writes="places of claims for a map", function="geojson:write", places=True
    ),
    ExportFormat.KML: Format(
        extension=".kml", writes="places of claims for Google Earth", function="kml:write", places=True
    ),
    ExportFormat.ACLED: Format(
        extension=".csv", writes="claimed events in the columns of ACLED", function="acled:write", places=True
    ),
    ExportFormat.UCDP: Format(
        extension=".csv", writes="claimed events in the columns of UCDP GED", function="ucdp:write", places=True
    ),
    ExportFormat.CLAIMREVIEW: Format(
        extension=".jsonld", writes="schema.org claims, and reviews of those signed", function="claimreview:write"
    ),
    ExportFormat.ANNOTATIONS: Format(
        extension=".jsonld", writes="statements as W3C Web Annotations", function="web_annotations:write"
    ),
    ExportFormat.PROV: Format(extension=".json", writes="origins and relays as W3C PROV", function="prov:write"),
    ExportFormat.MISP: Format(extension=".json", writes="a MISP event with Admiralty tags", function="misp:write"),
    ExportFormat.EVIDENCE_PACK: Format(
        extension=".zip",
        writes="one claim with its evidence, as a page and tables with hashes",
        function="evidence_pack:write",
        one_claim=True,
    ),
}


def writer(form: ExportFormat) -> Callable[[View, Path], None]:
    """The function that writes a format; its module is imported then and not before."""
    module, _, name = FORMATS[form].function.partition(":")
    found: Callable[[View, Path], None] = getattr(importlib.import_module(f"twosource.exports.{module}"), name)
    return found
