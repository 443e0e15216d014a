"""What a report is about, what a story is about, and how like they are.

A report's profile is its most telling terms. A story is the sum of its reports' profiles, each text once. A report
joins the story it is most like, if it is like enough and the story was reported on not long before or after. Nothing
here knows the other reports of a ledger, save what `Recent` says of the days around: what every report of these days
names (the parties to a war, the war itself) tells no story from another.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date

from msgspec import Struct

from twosource.linking.moments import published_day
from twosource.linking.story_terms import terms_of
from twosource.model import Reading, Report
from twosource.model.report import outlet_key

TERMS = 120
"""Terms of a profile, the weightiest. ECB+ dev, B3: 80 terms 91.6, 120 and 150 terms 92.0 to 92.5, all the same."""
KEYS = 16
"""Terms by which a report looks for its story."""
LIKE = 0.34
"""Cosine from which a report belongs to a story. ECB+ dev, B3: 0.33 and 0.35 the same
after sure seeds (`twosource.linking.story_groups`)."""
WINDOW = 60
"""Days before its first and after its last report within which a story can be joined."""
RECENT_PRIOR = 200
"""Reports without the term that are added to those of the days around, so that in a handful of reports nothing counts
as frequent."""
OUTLET_PRIOR = 50
"""The same for the reports of one outlet."""
COMMON = math.exp(-2)
"""Share of the reports of the days around (0.135) from which a term weighs less, down to nothing for one in all."""
NOTHING = 1e-7
"""What rounding leaves of a weight that was taken away."""
GROUNDS = 5
"""Shared terms that are named as the reason."""


class Profile(Struct, frozen=True, kw_only=True):
    """What a report is about.

    Attributes:
        report: the report's id. sha256: of its text. outlet: as the report names it; `None` when not stated.
        terms: (stem or number, weight), weightiest first, at most `TERMS`; of length 1. Empty when it has no words.
        first, last: days on which it was published, ISO 8601; they differ when only the month or year is known to
            the caller. `None` when not known to the day.
        key_terms: the most telling terms, by which stories are looked up.
    """

    report: str
    sha256: str
    terms: tuple[tuple[str, float], ...]
    key_terms: tuple[str, ...]
    outlet: str | None = None
    first: str | None = None
    last: str | None = None


class Likeness(Struct, frozen=True, kw_only=True):
    """How like a story a report is.

    Attributes:
        score: cosine, 0 to 1.
        grounds: shared terms with what they add to the score, largest first, at most `GROUNDS`.
        same_text: the story has the very text.
    """

    score: float
    grounds: tuple[tuple[str, float], ...] = ()
    same_text: bool = False

    @property
    def reason(self) -> str:
        """The likeness in words."""
        if self.same_text:
            return "the same text"
        if not self.grounds:
            return "nothing telling in common"
        return "shares " + ", ".join(f"{term} ({part:.2f})" for term, part in self.grounds)


def profile(report: Report | Reading, recent: Recent | None = None) -> Profile:
    """What a report is about.

    Args:
        report: the report, or its reading.
        recent: the days around; without it, or by `Recent.damp` later.
    """
    own = report.report if isinstance(report, Reading) else report
    ranked = sorted(terms_of(own).items(), key=lambda row: (-row[1], row[0]))[:TERMS]
    day = published_day(own)
    iso = day.isoformat() if day else None
    made = Profile(
        report=own.id, sha256=own.sha256, terms=(), key_terms=(), outlet=outlet_key(own.outlet), first=iso, last=iso
    )
    made = _with_terms(made, dict(ranked))
    return recent.damp(made) if recent else made


def _with_terms(base: Profile, weights: Mapping[str, float]) -> Profile:
    """The profile with these terms, in order and of length 1."""
    length = math.sqrt(math.fsum(weight * weight for weight in weights.values()))
    ranked = sorted(((t, w) for t, w in weights.items() if w > 0), key=lambda row: (-row[1], row[0]))
    terms = tuple((term, round(weight / length, 6)) for term, weight in ranked)
    return Profile(
        report=base.report,
        sha256=base.sha256,
        terms=terms,
        key_terms=tuple(term for term, _ in terms[:KEYS]),
        outlet=base.outlet,
        first=base.first,
        last=base.last,
    )


class Frequencies(Struct):
    """Of some reports, how many there are and in how many of them each term stands."""

    reports: int = 0
    counts: Counter[str] = Counter()

    def count(self, profile: Profile, times: int) -> None:
        """Count a report's terms, or with -1 no longer."""
        self.reports += times
        for term, _ in profile.terms:
            self.counts[term] += times
            if not self.counts[term]:
                del self.counts[term]

    def factor(self, term: str, prior: int) -> float:
        """What is left of the term's weight: 1 up to a share of `COMMON`, 0 for a term of all reports."""
        found = self.counts.get(term, 0)
        return min(1.0, math.log(found / (self.reports + prior)) / math.log(COMMON)) if found else 1.0


class Recent:
    """How frequent each term is in the reports of some days, and in those of each outlet.

    What the parties to a war are called is in all reports; an outlet's invitation to subscribe is in all of its own.
    """

    def __init__(self, profiles: Iterable[Profile] = ()) -> None:
        self._all = Frequencies(counts=Counter())
        self._by_outlet: dict[str, Frequencies] = {}
        for each in profiles:
            self.add(each)

    def add(self, profile: Profile) -> None:
        """Count a report, as it is before damping."""
        self._count(profile, 1)

    def drop(self, profile: Profile) -> None:
        """Count a report no longer that was added."""
        self._count(profile, -1)

    def _count(self, profile: Profile, times: int) -> None:
        self._all.count(profile, times)
        if profile.outlet is not None:
            self._by_outlet.setdefault(profile.outlet, Frequencies(counts=Counter())).count(profile, times)

    def factor(self, term: str, outlet: str | None = None) -> float:
        """What is left of the weight of a term in a report of the outlet, 0 to 1."""
        whole = self._all.factor(term, RECENT_PRIOR)
        own = self._by_outlet.get(outlet) if outlet is not None else None
        return min(whole, own.factor(term, OUTLET_PRIOR)) if own else whole

    def damp(self, profile: Profile) -> Profile:
        """The profile with less weight on what is frequent; the same where nothing is."""
        factors = {term: self.factor(term, profile.outlet) for term, _ in profile.terms}
        if all(factor == 1.0 for factor in factors.values()):
            return profile
        return _with_terms(profile, {term: weight * factors[term] for term, weight in profile.terms})


class Centroid:
    """A story as the sum of its reports' profiles. A text that several outlets printed is counted once."""

    def __init__(self, profiles: Iterable[Profile] = ()) -> None:
        self.terms: dict[str, float] = {}
        self.texts: Counter[str] = Counter()
        self.days: Counter[date] = Counter()
        self.reports = 0
        self._square = 0.0
        for each in profiles:
            self.add(each)

    def add(self, profile: Profile) -> None:
        """Add a report."""
        self.reports += 1
        self.days.update(days_of(profile))
        self.texts[profile.sha256] += 1
        if self.texts[profile.sha256] > 1:
            return
        for term, weight in profile.terms:
            before = self.terms.get(term, 0.0)
            self.terms[term] = before + weight
            self._square += weight * (2 * before + weight)

    def remove(self, profile: Profile) -> None:
        """Take a report out that was added."""
        self.reports -= 1
        self.days.subtract(days_of(profile))
        self.days = +self.days
        self.texts[profile.sha256] -= 1
        if self.texts[profile.sha256]:
            return
        del self.texts[profile.sha256]
        for term, weight in profile.terms:
            left = self.terms[term] - weight
            if left > NOTHING:
                self.terms[term] = left
            else:
                del self.terms[term]
        self._square = math.fsum(weight * weight for weight in self.terms.values())

    def summary(self) -> Profile:
        """The story as a profile of its own: all its terms, its key terms, its first and last day."""
        days = sorted(self.days)
        base = Profile(report="", sha256="", terms=(), key_terms=(), first=days[0].isoformat() if days else None,
                       last=days[-1].isoformat() if days else None)  # fmt: skip
        return _with_terms(base, self.terms)

    @property
    def length(self) -> float:
        """Euclidean length of the sum."""
        return math.sqrt(max(0.0, self._square))

    def within(self, *profiles: Profile) -> bool:
        """Whether the reports were published in the story's time; yes where either is without a day."""
        days = [day for each in profiles for day in days_of(each)]
        if not days or not self.days:
            return True
        return (min(self.days) - max(days)).days <= WINDOW and (min(days) - max(self.days)).days <= WINDOW


def days_of(profile: Profile) -> list[date]:
    """First and last day of the report's publication; one where they are the same, none where not known."""
    return [date.fromisoformat(day) for day in dict.fromkeys((profile.first, profile.last)) if day]


def cosine(profile: Profile, centroid: Centroid) -> float:
    """Cosine of a report's profile and a story's sum, 0 where either is empty."""
    length, known, total = centroid.length, centroid.terms.get, 0.0
    for term, weight in profile.terms:
        if there := known(term):
            total += weight * there
    return total / length if length else 0.0


def similarity(profile: Profile, centroid: Centroid) -> Likeness:
    """How like a story a report is: the cosine of profile and sum, with the shared terms that make most of it.

    Both must be damped by the days around, or neither.
    """
    if centroid.texts[profile.sha256]:
        return Likeness(score=1.0, same_text=True)
    length = centroid.length
    if not length:
        return Likeness(score=0.0)
    parts = [(term, weight * centroid.terms[term] / length) for term, weight in profile.terms if term in centroid.terms]
    parts.sort(key=lambda row: (-row[1], row[0]))
    return Likeness(score=math.fsum(part for _, part in parts), grounds=tuple(parts[:GROUNDS]))
