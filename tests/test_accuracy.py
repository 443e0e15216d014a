"""Accuracy floors: what the reader and the linker reached, pinned together with the digest of the corpus.

A floor is lowered only with a written reason beside it in accuracy_floors.json. The figures in docs/measurements.md are
those of the same commands.
"""

import hashlib
import json
from pathlib import Path

import pytest

from benchmarks.ledger import measure

FLOORS = json.loads(Path(__file__).with_name("accuracy_floors.json").read_text(encoding="utf-8"))


def digest(story: Path) -> str:
    """SHA-256 over names and bytes of the story's files."""
    whole = hashlib.sha256()
    for path in sorted(story.iterdir()):
        whole.update(path.name.encode() + b"\0" + path.read_bytes())
    return whole.hexdigest()[:16]


def share(value: object) -> float:
    """One number of what a scorer prints: a share, an F1, a count, or whether."""
    if isinstance(value, str):
        right, _, total = value.partition("/")
        return int(right) / int(total)
    if isinstance(value, list):
        return float(value[0] / value[1])
    if isinstance(value, dict):
        return float(value["f1"])
    assert isinstance(value, int | float)
    return float(value)


@pytest.mark.parametrize("name", FLOORS)
def test_floors_hold(shared: Path, tmp_path: Path, name: str) -> None:
    story, pinned = shared / "corpora" / name, FLOORS[name]
    assert digest(story) == pinned["digest"], "the corpus has changed: measure anew and pin floors and digest together"
    reached: dict[str, float] = {}
    for table in reversed(measure(story, tmp_path, from_text=name == "seeds", options=("--json",), history=False)):
        reached |= {key: share(value) for key, value in json.loads(table).items()}
    fallen = {key: (reached[key], floor) for key, floor in pinned["floors"].items() if reached[key] < floor - 1e-9}
    assert not fallen
    over = {key: (reached[key], top) for key, top in pinned.get("at_most", {}).items() if reached[key] > top}
    assert not over
