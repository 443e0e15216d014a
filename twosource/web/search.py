"""Finding: claims by what is known of them, statements by their words. A better index would replace this module only.

Everything is looked up in memory, in tables made once of each picture; a filter is a set of claims.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache, partial
from typing import TypeVar

from msgspec import Struct

from twosource.exports.voices import actor_of, speakers_of
from twosource.exports.wording import one_line, standing
from twosource.ledger import interval
from twosource.ledger.moments import end_of, published_by, start_of
from twosource.model import Claim, Commitment, Reading, Statement
from twosource.web.source import Picture, concerning

Item = TypeVar("Item")
WORD = re.compile(r"\w+")
WORDS_AT_MOST = 12
"""Words of a search that are looked for; more is a paste by mistake."""
FACETS = ("side", "actor", "outlet", "place", "standing", "stance", "event")
STANCES = ("asserts", "retracts", "denies", "confirms", "unable", "unseen", "responds", "bears_on")
DOUBTS = ("unable", "unseen")
STANCE_WORDS = {
    "asserts": "asserts", "retracts": "takes back", "denies": "denies", "confirms": "confirms",
    "unable": "could not verify", "unseen": "has seen no evidence", "responds": "responds", "bears_on": "bears on it",
}  # fmt: skip


class Summary(Struct, frozen=True, kw_only=True):
    """A claim in one line, and what it can be found by."""

    id: str
    label: str
    event_type: str
    standing: str
    standing_word: str
    grade: str
    signed: bool
    origins: int
    denials: int
    unverified: int
    statements: int
    reports: int
    outlets: int
    first: str | None
    last: str | None
    facets: dict[str, frozenset[str]]


class Wanted(Struct, frozen=True, kw_only=True):
    """What is asked for; an empty text asks for nothing in particular.

    Attributes:
        q: words, all of which have to stand in one statement or in the claim's own words.
        story: id of one.
        since, until: ISO 8601; something about the claim was published between these.
        least: number of statements that concern a claim at least.
    """

    q: str = ""
    side: str = ""
    actor: str = ""
    outlet: str = ""
    place: str = ""
    standing: str = ""
    stance: str = ""
    event: str = ""
    story: str = ""
    since: str = ""
    until: str = ""
    least: int = 1

    def facets(self) -> dict[str, str]:
        """Those of the filters that have one of a list of values."""
        return {name: value for name in FACETS if (value := getattr(self, name))}

    @property
    def empty(self) -> bool:
        """Whether nothing is asked for."""
        return self == Wanted()


def summaries(picture: Picture) -> dict[str, Summary]:
    """Every claim of a picture in one line, those that most statements concern first."""
    return picture.kept("summaries", _summaries)


def _summaries(picture: Picture) -> dict[str, Summary]:
    made = picture.common.each("summaries", picture.claims.values(), partial(_summary, picture=picture))
    return {one.id: one for one in sorted(made, key=lambda one: -one.statements)}


def _summary(claim: Claim, picture: Picture) -> Summary:
    about = {key: picture.statements[key] for key in concerning(claim) if key in picture.statements}
    stances = _stances(claim, about)
    reports = {s.report: picture.reports[s.report] for s in about.values()}
    dated = sorted(report.published for report in reports.values() if report.published)
    outlets = {key: _line(report.outlet or "") for key, report in reports.items()}
    proposed = claim.standing
    return Summary(
        id=claim.id,
        label=one_line(claim.label),
        event_type=one_line(claim.event_type or ""),
        standing=str(proposed.term) if proposed else "",
        standing_word=standing(proposed.term) if proposed else "not read yet",
        grade=f"{proposed.grade.reliability}{proposed.grade.credibility}" if proposed else "",
        signed=bool(claim.judgements),
        origins=claim.independent_origins,
        denials=len(speakers_of(stances.get("denies", ()))),
        unverified=len({outlets[s.report] or s.doc for name in DOUBTS for s in stances.get(name, ())}),
        statements=len(about),
        reports=len(reports),
        outlets=len({report.outlet or report.doc for report in reports.values()}),
        first=dated[0] if dated else None,
        last=dated[-1] if dated else None,
        facets=_facets(claim, frozenset(stances), about.values(), outlets),
    )


def _stances(claim: Claim, about: Mapping[str, Statement]) -> dict[str, list[Statement]]:
    """The groups of `twosource.exports.voices.voices` that have a statement, in no particular order."""
    found: dict[str, list[Statement]] = {}
    taken: set[str] = set()

    def put(name: str, identities: Iterable[str]) -> None:
        fresh = [one for one in dict.fromkeys(identities) if one in about and one not in taken]
        taken.update(fresh)
        if fresh:
            found[name] = [about[one] for one in fresh]

    doubts = (*claim.unable_to_verify, *claim.disputed_by, *claim.confirmed_by, *claim.bears_on)
    unseen = [one for one in doubts if one in about and about[one].commitment is Commitment.NO_EVIDENCE_OBSERVED]
    put("unseen", unseen)
    taken -= set(claim.retracted_by)
    put("retracts", claim.retracted_by)
    put("denies", claim.disputed_by)
    put("unable", claim.unable_to_verify)
    put("asserts", (member.statement for member in claim.members))
    put("confirms", claim.confirmed_by)
    put("responds", claim.responses)
    put("bears_on", claim.bears_on)
    return found


@lru_cache(maxsize=100_000)
def _line(text: str) -> str:
    """`one_line` of names that come again and again."""
    return one_line(text)


def _facets(
    claim: Claim, stances: frozenset[str], about: Iterable[Statement], outlets: Mapping[str, str]
) -> dict[str, frozenset[str]]:
    listed = list(about)
    actors = [actor for s in listed if (actor := actor_of(s))]
    places = [p.name for s in listed if isinstance(s.places, tuple) for p in s.places if not p.demonym]
    return {
        "side": frozenset(_line(actor.side) for actor in actors if actor.side),
        "actor": frozenset(_line(actor.name) for actor in actors),
        "outlet": frozenset(outlets[s.report] or _line(s.doc) for s in listed),
        "place": frozenset(map(_line, places)),
        "standing": frozenset([str(claim.standing.term)] if claim.standing else []),
        "stance": stances,
        "event": frozenset([claim.event_type] if claim.event_type else []),
    }


def choices(picture: Picture) -> dict[str, list[tuple[str, int]]]:
    """For each filter the values that it can have, with the number of claims, the commonest first."""
    return picture.kept("choices", _choices)


def _choices(picture: Picture) -> dict[str, list[tuple[str, int]]]:
    found: dict[str, Counter[str]] = {name: Counter() for name in FACETS}
    for summary in summaries(picture).values():
        for name, values in summary.facets.items():
            found[name].update(values)
    return {name: sorted(counter.items(), key=lambda item: (-item[1], item[0])) for name, counter in found.items()}


def claims(picture: Picture, wanted: Wanted) -> list[Summary]:
    """The claims that are asked for, in the order of `summaries`.

    Raises:
        ValueError: `since` or `until` is not an ISO 8601 time.
    """
    first = interval(wanted.since)[0] if wanted.since else None
    last = interval(wanted.until)[1] if wanted.until else None
    by_word = _claims_with(picture, wanted.q) if wanted.q.strip() else None
    facets = wanted.facets()
    of_story = frozenset(picture.stories[wanted.story].claims) if wanted.story in picture.stories else frozenset()
    found = []
    for summary in summaries(picture).values():
        if by_word is not None and summary.id not in by_word:
            continue
        if wanted.story and summary.id not in of_story:
            continue
        if summary.statements < wanted.least or any(
            value not in summary.facets[name] for name, value in facets.items()
        ):
            continue
        if (first or last) and not _published_between(summary, wanted):
            continue
        found.append(summary)
    return found


def _published_between(summary: Summary, wanted: Wanted) -> bool:
    try:
        first, last = published_by(summary.first or ""), published_by(summary.last or "")
    except ValueError:
        return False
    return (not wanted.since or last >= start_of(wanted.since)) and (not wanted.until or first <= end_of(wanted.until))


def _claims_with(picture: Picture, words: str) -> set[str]:
    found = {claim for s in _statements_with(picture, words) for claim in picture.claims_of.get(s, ())}
    terms = _terms(words)
    labels: list[tuple[str, str]] = picture.kept(
        "labels", lambda p: [(claim.id, folded(claim.label)) for claim in p.claims.values()]
    )
    return found | {key for key, _ in _with_all(labels, terms)} if terms else set()


def statements(picture: Picture, words: str) -> list[Statement]:
    """Statements in whose source, cue and content every word stands, in the order of their reports; without words all.

    A word matches the beginning or middle of a longer one too, in any case, and with or without accents.
    """
    if not words.strip():
        return list(picture.statements.values())
    return [picture.statements[key] for key in _statements_with(picture, words)]


def _statements_with(picture: Picture, words: str) -> list[str]:
    rows: list[tuple[str, str]] = picture.kept("words", _words) if _terms(words) else []
    return [key for key, _ in _with_all(rows, _terms(words))]


def _with_all(rows: list[tuple[str, str]], terms: Sequence[str]) -> list[tuple[str, str]]:
    """The rows that hold every term; the longest is the rarest and looked for first."""
    for term in sorted(terms, key=len, reverse=True):
        rows = [row for row in rows if term in row[1]]
    return rows


def _words(picture: Picture) -> list[tuple[str, str]]:
    return [row for rows in picture.common.each("words", picture.readings.values(), _words_of) for row in rows]


def _words_of(reading: Reading) -> list[tuple[str, str]]:
    made = []
    text = reading.report.text
    for statement in reading.statements:
        spans = (*statement.source, *statement.cue, *statement.content)
        actor = actor_of(statement)
        said = " ".join(text[span.start : span.end] for span in spans)
        made.append((statement.id, folded(f"{actor.name if actor else ''} {said}")))
    return made


def folded(text: str) -> str:
    """The text for comparing: one case, no accents."""
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKD", text).casefold()
    return "".join(character for character in plain if not unicodedata.combining(character))


def _terms(words: str) -> list[str]:
    return WORD.findall(folded(words))[:WORDS_AT_MOST]


def page_of(found: Sequence[Item], number: int, *, size: int) -> tuple[Sequence[Item], int, int]:
    """One page of a list, its number (the last one if there are fewer), and how many there are."""
    pages = max(1, -(-len(found) // size))
    at = min(max(number, 1), pages)
    return found[(at - 1) * size : at * size], at, pages
