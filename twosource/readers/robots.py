"""robots.txt as RFC 9309 has it: which paths of a host a program of our name may ask for.

The group that names us counts, else the group for all. Of the rules that fit a path the longest counts, and of two as
long the one that allows. `*` stands for any characters, `$` for the end.
"""

from __future__ import annotations

import re
from functools import cached_property
from urllib.parse import quote, unquote, urlsplit

from msgspec import Struct

TOKEN = "twosource"  # noqa: S105 - a product token, the name by which files address us
LONGEST = 500_000
"""Bytes of a file that are looked at: RFC 9309 asks for at least 500 kibibytes."""
MOST_RULES = 10_000
"""Rules of one group that are looked at: the longest file can hold ten times as many."""
SAFE = "/?=&;:@+,!~*'()$-._%"
"""What a path is compared with as it is; all else as its UTF-8 bytes in percent signs."""


class Rules(Struct, frozen=True, dict=True):
    """What a file says of us.

    Attributes:
        rules: whether it allows, and the pattern, in order.
        delay: seconds to wait between requests, which RFC 9309 does not have and many files do; `None`: not stated.
    """

    rules: tuple[tuple[bool, str], ...] = ()
    delay: float | None = None

    @cached_property
    def _patterns(self) -> list[tuple[int, bool, re.Pattern[str]]]:
        return [(len(path), allow, _compiled(path)) for allow, path in self.rules]

    def allow(self, url: str) -> bool:
        """Whether the address may be asked for."""
        parts = urlsplit(url)
        path = _plain((parts.path or "/") + (f"?{parts.query}" if parts.query else ""))
        fitting = [(length, allow) for length, allow, pattern in self._patterns if pattern.match(path)]
        return max(fitting, default=(0, True))[1] or parts.path == "/robots.txt"


ALL = Rules()
NOTHING = Rules(rules=((False, "/"),))


def _plain(path: str) -> str:
    return quote(unquote(path, errors="replace"), safe=SAFE)


def _compiled(path: str) -> re.Pattern[str]:
    end = path.endswith("$")
    pieces = _plain(path[:-1] if end else path).split("*")
    # Stars beside one another are one, and the lazy form keeps matching from going back over and over.
    body = ".*?".join(
        re.escape(piece) for number, piece in enumerate(pieces) if piece or number in {0, len(pieces) - 1}
    )
    return re.compile(body + ("$" if end else ""), re.DOTALL)


def parse(data: bytes) -> Rules:
    """What a robots.txt says of us. Lines that are none of its own are passed over; nothing in it is an error."""
    groups: dict[str, list[tuple[bool, str]]] = {}
    delays: dict[str, float] = {}
    named: list[str] = []
    heading = False
    for line in data[:LONGEST].decode("utf-8-sig", errors="replace").splitlines():
        field, colon, value = (part.strip() for part in line.partition("#")[0].partition(":"))
        key = field.lower()
        if not colon:
            continue
        if key == "user-agent":
            named = [*named, value.lower()] if heading else [value.lower()]
            heading = True
            for agent in named:
                groups.setdefault(agent, [])
            continue
        if key not in {"allow", "disallow", "crawl-delay"}:
            continue
        heading = False
        for agent in named:
            if key == "crawl-delay":
                delays.setdefault(agent, _seconds(value))
            elif value and len(groups[agent]) < MOST_RULES:
                groups[agent].append((key == "allow", value))
    ours = TOKEN if TOKEN in groups else "*"
    return Rules(rules=tuple(groups.get(ours, ())), delay=delays.get(ours))


def _seconds(value: str) -> float:
    try:
        return max(0.0, float(value))
    except ValueError:
        return 0.0
