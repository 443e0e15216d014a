"""Stories: which reports are about one unfolding matter.

    known = profile(report)                       # what it is about; keep it
    damped = recent.damp(known)                   # less of what all reports of these days name
    found = assign(damped, candidates)            # candidates: stories listed under one of `lookups(damped)`
    candidates[found.story].add(damped)           # `found.story` is None where a story begins: `story_id(report.id)`

`group` does the same for many reports at once, and looks at each of them three times.
"""

from __future__ import annotations

import hashlib
from collections.abc import Container, Iterable, Mapping

from msgspec import Struct

from twosource.linking.story_groups import group
from twosource.linking.story_index import index_keys, lookups
from twosource.linking.story_profiles import LIKE, Centroid, Likeness, Profile, Recent, profile, similarity
from twosource.model import Claim

__all__ = [
    "Assignment", "Centroid", "Likeness", "Profile", "Recent", "assign", "group", "index_keys", "lookups", "profile",
    "similarity", "story_id", "title_of",
]  # fmt: skip

TITLE_LENGTH = 90
"""Characters of a title: one line of a page."""
LEAD_CHARACTERS = 500
"""Characters at the beginning of a report that say what is new: headline and first two or three paragraphs."""
FURTHER_DOWN = 0.25
"""Weight of a claim in a report that makes it further down; looked at on the stories of the press of 2022, where at 1
the titles are what every report repeats, and at 0 single reports decide."""


class Assignment(Struct, frozen=True, kw_only=True):
    """The story that a report joins; `story` is `None` when it begins one of its own."""

    story: str | None
    score: float
    reason: str


def story_id(report: str) -> str:
    """A story's id, made of its first report's."""
    return "s" + hashlib.sha256(f"story {report}".encode()).hexdigest()[:12]


def assign(profile: Profile, candidates: Mapping[str, Centroid]) -> Assignment:
    """The story that a report joins: the likest within its window, if like enough.

    Args:
        profile: of the report, damped (`Recent.damp`) if the candidates' members are.
        candidates: stories by id, such as those that share one of the report's `key_terms` and were reported on
            within `WINDOW` days. Of two as like the first counts.
    """
    best, likest = None, Likeness(score=0.0)
    for story, centroid in candidates.items():
        if not centroid.within(profile):
            continue
        found = similarity(profile, centroid)
        if best is None or found.score > likest.score:
            best, likest = story, found
    if best is not None and likest.score >= LIKE:
        return Assignment(story=best, score=likest.score, reason=likest.reason)
    nearest = f"; the nearest story {likest.reason}" if likest.grounds else ""
    return Assignment(story=None, score=likest.score, reason=f"no story is like enough{nearest}")


def title_of(
    claims: Iterable[Claim], report_of: Mapping[str, str], *, leads: Container[str] = (), otherwise: str = ""
) -> str:
    """A story's title in a claim's own words: the label of the claim that most of its reports begin with.

    News says first what is new; what most reports of a war repeat further down is background.

    Args:
        claims: of the story, earliest first; of two that are as prominent the earlier counts.
        report_of: ids of the reports by the ids of their statements.
        leads: ids of the statements with which the reports begin (`LEAD_CHARACTERS`).
        otherwise: the title of a story without claims, such as that of its first report.
    """
    best, most = otherwise, 0.0
    for claim in claims:
        weights: dict[str, float] = {}
        for member in claim.members:
            report = report_of.get(member.statement, member.statement)
            weights[report] = max(weights.get(report, 0.0), 1.0 if member.statement in leads else FURTHER_DOWN)
        prominence = sum(weights.values())
        if prominence > most and claim.label.strip():
            best, most = claim.label, prominence
    return _shortened(best)


def _shortened(label: str) -> str:
    """At most `TITLE_LENGTH` characters, cut between words."""
    label = " ".join(label.split())
    if len(label) <= TITLE_LENGTH:
        return label
    cut = label[: TITLE_LENGTH - 1]
    whole = cut.rpartition(" ")[0] or cut
    return whole.rstrip(" ,;:–—-") + "…"
