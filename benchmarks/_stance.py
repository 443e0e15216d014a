"""What a headline and a report come to, side by side: the sums that `benchmarks/stance.py` decides by."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

from twosource.linking.story_terms import stem, tokens, weight, words_of
from twosource.model import Actor, ActorKind, Commitment, Kind, Proposition, Reading, Stance, Statement

LISTS = Path(__file__).parent / "data" / "stance.toml"

MATTER = 0.3
"""Share of the headline's weight from which a sentence speaks of its matter."""
CARRIED = 0.5
"""What a sentence keeps of the share of the one before it: "The ferry sank. That is a hoax."."""
FAR, FAR_WEIGHT = 2500, 0.5
"""Characters after which a sentence counts half: the end of a long report tells of other matters."""
OPENING = 500
"""Characters of the opening, whose words are about the report's matter even where they name none of it."""
LITTLE = 0.5
"""Added to the sum of the shares, so that one sentence decides little."""
UNCERTAIN = {
    Commitment.SPECULATES,
    Commitment.UNABLE_TO_VERIFY,
    Commitment.NO_EVIDENCE_OBSERVED,
    Commitment.CONDITIONAL,
}
SENTENCE = re.compile(r"(?<=[.!?”\"])\s+|\n+")

AGAINST = ("refuting", "doubting", "negating", "denials")
AGAINST_OPENING = tuple(f"opening {name}" for name in AGAINST)
HEDGED = ("hedging", "passed on", "attributed")
HEDGED_ALSO = ("opening hedging", "first hedging", "headline hedging")
WORDS = ("refuting", "doubting", "negating", "hedging")
Found = tuple[int, frozenset[str], dict[str, int]]
"""Of one sentence: where it starts, its stems, how often each thing is found in it."""


@cache
def pattern(name: str) -> re.Pattern[str]:
    """A list of `data/stance.toml` as a pattern."""
    parts = []
    for word in tomllib.loads(LISTS.read_text(encoding="utf-8"))[name].split():
        start = "" if word[0] == "?" or word.startswith("n't") else r"(?<!\w)"
        end = "" if word == "?" else r"\w*" if word.endswith("*") else r"(?!\w)"
        middle = re.escape(word.rstrip("*")).replace(r"\-", r"[\s-]").replace("n't", "n['’]t")
        parts.append(start + middle + end)
    return re.compile("|".join(parts), re.IGNORECASE)


def terms(text: str) -> frozenset[str]:
    """The stems of a text."""
    return frozenset(stem(word) for token in tokens(text) for word in words_of(token.text) if len(word) > 1)


def share(headline: frozenset[str], held: frozenset[str]) -> float:
    """How much of the headline's weight is in a set of stems."""
    whole = sum(map(weight, headline))
    return sum(map(weight, headline & held)) / whole if whole else 0.0


def denies(statement: Statement) -> bool:
    """Whether the statement denies, or says that something did not happen."""
    negated = isinstance(statement.proposition, Proposition) and not statement.proposition.polarity
    return negated or statement.commitment is Commitment.DENIES


def passed_on(statement: Statement) -> bool:
    """Whether the outlet keeps its distance, has it from another outlet, or nobody can tell."""
    relayed = isinstance(statement.actor, Actor) and statement.actor.kind is ActorKind.OUTLET
    attributed = statement.kind is Kind.ATTRIBUTED
    return (relayed and attributed) or statement.stance is Stance.DISTANCING or statement.commitment in UNCERTAIN


def sentences(reading: Reading) -> Iterator[Found]:
    """What is found in each sentence of a body."""
    text, start = reading.report.text, 0
    for end in [*(m.end() for m in SENTENCE.finditer(text)), len(text)]:
        held = [s for s in reading.statements if start <= s.content[0].start < end]
        found = {name: min(2, len(pattern(name).findall(text, start, end))) for name in WORDS}
        found["denials"] = sum(map(denies, held))
        found["passed on"] = sum(map(passed_on, held))
        found["attributed"] = sum(s.kind is Kind.ATTRIBUTED for s in held)
        yield start, terms(text[start:end]), found
        start = end


def features(headline: Reading, body: Sequence[Found]) -> dict[str, float]:
    """What a pair comes to: sums over the body's sentences, each by its share of the headline's weight."""
    text = headline.report.text
    asked = terms(text)
    sums: Counter[str] = Counter()
    matter = before = 0.0
    first: Mapping[str, int] | None = None
    for start, held, found in body:
        own = share(asked, held)
        part = max(own, CARRIED * before) * (FAR_WEIGHT if start > FAR else 1.0)
        before, matter = own, matter + part
        for name, count in found.items():
            sums[name] += part * count  # type: ignore[assignment]  # a Counter adds any number
            sums[f"opening {name}"] += count if start < OPENING else 0
        first = found if first is None and own >= MATTER else first
    sums["first hedging"] = first["hedging"] if first else 0
    for name in WORDS:
        sums[f"headline {name}"] = int(pattern(name).search(text) is not None)
    sums["headline denials"] = int(any(map(denies, headline.statements)))
    return {
        **{name: float(sums[name]) for name in (*AGAINST, *AGAINST_OPENING, *HEDGED_ALSO)},
        **{name: sums[name] / (matter + LITTLE) for name in HEDGED},
        **{f"headline {name}": float(sums[f"headline {name}"]) for name in AGAINST},
        "related": share(asked, frozenset().union(*(held for _, held, _ in body))),
    }
