"""The page's colours, by number: apart for a colour-blind reader, and dark enough on their ground to be read."""

import re
from itertools import combinations
from typing import Any

import numpy as np
import pytest

from twosource.exports.html import TEMPLATES

CSS = (TEMPLATES / "page.css").read_text(encoding="utf-8")

VISION = {
    "normal": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
}
"""Machado, Oliveira and Fernandes 2009, severity 1.0, for linear RGB."""
APART = 25.0
"""Least CIELAB distance (1976) of two roles' colours. A just noticeable difference is 2.3 on wide fields, and a line of
2 px needs about ten times that. Okabe and Ito's set came down to 9.5 here (content and own voice, deuteranopia)."""
TEXT_CONTRAST = 4.5
"""WCAG 2.2, 1.4.3 (AA), normal text."""
LINE_CONTRAST = 3.0
"""WCAG 2.2, 1.4.11 (AA): lines that carry meaning."""

TO_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)
WHITE = np.array([0.95047, 1.0, 1.08883])
ROLES = ("source", "cue", "edge", "note-edge", "own")


def palette(css: str) -> dict[str, tuple[Any, float]]:
    """Of each custom property its sRGB colour, from 0 to 1, and its opacity."""
    found: dict[str, tuple[Any, float]] = {}
    for name, hexadecimal, rgb, percent in re.findall(r"--([\w-]+): (?:#(\w{6})|rgb\((\d+ \d+ \d+) / (\d+)%\));", css):
        parts = bytes.fromhex(hexadecimal) if hexadecimal else [int(part) for part in rgb.split()]
        found[name] = np.array(list(parts)) / 255, int(percent or 100) / 100
    return found


LIGHT, DARK = (palette(part) for part in CSS.split("@media", 2)[:2])
SCHEMES = pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])


def linear(srgb: Any) -> Any:
    return np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)


def lab(light: Any) -> Any:
    """CIELAB (D65) of linear RGB."""
    ratio = TO_XYZ @ np.clip(light, 0, 1) / WHITE
    x, y, z = np.where(ratio > (6 / 29) ** 3, np.cbrt(ratio), ratio / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def contrast(one: Any, other: Any) -> float:
    """WCAG's contrast ratio of two opaque sRGB colours."""
    low, high = sorted(float(TO_XYZ[1] @ linear(colour)) for colour in (one, other))
    return (high + 0.05) / (low + 0.05)


def over(tint: tuple[Any, float], ground: Any) -> Any:
    colour, opacity = tint
    return colour * opacity + ground * (1 - opacity)


def test_the_measures_themselves() -> None:
    assert contrast(np.zeros(3), np.ones(3)) == pytest.approx(21)
    assert lab(linear(np.array([1.0, 0, 0]))) == pytest.approx([53.24, 80.09, 67.2], abs=0.05)
    for matrix in VISION.values():
        assert matrix @ np.ones(3) == pytest.approx(np.ones(3), abs=1e-5), "grey stays grey"


def test_both_schemes_name_the_same_colours() -> None:
    assert set(LIGHT) == set(DARK) >= {*ROLES, "paper", "ink", "fine", "card", "content", "note", "control"}


@SCHEMES
@pytest.mark.parametrize("vision", VISION)
def test_roles_are_told_apart(colours: Any, vision: Any) -> None:
    seen = {role: lab(VISION[vision] @ linear(colours[role][0])) for role in ROLES}
    distances = {(a, b): float(np.linalg.norm(seen[a] - seen[b])) for a, b in combinations(ROLES, 2)}
    assert min(distances.values()) >= APART, min(distances.items(), key=lambda item: item[1])


@SCHEMES
def test_text_can_be_read(colours: Any) -> None:
    paper, ink = colours["paper"][0], colours["ink"][0]
    grounds = {name: colours[name][0] for name in ("paper", "card")}
    for text in ("ink", "fine", "source"):  # links are in the colour of sources
        for name, ground in grounds.items():
            assert contrast(colours[text][0], ground) >= TEXT_CONTRAST, (text, name)
    assert contrast(colours["control"][0], paper) >= TEXT_CONTRAST
    for tint in ("content", "note"):
        once, without_end = over(colours[tint], paper), colours[tint][0]
        assert contrast(ink, once) >= TEXT_CONTRAST, tint
        assert contrast(ink, without_end) >= TEXT_CONTRAST, f"{tint}, nested to any depth"


@SCHEMES
def test_lines_can_be_seen(colours: Any) -> None:
    for role in ROLES:
        assert contrast(colours[role][0], colours["paper"][0]) >= LINE_CONTRAST, role


def test_no_role_rests_on_colour_alone() -> None:
    """Each has its own line or weight, and nothing is made faint by opacity, which the contrasts would not see."""
    rules = {name: CSS[CSS.index(f"\n{name} {{") :].split("}")[0] for name in (
        ".source", ".cue", ".content", ".content.verification", ".content.own-voice")}  # fmt: skip
    assert "underline 2px" in rules[".source"]
    assert "font-weight: 700" in rules[".cue"]
    assert "underline double" in rules[".cue"]
    assert "border-bottom: 2px solid" in rules[".content"]
    assert "dashed" in rules[".content.verification"]
    assert "dotted" in rules[".content.own-voice"]
    assert "opacity" not in CSS
