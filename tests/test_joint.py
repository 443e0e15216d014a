"""Rules and tagger brought together: which proposals are rivals, and what is known of where their contents end."""

import numpy as np
import pytest

from twosource.model import Kind, Span
from twosource.reading.drafts import Draft
from twosource.reading.joint import Proposal, features, propose, select
from twosource.reading.tagger import Found, Tagging
from twosource.reading.tidy import given_once

TEXT = "The pilot declined to say whether the ferry sank and who steered it."


@pytest.fixture(scope="module")
def doc(reader):
    return reader.nlp(TEXT)


def span(words: str) -> Span:
    start = TEXT.index(words)
    return Span(start, start + len(words))


def by_rule(doc, rule: str, cue: str, content: str) -> Draft:
    return Draft(
        rule=rule,
        kind=Kind.ATTRIBUTED,
        cue_class=None,
        cue_token=next(token for token in doc if token.text == cue.rsplit(maxsplit=1)[-1]),
        subject=doc[1],
        source=[span("The pilot")],
        cue=[span(cue)],
        content=[span(content)],
    )


def tagging(cue: str, content: str) -> Tagging:
    """What the tagger would say if this were the only attribution, without odds of single words."""
    found = Found(
        source=[span("The pilot")],
        cue=[span(cue)],
        content=[span(content)],
        layer=0,
        sureness=(1.0, 1.0, 1.0),
        commitment={},
        stance={"neutral": 1.0},
    )
    return Tagging([], np.zeros((0, 3), dtype=np.float32), [found])


def reach(proposal: Proposal, tags: Tagging) -> set[str]:
    return {name for name in features(proposal, tags) if "longer" in name or "shorter" in name}


def test_two_rules_within_one_cue_of_the_tagger_are_rivals(doc) -> None:
    whole = "whether the ferry sank and who steered it"
    drafts = [by_rule(doc, "infinitive", "declined", f"to say {whole}"), by_rule(doc, "clause", "to say", whole)]
    proposals = propose(doc, tagging("declined to say", whole), drafts)
    assert [len(proposal.rivals) for proposal in proposals] == [2, 2, 2]
    assert len(select(proposals, [0.9, 0.8, 0.7], [0.9, 0.8, 0.7], 0.4)) == 1


def test_two_rules_with_a_cue_each_are_no_rivals(doc) -> None:
    whole = "whether the ferry sank and who steered it"
    drafts = [by_rule(doc, "infinitive", "declined", f"to say {whole}"), by_rule(doc, "clause", "to say", whole)]
    proposals = propose(doc, tagging("declined", f"to say {whole}"), drafts)
    assert len(select(proposals, [0.9, 0.8, 0.7], [0.9, 0.8, 0.7], 0.4)) == 2


@pytest.mark.parametrize(
    ("rule", "kind"), [("clause", "clause"), ("infinitive", "clause"), ("object", "phrase"), ("preposition", "phrase")]
)
def test_which_of_two_contents_ends_later_is_known_of_both(doc, rule: str, kind: str) -> None:
    tags = tagging("to say", "whether the ferry sank and who steered it")
    short, long = propose(doc, tags, [by_rule(doc, rule, "to say", "whether the ferry sank")])
    assert reach(short, tags) == {f"rule.shorter.{kind}"}
    assert reach(long, tags) == {f"tagger.longer.{kind}"}


def test_contents_that_begin_apart_or_end_together_are_not_compared(doc) -> None:
    tags = tagging("to say", "whether the ferry sank")
    for content in ("the ferry sank and who steered it", "whether the ferry sank"):
        assert not any(reach(p, tags) for p in propose(doc, tags, [by_rule(doc, "clause", "to say", content)]))


def test_a_piece_in_another_sentence_belongs_to_the_cue_of_that_sentence(reader) -> None:
    text = "The mayor reported raids. “They will pay for it,” the pilot said. “Soon.”"
    doc = reader.nlp(text)

    def made(cue: str, *content: str) -> Draft:
        at = text.index(cue)
        pieces = [Span(text.index(words), text.index(words) + len(words)) for words in content]
        token = next(token for token in doc if token.idx == at)
        return Draft(
            rule="clause", kind=Kind.ATTRIBUTED, cue_class=None, cue_token=token, subject=None,
            source=[], cue=[Span(at, at + len(cue))], content=pieces,
        )  # fmt: skip

    mayor = made("reported", "raids", "“They will pay for it,”", "“Soon.”")
    pilot = made("said", "“They will pay for it,”")
    given_once([mayor, pilot])
    assert [piece.of(text) for piece in mayor.content] == ["raids", "“Soon.”"]
    assert [piece.of(text) for piece in pilot.content] == ["“They will pay for it,”"]
