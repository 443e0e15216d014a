"""Outlets as they are named beside a text: on a copyright line, in a byline, by a page's address."""

from __future__ import annotations

import re
from functools import cache

from twosource.readers.patterns import compiled, furniture_table
from twosource.world.outlets import lookup_outlet, outlet_of_domain

LONGEST_NAME = 6
"""Words: a longer holder of a copyright is a sentence, not a name."""


def canonical(name: str) -> str | None:
    """The canonical name of the outlet that is written as `name`; `None` when it is none that is known."""
    outlet = lookup_outlet(name.strip())
    return None if outlet is None else outlet.name


def of_host(host: str) -> str | None:
    """The canonical name of the outlet whose pages are at `host`; `None` when it is none that is known."""
    outlet = outlet_of_domain(host)
    return None if outlet is None else outlet.name


def holder(name: str, *, alone: bool) -> str | None:
    """The outlet that holds a copyright: by its canonical name, or as written without its legal form.

    Args:
        name: as written, "Harbour Courier Media Ltd".
        alone: the copyright is a line of its own, so that an unknown name can be trusted to be the publisher's.
    """
    plain = re.sub(r"^the\s+", "", legal_form().sub("", name.strip()), flags=re.IGNORECASE).strip(" ,.")
    if re.search(compiled(r"{PICTURES}$"), plain):
        return None  # a picture agency holds the copyright of a picture beside the text
    known = canonical(name) or canonical(plain)
    if known or not alone:
        return known
    return plain if plain and len(plain.split()) <= LONGEST_NAME else None


@cache
def legal_form() -> re.Pattern[str]:
    """A company's legal form at the end of its name."""
    forms = sorted((form.rstrip(".") for form in furniture_table().lists.legal_forms), key=len, reverse=True)
    return re.compile(rf"(?:,?\s+(?:{'|'.join(map(re.escape, forms))})\.?)+$")


def of_byline(text: str) -> tuple[tuple[str, ...], str | None]:
    """The people and the outlet that a byline names.

    Args:
        text: the byline without "By": "Ana Varga and Idris Bello, CNN".

    Returns:
        Names in order, without roles and places, and the outlet's canonical name, `None` when it names none.
    """
    names, outlet = [], None
    pieces = re.split(compiled("{AND}"), text)
    for number, piece in enumerate(pieces):
        name = re.split(r"(?:^|\s+)(?:in|for|at)\s+", piece)[0].strip()
        name = re.sub(rf"\s+{compiled('{ROLES}').pattern}$", "", name)
        if found := canonical(piece) or canonical(name):
            outlet = outlet or found
        elif name and not re.fullmatch(compiled("{ROLES}"), name):
            names.append(name)
        if name != piece.strip() and re.search(r"\s(?:in|at)\s", piece) and number < len(pieces) - 1:
            break
    return tuple(names), outlet
