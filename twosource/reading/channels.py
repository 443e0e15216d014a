"""Channels: where a source spoke (Telegram, a briefing, a statement), as its own clause says."""

from __future__ import annotations

import re
from itertools import pairwise

from spacy.tokens import Doc, Token

from twosource.model import Kind
from twosource.reading.drafts import Draft, inside, within
from twosource.reading.lexicon import lexicon
from twosource.reading.speakers import SPEAKING_PRONOUNS
from twosource.world.outlets import lookup_outlet


def channel_of(doc: Doc, draft: Draft) -> str | None:
    """The channel that the cue's clause names outside source and content; `None` when it names none.

    "Told CNN" gives "statement to CNN": the outlet is where the source spoke, not another source.
    """
    if draft.kind is not Kind.ATTRIBUTED or draft.cue_token is None:
        return None
    cue = draft.cue_token
    addressee = _addressee(cue)
    if addressee is not None:
        return addressee
    own = _document_source(draft)
    if own is not None:
        return own
    words = " ".join(t.lower_ for t in _clause_tokens(doc, draft, cue))
    words = f"{cue.lemma_.lower()} {words}"
    return next(
        (name for key, name in lexicon().channels.items() if re.search(rf"\b{re.escape(key)}s?\b", words)), None
    )


def _addressee(cue: Token) -> str | None:
    """An outlet that was told, or that the interview was with."""
    for child in cue.children:
        near = child.dep_ in {"dobj", "dative", "iobj"}
        target = child if near else next((c for c in child.children if c.dep_ == "pobj"), None)
        if target is None or (not near and child.lower_ not in {"to", "with"}):
            continue
        if target.lower_ in SPEAKING_PRONOUNS:
            continue
        name = " ".join(t.text for t in target.subtree if t.dep_ in {"compound", "nmod"} or t == target)
        outlet = lookup_outlet(name)
        if outlet is not None:
            return f"statement to {outlet.name}"
    return None


def _document_source(draft: Draft) -> str | None:
    if draft.subject is None or draft.cue_class is None:
        return None
    lemma = draft.subject.lemma_.lower()
    return lexicon().channels.get(lemma) if lemma in lexicon().documents else None


def _clause_tokens(doc: Doc, draft: Draft, cue: Token) -> list[Token]:
    """Tokens that hang on the cue, outside source and content."""
    taken = [*draft.content, *draft.source]
    near = [t for t in cue.subtree if not inside(taken, t.idx)]
    leading = [t for t in cue.sent if t.i < cue.i and t.dep_ == "pobj" and not inside(taken, t.idx)]
    return [t for t in (*near, *leading) if not within(doc._.quotations or (), t.idx)]


def carry_over(drafts: list[Draft]) -> None:
    """Give a statement without a channel that of the one before by the same actor, in the same or the sentence before.

    Only where the report plainly goes on with the same speech (guideline 9 of the annotated development stories).
    """
    spoken = [d for d in drafts if d.kind is Kind.ATTRIBUTED and d.cue_token is not None and d.parent is None]
    spoken.sort(key=lambda d: d.start)
    for before, after in pairwise(spoken):
        if after.channel is not None or before.channel is None or before.actor is None or after.actor is None:
            continue
        end = max(s.end for s in (*before.content, *before.cue, *before.source))
        if before.actor.name == after.actor.name and after.start - end <= CARRY_REACH:
            after.channel = before.channel


CARRY_REACH = 40
"""Characters between two statements of one speech: a full stop and the tag that follows, but no other sentence."""
