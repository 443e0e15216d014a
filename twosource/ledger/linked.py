"""One story's readings -> its claims: people's decisions on the readings, linking, their decisions on claims, standing.

Pure; the order of the steps is here alone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from msgspec.structs import replace

from twosource import __version__
from twosource.linking import link
from twosource.linking.decisions import Decisions
from twosource.model import Claim, Reading, reports_of
from twosource.standing import stand

ROOMS = ("linking", "standing")
"""Whose code and data make claims of readings."""


def claims_from(readings: Sequence[Reading], decisions: Decisions) -> tuple[Claim, ...]:
    """The claims of some readings, each with its standing.

    Args:
        readings: one of each report, as `decisions.readings` gives them.
        decisions: what people judged; what does not concern these readings changes nothing.
    """
    statements = {s.id: s for reading in readings for s in reading.statements}
    reports = reports_of(readings)
    shaped = decisions.claims(link(readings), readings)
    reliability = decisions.reliability
    return tuple(replace(c, standing=stand(c, statements, reports, reliability=reliability)) for c in shaped)


@cache
def producer() -> str:
    """Name and version of what makes claims of readings: the program's, and a digest of the rooms' code and data.

    Another version makes them anew; what the old one made stays on record.
    """
    digest = hashlib.sha256()
    for room in ROOMS:
        for path in sorted(_files(files("twosource") / room), key=str):
            digest.update(path.read_bytes())
    return f"twosource {__version__} / linking and standing {digest.hexdigest()[:12]}"


def _files(folder: Traversable) -> Iterator[Traversable]:
    for entry in folder.iterdir():
        if entry.is_dir() and entry.name != "__pycache__":
            yield from _files(entry)
        elif entry.name.endswith((".py", ".toml")):
            yield entry
