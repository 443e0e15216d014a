"""The whole ledger as JSON lines, and a ledger from such a file. docs/formats.md describes the lines.

A report's line comes before its readings', readings before claims, and the last line counts the others, so that a
file that was cut short is recognised.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
from msgspec.structs import replace

from twosource import __version__
from twosource.exports.files import ExportError, whole
from twosource.exports.view import View
from twosource.ledger import ClaimRun, Ledger, Recorded
from twosource.ledger.custody import add_custody, add_tie, log, ties
from twosource.ledger.layers import Outcome, add_layer, history
from twosource.ledger.placements import Placement, add_placements, placements
from twosource.model import Judgement, Reading
from twosource.model.custody import Custody, Deed
from twosource.territory.layers import Layer

FORMAT = 1
"""Number of the format; raised when an older program could not read the file any more."""

COUNTED = ("report", "reading", "judgement", "layer", "story", "claims", "custody", "original")
"""Types of lines that the last line counts; a file from before judgements, layers, stories or custody has none of
these."""

Json = dict[str, Any]


def lines(ledger: Ledger) -> Iterator[bytes]:
    """The ledger, line by line, each with its line end, in the order of `COUNTED`.

    Raises:
        LedgerError, OrphanError: see `Ledger.history`.
    """
    counts: Counter[str] = Counter()
    seen: set[str] = set()
    yield _line({"type": "twosource", "format": FORMAT, "version": __version__})
    for recorded in ledger.history():
        if recorded.report_id not in seen:
            seen.add(recorded.report_id)
            counts["report"] += 1
            report = recorded.reading.report
            yield _line({"type": "report", "id": recorded.report_id, "sha256": report.sha256, "text": report.text})
        counts["reading"] += 1
        yield _line(_reading(recorded))
    for judgement in ledger.judgements():
        counts["judgement"] += 1
        yield _line({"type": "judgement", "judgement": judgement})
    for recorded_at, layer in history(ledger):
        counts["layer"] += 1
        yield _line({"type": "layer", "recorded_at": recorded_at, "layer": layer})
    for placement in placements(ledger):
        counts["story"] += 1
        yield _line({"type": "story", **msgspec.to_builtins(placement)})
    for run in ledger.claim_runs():
        counts["claims"] += 1
        yield _line({"type": "claims", **msgspec.to_builtins(run)})
    for _, entry in log(ledger):
        counts["custody"] += 1
        # The digest of a check is of this ledger's rows, and would not be true of another's.
        own = replace(entry, sha256=None) if entry.deed is Deed.CHECKED else entry
        yield _line({"type": "custody", "entry": own})
    for tie in ties(ledger):
        counts["original"] += 1
        yield _line({"type": "original", **tie})
    yield _line({"type": "end", **{kind: counts[kind] for kind in COUNTED}})


def _reading(recorded: Recorded) -> Json:
    """A reading without the text, which its report's line holds."""
    reading = recorded.reading
    stripped = replace(reading, report=replace(reading.report, text=""))
    return {"type": "reading", "report": recorded.report_id, "read_at": recorded.read_at, "reading": stripped}


def _line(value: Json) -> bytes:
    return msgspec.json.encode(value) + b"\n"


def export(view: View, target: Path) -> None:
    """Write the whole ledger of a view (`write`)."""
    write(view.ledger, target)


def write(ledger: Ledger, target: Path) -> None:
    """Write the ledger to a file, which is whole or left as it was.

    Raises:
        ExportError: it cannot be written.
        LedgerError, OrphanError: the ledger cannot be read.
    """
    with whole(target) as part, part.open("wb") as file:
        file.writelines(lines(ledger))


def read(source: Path, ledger: Ledger) -> int:
    """Record in `ledger` what a file holds, with the times of its first recording; what is there stays as it is.

    Returns:
        How many readings, judgements, layers, choices of stories, runs of claims and rows of custody were new.

    Raises:
        ExportError: the file is missing, was cut short, or a line is not of this format; what came before it is kept.
        LedgerError, OrphanError: see `Ledger.add`.
    """
    try:
        with source.open("rb") as file:
            return _Rebuild(ledger, source).run(file)
    except OSError as error:
        raise ExportError(f"{source} cannot be read ({error.strerror}): check its name") from error


class _Rebuild:
    """Reads one file. Keeps where each report's line stands, so that no more than one text is in memory."""

    def __init__(self, ledger: Ledger, source: Path) -> None:
        self._ledger = ledger
        self._source = source
        self._places: dict[str, int] = {}
        self._counts: Counter[str] = Counter()
        self._new = 0
        self._judged: set[str] | None = None
        self._here = {row.id for row in ledger.reports(every=True)}
        self._waiting: list[Placement] = []

    def run(self, file: Any) -> int:
        number, place, kind = 0, 0, ""
        for number, line in enumerate(iter(file.readline, b""), 1):
            try:
                value = msgspec.json.decode(line)
                kind = self._take(value, place, file)
            except (msgspec.DecodeError, KeyError, TypeError) as error:
                raise ExportError(
                    f"{self._source}, line {number} is not of this format ({error}): export the ledger again"
                ) from error
            place += len(line)
        if kind != "end":
            raise ExportError(f"{self._source} was cut short after line {number}: export the ledger again")
        return self._new

    def _take(self, value: Json, place: int, file: Any) -> str:
        kind: str = value["type"]
        if kind == "twosource" and value["format"] != FORMAT:
            raise ExportError(f"{self._source} has format {value['format']!r}, this program reads {FORMAT}: upgrade it")
        if kind == "report":
            self._places[value["id"]] = place
        elif kind == "reading":
            self._new += self._reading(value, file)
        elif kind in {"judgement", "layer", "custody", "original"}:
            self._new += self._single(kind, value)
        elif kind == "claims":
            run = msgspec.convert(value, ClaimRun)
            digest, made_at = run.inputs_digest, run.made_at
            self._place()
            self._new += self._ledger.record_claims(
                run.claims, producer=run.producer, inputs_digest=digest, story=run.story, made_at=made_at
            )
        elif kind == "story":
            self._waiting.append(msgspec.convert(value, Placement))
        elif kind == "end":
            if any(value.get(name, 0) != self._counts[name] for name in COUNTED):
                raise ExportError(f"{self._source} lacks lines that its last line counts: export the ledger again")
            self._place()
        self._counts[kind] += 1
        return kind

    def _single(self, kind: str, value: Json) -> bool:
        """Record what is one row; whether it was new."""
        if kind == "judgement":
            return self._judgement(msgspec.convert(value["judgement"], Judgement))
        if kind == "custody":
            return add_custody(self._ledger, msgspec.convert(value["entry"], Custody))
        if kind == "original":
            return add_tie(self._ledger, value)
        layer = msgspec.convert(value["layer"], Layer)
        return add_layer(self._ledger, layer, recorded_at=value["recorded_at"]) is not Outcome.KNOWN

    def _place(self) -> None:
        """Take over the stories; where the ledger has other reports these have found theirs, and new ones join them."""
        if self._here <= self._places.keys():
            self._new += add_placements(self._ledger, self._waiting)
        self._waiting.clear()

    def _judgement(self, judgement: Judgement) -> bool:
        if self._judged is None:
            self._judged = {one.id for one in self._ledger.judgements()}
        made = self._ledger.judge(judgement)
        if made.id != judgement.id:
            raise ExportError(f"{self._source}: judgement {judgement.id} is not as it was recorded: export again")
        new = made.id not in self._judged
        self._judged.add(made.id)
        return new

    def _reading(self, value: Json, file: Any) -> bool:
        here = file.tell()
        file.seek(self._places[value["report"]])
        text = msgspec.json.decode(file.readline())["text"]
        file.seek(here)
        reading = msgspec.convert(value["reading"], Reading)
        reading = replace(reading, report=replace(reading.report, text=text))
        if reading.report.id != value["report"]:
            raise ExportError(f"{self._source}: a reading of {reading.report.doc} is not of its report: export again")
        return self._ledger.add(reading, read_at=value["read_at"])
