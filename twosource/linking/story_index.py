"""Where a report looks for its story: an index by key term and period, the same in memory and in a table.

A story is listed under the key terms of each of its reports, once with the period of about `WINDOW` days in which the
report was published, and once with `ANY`. So a report looks at the few stories of its own days that share a key term,
however many there are of other times.
"""

from __future__ import annotations

from twosource.linking.story_profiles import WINDOW, Profile, days_of

ANY, UNDATED = "*", ""
"""Periods under which all stories are listed, and those with a report without a day."""


def index_keys(profile: Profile) -> tuple[str, ...]:
    """Keys under which a report's story is listed: each key term with its period, and with none for undated reports."""
    days = days_of(profile)
    periods = sorted({str(day.toordinal() // WINDOW) for day in days}) if days else [UNDATED]
    return tuple(f"{period}:{term}" for period in (*periods, ANY) for term in profile.key_terms)


def lookups(profile: Profile) -> tuple[str, ...]:
    """Keys under which the stories that a report may join are listed."""
    days = days_of(profile)
    if not days:
        return tuple(f"{ANY}:{term}" for term in profile.key_terms)
    first, last = min(days).toordinal() // WINDOW, max(days).toordinal() // WINDOW
    periods = [UNDATED, *map(str, range(first - 1, last + 2))]
    return tuple(f"{period}:{term}" for term in profile.key_terms for period in periods)
