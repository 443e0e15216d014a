"""Channels: where a source spoke (Telegram, a briefing, a statement), as its own clause says.

"Told CNN" gives "statement to CNN", "in an interview with CNN" gives "interview (CNN)": the outlet is where the source
spoke, not another source. The words are data (`channels` in data/cues.toml).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from spacy.tokens import Doc, Token

from twosource.model import ActorKind, Kind
from twosource.reading.drafts import Draft, inside, within
from twosource.reading.lexicon import lexicon
from twosource.reading.speakers import SPEAKING_PRONOUNS
from twosource.reading.syntax import phrase, subject_of
from twosource.world.outlets import find_outlets, lookup_outlet

INTERVIEW = "interview"
ADDRESS, STATEMENT = "address", "statement"
FIRST_PERSON = {"i", "we", "my", "our"}


def channel_of(doc: Doc, draft: Draft) -> str | None:
    """The channel that the cue's clause names outside source and content; `None` when it names none.

    The text that an official body publishes in its own name is its address, or its statement.
    """
    if _of_publisher(doc, draft):
        return _own_text(doc)
    if draft.kind is not Kind.ATTRIBUTED or draft.cue_token is None:
        return None
    tokens = _clause_tokens(doc, draft, draft.cue_token)
    return (
        _with_outlet(tokens, draft)
        or _named(f"{draft.cue_token.lemma_.lower()} {' '.join(t.lower_ for t in tokens)}")
        or _of_source(doc, draft)
        or _relayed(doc, draft.cue_token)
    )


def _named(words: str) -> str | None:
    """The first channel of the table that the words name; platforms stand before kinds of text and speech."""
    return next(
        (name for key, name in lexicon().channels.items() if re.search(rf"\b{re.escape(key)}s?\b", words)), None
    )


# --- an official body's own text ------------------------------------------------------------------------------------


def _of_publisher(doc: Doc, draft: Draft) -> bool:
    """Whether the draft is in the voice of a publisher that is an organ of a state."""
    report, actor = doc._.report, draft.actor
    if report is None or actor is None or actor.kind is not ActorKind.MINISTRY or actor.name != report.outlet:
        return False
    if draft.kind is Kind.OWN_VOICE:
        return True
    own = draft.subject is not None and draft.subject.lower_ in FIRST_PERSON and draft.parent is None
    return own and not (draft.cue and within(doc._.quotations or (), draft.cue[0].start))


def _own_text(doc: Doc) -> str:
    """What an official publisher's text is: an address when it speaks in the first person, else a statement."""
    if SPOKEN not in doc.user_data:
        quoted = doc._.quotations or ()
        spoken = any(t.lower_ in FIRST_PERSON and not within(quoted, t.idx) for t in doc)
        doc.user_data[SPOKEN] = ADDRESS if spoken else STATEMENT
    return str(doc.user_data[SPOKEN])


SPOKEN = "twosource_own_text"
"""Key of a Doc's `user_data` that holds what the publisher's own text is, found once a text."""


# --- outlets --------------------------------------------------------------------------------------------------------


def _with_outlet(tokens: list[Token], draft: Draft) -> str | None:
    """An outlet that was told, that the interview was with, or on which the source was heard."""
    cue = draft.cue_token
    if cue is None or cue.lower_ == "according":
        return None
    words = lexicon().sense
    heard = [t for t in tokens if t.lemma_.lower() in words["interview_words"]]
    names = [name for word in heard for target in _targets(word) if (name := _media(target))]
    names = names or [name for target in _on(tokens, draft) if (name := _media(target))]
    names = [name for name in names if _named(name.lower()) is None]  # "on its Telegram channel" is no interview
    if names:
        return f"{INTERVIEW} ({names[0].removeprefix('the ')})"
    if any(t.lemma_.lower() == INTERVIEW for t in heard):
        return INTERVIEW
    told = (_media(target, told=True) for target in _addressees(cue))
    return next((f"statement to {name}" for name in told if name), None)


def _targets(word: Token) -> Iterator[Token]:
    """What hangs on "interview" or "speaking": "with CNN", "to the BBC", "a CNN interview"."""
    for child in word.children:
        if child.dep_ in {"compound", "poss", "nmod"}:
            yield child
        elif child.dep_ in {"prep", "dative"} and child.lower_ in {"with", "to", "on", "for", "by"}:
            yield from (c for c in child.children if c.dep_ == "pobj")


def _on(tokens: list[Token], draft: Draft) -> Iterator[Token]:
    """The outlet after "on", where that opens the sentence or follows the cue: "On CNN, the mayor said"."""
    for token in tokens:
        near = token.head == draft.cue_token or token.i == token.sent.start
        if token.lower_ == "on" and token.dep_ == "prep" and near:
            yield from (c for c in token.children if c.dep_ == "pobj")


def _addressees(cue: Token) -> Iterator[Token]:
    for child in cue.children:
        if child.dep_ in {"dobj", "dative", "iobj", "nsubjpass"} and child.pos_ != "ADP":
            yield child
        elif child.lower_ in {"to", "with"}:
            yield from (c for c in child.children if c.dep_ == "pobj")


def _media(head: Token, *, told: bool = False) -> str | None:
    """The name of the outlet that a phrase names, as the text writes it: "the BBC", "Suspilne news website".

    With `told` the phrase may also be the outlet's people ("Reuters reporters").
    """
    if head.lower_ in SPEAKING_PRONOUNS:
        return None
    words = lexicon().sense
    people = told and head.lemma_.lower() in words["journalists"]
    kind = head.pos_ == "NOUN" and head.lemma_.lower() in words["media_nouns"]
    first = next((t for t in head.subtree if t.pos_ == "PROPN"), None)
    if first is None:
        return None
    text = head.doc[first.i : _last(head).i + 1].text
    article = "the " if first.i and first.nbor(-1).lower_ == "the" else ""
    name = " ".join(t.text for t in head.lefts if t.dep_ in {"compound", "nmod"} and t.pos_ == "PROPN")
    if kind and name:
        return name
    hits = find_outlets(text)
    if hits and (hits[0].start == 0 or kind or people):
        named = text[hits[0].start : hits[0].end]
        article = "the " if f"The {named}" in hits[0].value.names else article
        return f"{article}{named}"
    return f"{article}{text}" if lookup_outlet(text) is not None else None


def _last(head: Token) -> Token:
    """The last token of the name: "Radio 4" has its number after its head."""
    numbers = (t for t in head.subtree if t.dep_ == "nummod" and t.head.head == head)
    return max((head, *numbers), key=lambda t: t.i)


# --- source and relay -----------------------------------------------------------------------------------------------


def _of_source(doc: Doc, draft: Draft) -> str | None:
    """The channel that the source's own words name: "the statement", "a Twitter user", "the post on Telegram"."""
    if draft.subject is None:
        return None
    head = draft.subject.lemma_.lower()
    beside = (t for s in draft.source for t in doc.char_span(*s, alignment_mode="expand") or () if t != draft.subject)
    platforms = lexicon().sense["platforms"]
    words = [t.lower_ for t in beside]
    if platforms.intersection(words) or "social media" in " ".join(words):
        return _named(" ".join(words))
    return lexicon().channels.get(head) if head in lexicon().documents and draft.cue_class is not None else None


def _relayed(doc: Doc, cue: Token) -> str | None:
    """The media that quote the source: "Danish news agencies quoted the ministry as saying"."""
    outer = cue.head.head
    if cue.head.lower_ != "as" or outer.lemma_ not in lexicon().sense["relaying_verbs"]:
        return None
    media = subject_of(outer)
    if media is None:
        return None
    name = doc[min(phrase(media)) : max(phrase(media)) + 1].text
    known = media.lemma_.lower() in lexicon().sense["media_nouns"] or lookup_outlet(name) is not None
    return name if known else None


def _clause_tokens(doc: Doc, draft: Draft, cue: Token) -> list[Token]:
    """Tokens in order that hang on the cue, or open its sentence, outside source and content."""
    taken = [*draft.content, *draft.source]
    first = min((s.start for s in (*draft.source, *draft.cue)), default=cue.idx)
    wanted = {t.i for t in cue.subtree}
    if cue.lower_ != "according":
        wanted |= _opening(cue, first)
    quoted = doc._.quotations or ()
    tokens = (doc[i] for i in sorted(wanted))
    return [t for t in tokens if not inside(taken, t.idx) and not within(quoted, t.idx)]


def _opening(cue: Token, first: int) -> set[int]:
    """Positions of the phrases before source and cue, which begin at character `first`."""
    found = {t.i for t in cue.sent if t.i < cue.i and t.dep_ == "pobj"}
    for opening in (c for above in (cue, *cue.ancestors) for c in above.children if c.dep_ in OPENING_LINKS):
        if opening.left_edge.i == cue.sent.start and opening.right_edge.idx < first:
            found.update(t.i for t in opening.subtree)
    return found


OPENING_LINKS = {"prep", "advcl", "npadvmod"}


# --- speech that goes on --------------------------------------------------------------------------------------------


def carry_over(drafts: list[Draft]) -> None:
    """Give a statement without a channel that of its actor's statement before it, where the speech plainly goes on.

    That is, where no sentence of anybody else's stands between the two, and no "later" makes it another occasion
    (guideline 9 of the annotated development stories).
    """
    spoken = [d for d in drafts if d.kind is Kind.ATTRIBUTED and d.cue_token is not None and d.parent is None]
    latest: dict[str, Draft] = {}
    for draft in sorted(spoken, key=lambda d: d.start):
        own_text = draft.subject is not None and draft.subject.lower_ in FIRST_PERSON
        if draft.actor is None or not draft.actor.name.strip() or own_text:
            continue
        word = draft.actor.name.split()[-1]
        before, latest[word] = latest.get(word), draft
        if draft.channel is None and before is not None and before.channel is not None and _goes_on(before, draft):
            draft.channel = before.channel


def _goes_on(before: Draft, after: Draft) -> bool:
    if before.actor is None or after.actor is None or after.cue_token is None:
        return False
    names = sorted((before.actor.name, after.actor.name), key=len)
    if not f" {names[1]}".endswith(f" {names[0]}") or before.actor.side != after.actor.side:
        return False
    if any(c.lower_ in lexicon().sense["other_occasion"] for c in after.cue_token.children):
        return False
    doc = after.cue_token.doc
    end = max(s.end for s in (*before.content, *before.cue, *before.source))
    last = doc.char_span(end - 1, end, alignment_mode="expand")
    first = doc.char_span(after.start, after.start + 1, alignment_mode="expand")
    if last is None or first is None:
        return False
    begun = [t for t in doc[last.end : first.start + 1] if t.is_sent_start]
    return sum(any(t.is_alpha for t in start.sent) for start in begun) <= 1
