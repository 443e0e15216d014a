"""Grouping many reports into stories at once.

Reports are first joined into seeds that are surely one story, seeds into stories, and then each report goes once more
to the story it is most like. That the seeds are sure is what makes the outcome depend little on the order of reports.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta

from twosource.linking.story_index import index_keys, lookups
from twosource.linking.story_profiles import LIKE, WINDOW, Centroid, Profile, Recent, cosine, days_of

SEED = 0.45
"""Cosine from which a report joins a seed. ECB+ dev, B3, six orders: 0.42 90.6, 0.45 91.2, 0.48 90.9."""
MERGE = 0.56
"""Cosine from which two seeds are one story. ECB+ dev, B3, six orders: 0.53 90.1, 0.55 91.2, 0.57 91.0, 0.60 90.3."""
PASSES = 2
"""How often each report is given to the likest story after that."""
RECENT_DAYS = 14
"""Days on either side over which a term is counted as frequent."""
PASSED_OVER = 300
"""Stories of one period that share a key term, above which the term is not looked up: a bound on the work, as in
`twosource.linking.blocking`."""
CANDIDATES = 12
"""Stories that a report is compared with whole, those that share most of its key terms."""

Unit = list[Profile]
"""The reports of one text."""


class _Grouping:
    """Texts in stories, and the index by which they find them."""

    def __init__(self, units: Sequence[Unit]) -> None:
        self.units = units
        self.stories: dict[int, Centroid] = {}
        self.members: dict[int, set[int]] = {}
        self.placed: dict[int, int] = {}
        self._listed: dict[str, dict[int, None]] = defaultdict(dict)
        self._made = 0

    def candidates(self, unit: Unit) -> Iterator[tuple[int, Centroid]]:
        """The stories that share most of the key terms, and whose time fits."""
        shared: dict[int, float] = defaultdict(float)
        weights = dict(unit[0].terms)
        for key in dict.fromkeys(key for each in unit for key in lookups(each)):
            stories = self._listed.get(key, {})
            if len(stories) <= PASSED_OVER:
                for story in stories:
                    shared[story] += weights[key.partition(":")[2]]
        found = 0
        for story, _ in sorted(shared.items(), key=lambda row: (-row[1], row[0])):
            centroid = self.stories.get(story)
            if centroid is not None and centroid.within(*unit):
                yield story, centroid
                found += 1
            if found == CANDIDATES:
                return

    def go_through(self, like: float) -> None:
        """Put each text into the likest story, if its cosine is at least `like`, else into one of its own."""
        for number, unit in enumerate(self.units):
            if number in self.placed:
                self._take(number)
            best, likest = None, 0.0
            for story, centroid in self.candidates(unit):
                score = cosine(unit[0], centroid)
                if score > likest:
                    best, likest = story, score
            self._put(number, best if best is not None and likest >= like else None)

    def merge(self, like: float) -> None:
        """Join the two likest stories as long as their cosine is at least `like`."""
        pairs = [pair for story in self.stories for pair in self._pairs(story, like)]
        heapq.heapify(pairs)
        while pairs:
            _, kept, gone = heapq.heappop(pairs)
            if kept not in self.stories or gone not in self.stories:
                continue
            joined, self._made = self._made, self._made + 1
            self.stories[joined], self.members[joined] = Centroid(), set()
            for number in sorted(self.members[kept] | self.members[gone]):
                self._take(number)
                self._put(number, joined)
            for pair in self._pairs(joined, like):
                heapq.heappush(pairs, pair)

    def _pairs(self, story: int, like: float) -> Iterator[tuple[float, int, int]]:
        """The stories that could be one with this one: minus the cosine, and both numbers."""
        whole = self.stories[story].summary()
        for other, centroid in self.candidates([whole]):
            if other != story and (score := cosine(whole, centroid)) >= like:
                yield -round(score, 9), min(story, other), max(story, other)

    def _put(self, number: int, story: int | None) -> None:
        if story is None:
            story, self._made = self._made, self._made + 1
            self.stories[story], self.members[story] = Centroid(), set()
        self.placed[number] = story
        self.members[story].add(number)
        for each in self.units[number]:
            self.stories[story].add(each)
            for key in index_keys(each):
                self._listed[key][story] = None

    def _take(self, number: int) -> None:
        story = self.placed.pop(number)
        self.members[story].remove(number)
        for each in self.units[number]:
            self.stories[story].remove(each)
        if not self.members[story]:
            del self.stories[story], self.members[story]
            for key in {key for each in self.units[number] for key in index_keys(each)}:
                self._listed[key].pop(story, None)


def group(profiles: Sequence[Profile]) -> tuple[tuple[int, ...], ...]:
    """Group reports into stories, in order of publication, those without a day last and in the order given.

    Args:
        profiles: not damped; each is damped by the reports of the `RECENT_DAYS` before and after it.

    Returns:
        Indices into `profiles`, each in one story; stories by their first report. Reports of one text within a
        window are in one story.
    """
    order = sorted(range(len(profiles)), key=lambda i: (profiles[i].first is None, profiles[i].first or "", i))
    damped = _damped(profiles, order)
    numbers = _same_text(profiles, order)
    grouping = _Grouping([[damped[i] for i in unit] for unit in numbers])
    grouping.go_through(SEED)
    grouping.merge(MERGE)
    for _ in range(PASSES):
        grouping.go_through(LIKE)
    return _in_order((tuple(i for n in members for i in numbers[n]) for members in grouping.members.values()), order)


def _in_order(stories: Iterable[Sequence[int]], order: Sequence[int]) -> tuple[tuple[int, ...], ...]:
    """Stories by their first report, the reports of each in the order given."""
    rank = {i: place for place, i in enumerate(order)}
    listed = [tuple(sorted(members, key=rank.__getitem__)) for members in stories]
    return tuple(sorted(listed, key=lambda members: rank[members[0]]))


def _same_text(profiles: Sequence[Profile], order: Sequence[int]) -> list[list[int]]:
    """Reports of one text together, as long as they follow one another within the window."""
    units: list[list[int]] = []
    latest: dict[str, list[int]] = {}
    for i in order:
        unit = latest.get(profiles[i].sha256)
        days = days_of(profiles[i])
        last = days_of(profiles[unit[-1]]) if unit else []
        if unit is not None and not (days and last and (min(days) - max(last)).days > WINDOW):
            unit.append(i)
        else:
            latest[profiles[i].sha256] = [i]
            units.append(latest[profiles[i].sha256])
    return units


def _damped(profiles: Sequence[Profile], order: Sequence[int]) -> list[Profile]:
    """The profiles with less of what is frequent in the days around each; those without a day as they are."""
    made = list(profiles)
    dated = [(min(days), i) for i in order if (days := days_of(profiles[i]))]
    recent, start, end = Recent(), 0, 0
    reach = timedelta(days=RECENT_DAYS)
    for day, i in dated:
        while end < len(dated) and dated[end][0] - day <= reach:
            recent.add(profiles[dated[end][1]])
            end += 1
        while day - dated[start][0] > reach:
            recent.drop(profiles[dated[start][1]])
            start += 1
        made[i] = recent.damp(profiles[i])
    return made
