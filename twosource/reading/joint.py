"""Rules and tagger brought together: of all that either proposes, what is kept, in whose spans, and how surely.

Every proposal gets a probability of being right, from who proposes it, what the tagger thinks of its words, and how far
the other agrees. Of proposals about one cue the most probable is kept, if it is probable enough. The weights are a
logistic regression on our own development part (training/fit_joint.py), kept in `data/attribution/joint.json`; the
probability is the statement's confidence (reliability table in docs/attribution.md).
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from msgspec import Struct
from spacy.tokens import Doc, Token
from spacy.tokens import Span as Tokens

from twosource.model import Kind, Span, Stance
from twosource.reading.drafts import Draft, Nearby, trim, union
from twosource.reading.extensions import text_of
from twosource.reading.gloss import before_dash
from twosource.reading.joining import minus, part
from twosource.reading.lexicon import CueClass, lexicon
from twosource.reading.syntax import VERBAL, negated
from twosource.reading.tagger import Found, Tagging
from twosource.reading.tidy import bridged, can_be_source, given_once, less_gloss, whole_names

TAGGED = "tagger"
"""Name of the rule of a draft that the tagger proposed."""
SAME_CONTENT = 0.5
"""Jaccard of two contents from which they are one proposal: that from which the field counts a content as found."""


class Weights(Struct, frozen=True, kw_only=True):
    """What the regressions learned: weights of log odds, by the name of a feature (`features`); "bias" is the constant.

    Attributes:
        right: of being right at all. fit: of how much of the content is right (Jaccard), by which rivals are ranked.
        keep: least probability of being right that is kept; chosen for the best F1 on the development part.
    """

    right: dict[str, float]
    fit: dict[str, float]
    keep: float


@cache
def default_weights() -> Weights:
    """The weights that come with the package."""
    raw = files("twosource.reading").joinpath("data/attribution/joint.json").read_text(encoding="utf-8")
    return Weights(**json.loads(raw))


@dataclass(slots=True, eq=False)
class Proposal:
    """A draft, who proposed it, and what the other one proposes for the same cue."""

    draft: Draft
    tagged: Found | None
    rivals: list[Proposal] = field(default_factory=list)


def choose(doc: Doc, tagging: Tagging, by_rule: Sequence[Draft], weights: Weights) -> list[Draft]:
    """The drafts that are kept, each with its confidence, in no order."""
    proposals = propose(doc, tagging, by_rule)
    values = [features(proposal, tagging) for proposal in proposals]
    odds = [probability(value, weights.right) for value in values]
    for proposal, confidence in zip(proposals, odds, strict=True):
        proposal.draft.confidence = confidence
    kept = select(proposals, odds, [probability(value, weights.fit) for value in values], weights.keep)
    for proposal in kept:
        rivals = [r.draft for r in proposal.rivals]
        if proposal.tagged is not None:
            _take_grammar(proposal.draft, rivals)
        else:
            _take_source(proposal.draft, [r.draft for r in proposal.rivals if r.tagged is not None])
    drafts = [proposal.draft for proposal in kept]
    given_once(drafts)
    part(doc, drafts)
    return [draft for draft in drafts if draft.content]


def select(proposals: Sequence[Proposal], odds: Sequence[float], fits: Sequence[float], keep: float) -> list[Proposal]:
    """Of each group of rivals the best fitting one, if it is probable enough; a verification note always stays.

    Args:
        proposals: those of one document.
        odds: of each, to be right.
        fits: of each, how much of its content is right.
        keep: least odds.
    """
    order = sorted(range(len(proposals)), key=lambda i: (not _is_note(proposals[i]), -fits[i]))
    kept: list[Proposal] = []
    gone: set[int] = set()
    for i in order:
        least = max(keep, SOURCELESS) if _is_guess(proposals[i]) else keep
        if id(proposals[i]) in gone or (odds[i] < least and not _is_note(proposals[i])):
            continue
        gone.update(id(rival) for rival in proposals[i].rivals)
        kept.append(proposals[i])
    return kept


SOURCELESS = 0.7
"""Least probability of what only the tagger proposes and gives no source: until then the sentence stays the outlet's
own ("could be seen", "had an estimated population of"). On our development part precision rises by 1.6 and F1
falls by 0.5."""


def _is_guess(proposal: Proposal) -> bool:
    return proposal.tagged is not None and not proposal.rivals and not proposal.draft.source


def _is_note(proposal: Proposal) -> bool:
    """A verification note of the rules: a closed set of wordings, of which none was wrong in the annotated stories."""
    return proposal.draft.kind is Kind.VERIFICATION


def _take_grammar(tagged: Draft, by_rule: Sequence[Draft]) -> None:
    """Give a draft of the tagger's what only the rule that saw the same cue knows: its kind, class and heads."""
    for draft in by_rule:
        if draft.cue_token is None or not any(span.start <= draft.cue_token.idx < span.end for span in tagged.cue):
            continue
        tagged.kind, tagged.rule, tagged.cue_class, tagged.cue_token = (
            draft.kind,
            draft.rule,
            draft.cue_class,
            draft.cue_token,
        )
        tagged.negated, tagged.commitment, tagged.stance = draft.negated, draft.commitment, draft.stance
        if _share(tagged.source, draft.source):
            tagged.subject = draft.subject
        return


def _take_source(by_rule: Draft, tagged: Sequence[Draft]) -> None:
    """Give a rule's draft the tagger's source for the same cue, where it has none or a part of it.

    The tagger keeps appositions and titles that the parse hangs elsewhere.
    """
    for draft in tagged:
        same_cue = any(a.overlaps(b) for a in draft.cue for b in by_rule.cue)
        if draft.source and same_cue and (not by_rule.source or _share(draft.source, by_rule.source)):
            by_rule.source, by_rule.subject = draft.source, by_rule.subject or draft.subject
            return


def propose(doc: Doc, tagging: Tagging, by_rule: Sequence[Draft]) -> list[Proposal]:
    """Proposals of both, each with its rivals."""
    rules = [Proposal(draft, None) for draft in by_rule]
    tagged = [Proposal(draft, found) for found in tagging.found if (draft := draft_of(doc, found)) is not None]
    near = Nearby()
    by_draft = {id(p.draft): p for p in rules}
    for proposal in rules:
        for span in (*proposal.draft.cue, *proposal.draft.content):
            near.put(proposal.draft, span.start, span.end)
    for proposal in tagged:
        spans = (*proposal.draft.cue, *proposal.draft.content)
        beside = {id(d): d for span in spans for d in near.at(span.start, span.end)}
        for other in (by_draft[i] for i in beside):
            if rival(proposal.draft, other.draft, tagging):
                proposal.rivals.append(other)
                other.rivals.append(proposal)
                other.draft.odds = proposal.draft.odds
    for proposal in tagged:
        _one_cue(proposal)
    return [*rules, *tagged]


def _one_cue(tagged: Proposal) -> None:
    """Make rivals of the rules' drafts whose cues the tagger takes for one: "declined" and "to say" are not two.

    Cross-validated F1 +0.2.
    """
    inside = [r for r in tagged.rivals if _shares_cue(tagged.draft, r.draft)]
    for one in inside:
        one.rivals += [other for other in inside if other is not one and other not in one.rivals]


def rival(one: Draft, other: Draft, tagging: Tagging) -> bool:
    """Whether two drafts speak of one attribution: by the same cue, or by the same content and source."""
    if _shares_cue(one, other):
        return True
    apart = bool(one.cue) and bool(other.cue)
    return not apart and tagging.jaccard(one.content, other.content) >= SAME_CONTENT


def _shares_cue(one: Draft, other: Draft) -> bool:
    return any(a.overlaps(b) for a in one.cue for b in other.cue)


def draft_of(doc: Doc, found: Found) -> Draft | None:
    """What the tagger found as a draft that the later steps can work on."""
    text = text_of(doc)
    cue, source = _trimmed(text, found.cue), whole_names(doc, _trimmed(text, found.source))
    head, subject = _head(doc, cue), _head(doc, source)
    if not can_be_source(subject):
        source, subject = [], None
    content = bridged(text, _trimmed(text, found.content), [*cue, *source])
    content = [piece for span in content for piece in minus(text, span, union(source))]
    if head is None or not content:
        return None
    content = [before_dash(text, span, doc._.quotations or ()) for span in less_gloss(doc, content, head)]
    cue_class = _class_of(head)
    return Draft(
        rule=TAGGED,
        kind=Kind.ATTRIBUTED,
        cue_class=cue_class,
        cue_token=head,
        subject=subject,
        source=source,
        cue=cue[:1],
        content=content,
        negated=negated(head),
        commitment=cue_class.commitment if cue_class else None,
        stance=cue_class.stance if cue_class else Stance(max(found.stance, key=found.stance.__getitem__)),
        odds=found.commitment,
    )


def _trimmed(text: str, spans: Iterable[Span]) -> list[Span]:
    trimmed = (trim(text, span) for span in spans)
    return [span for span in trimmed if any(c.isalnum() for c in span.of(text))]


def _head(doc: Doc, spans: Sequence[Span]) -> Token | None:
    tokens: Tokens | None = doc.char_span(*spans[0], alignment_mode="expand") if spans else None
    return tokens.root if tokens is not None and len(tokens) else None


def _class_of(head: Token) -> CueClass | None:
    """The cue class of a cue's head, if the lexicon has it."""
    words, lemma = lexicon(), head.lemma_.lower()
    if head.lower_ == "according":
        return words.prepositions["according to"]
    if head.pos_ in VERBAL:
        return next(iter(words.verbs.get(lemma, ())), None)
    if head.pos_ == "ADJ":
        return words.adjectives.get(head.lower_)
    return words.nouns.get(lemma)


# --- how probable ---------------------------------------------------------------------------------------------------

FAMILIES = ("clause", "quote", "quotation", "noun", "according-to", "adjective", "phrase", "infinitive", "object")
"""Rules that have a weight of their own; the others share one."""


def features(proposal: Proposal, tagging: Tagging) -> dict[str, float]:
    """What the probability is made of; every value lies between 0 and 1."""
    draft, tagged = proposal.draft, proposal.tagged
    cue, source, content = (tagging.mean(p, getattr(draft, p)) for p in ("cue", "source", "content"))
    who = "tagger" if tagged is not None else "rule"
    values = {
        who: 1.0,
        f"{who}.cue": cue,
        f"{who}.content": content,
        f"{who}.source": source if draft.source else 0.0,
        f"{who}.no_source": float(not draft.source),
        f"{who}.short": float(len(tagging.inside(draft.content)) < SHORT),
        f"{who}.pieces": min(1.0, (len(draft.content) - 1) / 3),
        f"{who}.outside": tagging.around(draft.content, [*draft.cue, *draft.source]),
        f"{who}.inside": tagging.edges(draft.content),
    }
    if tagged is None:
        values[f"rule={draft.rule if draft.rule in FAMILIES else 'other'}"] = 1.0
    else:
        values["tagger.inner"] = float(tagged.layer > 0)
        values["tagger.known_cue"] = float(draft.cue_class is not None)
    if proposal.rivals:
        values[f"{who}.agreed"] = max(tagging.jaccard(draft.content, r.draft.content) for r in proposal.rivals)
        values[f"{who}.same_source"] = float(any(_share(draft.source, r.draft.source) for r in proposal.rivals))
        values[f"{who}.contested"] = 1.0
        values.update({f"{who}.{how}": 1.0 for how in _reaches(proposal, tagging)})
    return values


def _reaches(proposal: Proposal, tagging: Tagging) -> list[str]:
    """Whether the content ends after or before the other's that begins with it, by the kind of rule that is in it.

    A rule that takes a phrase often stops too early, one that takes a clause seldom: of 59 such pairs of the
    development part the longer content was right in 11 of 16 and in 28 of 43; cross-validated F1 +0.4.
    """
    draft, same = proposal.draft, [r for r in proposal.rivals if _shares_cue(proposal.draft, r.draft)]
    if not same:
        return []
    other = max(same, key=lambda r: tagging.jaccard(draft.content, r.draft.content))
    ours, theirs = _extent(draft.content), _extent(other.draft.content)
    if ours.start != theirs.start or abs(ours.end - theirs.end) <= 1:
        return []
    rule = (proposal if proposal.tagged is None else other).draft.rule
    kind = "phrase" if rule in PHRASAL else "clause"
    return [f"{'longer' if ours.end > theirs.end else 'shorter'}.{kind}"]


def _extent(spans: Sequence[Span]) -> Span:
    return Span(min(s.start for s in spans), max(s.end for s in spans))


PHRASAL = {"object", "preposition", "naming", "adjective", "phrase"}
"""Rules whose content is a phrase."""


SHORT = 3
"""Words of content below which a proposal is seldom a whole proposition."""


def probability(values: dict[str, float], weights: dict[str, float]) -> float:
    """What a regression gives for these features, between 0 and 1."""
    log_odds = weights.get("bias", 0.0) + sum(weights.get(name, 0.0) * value for name, value in values.items())
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, log_odds))))


def _share(one: Sequence[Span], other: Sequence[Span]) -> bool:
    return any(a.overlaps(b) for a in one for b in other) or not (one or other)


def jaccard(one: Sequence[Span], other: Sequence[Span]) -> float:
    """Characters that two sets of spans share, of all that either has."""
    shared = sum(max(0, min(a.end, b.end) - max(a.start, b.start)) for a in one for b in other)
    total = sum(s.end - s.start for s in (*one, *other)) - shared
    return shared / total if total else 0.0
