"""Small questions to a dependency parse: who is the subject, how far does a phrase reach, is it negated.

Dependency labels are those of spaCy's English models (ClearNLP): nsubj, ccomp, parataxis, acl, relcl ...
"""

from __future__ import annotations

from spacy.tokens import Token

from twosource.reading.lexicon import Lexicon

SUBJECTS = {"nsubj", "nsubjpass", "csubj"}
AUXILIARIES = {"aux", "auxpass", "neg"}
CLAUSES = {"ROOT", "ccomp", "advcl", "relcl", "acl", "conj", "parataxis", "csubj", "pcomp"}
NEGATIONS = {"not", "n't", "n’t", "never", "no", "neither", "nor", "without"}
SUBORDINATE = {"relcl", "advcl"}
VERBAL = {"VERB", "AUX"}


def subject_of(verb: Token) -> Token | None:
    """Head token of the one who does what `verb` says, looked for as far as English grammar lets it be shared.

    Own subject; the agent of a passive; the first conjunct's subject; the controller of an infinitive, a
    participle or "as saying".
    """
    agent = agent_of(verb)
    if agent is not None:
        return agent
    passive = any(child.dep_ in {"auxpass", "nsubjpass"} for child in verb.children)
    own = [child for child in verb.children if child.dep_ in {"nsubj", "csubj"}]
    if own:
        # A garden-path parse can hang two subjects on a verb; the one next to it is its own.
        return min(own, key=lambda child: abs(child.i - verb.i))
    if passive:
        return None
    return _shared_subject(verb)


def _shared_subject(verb: Token) -> Token | None:
    """The subject that the verb has in common with what governs it."""
    head = verb.head
    if head == verb:
        return None
    if verb.dep_ == "pcomp":
        return _of_preposition(verb)
    if verb.dep_ == "acl" and head.pos_ in {"NOUN", "PROPN"}:
        owned = head.dep_ == "dobj" and head.head.lemma_ in SUBJECT_CONTROL
        return subject_of(head.head) if owned else head
    if verb.dep_ == "xcomp" and head.lemma_ not in SUBJECT_CONTROL:
        object_ = next((c for c in head.children if c.dep_ in {"dobj", "iobj"}), None)
        if object_ is not None:
            return object_
    shares = verb.dep_ in {"xcomp", "advcl", "acomp"} or (verb.dep_ in {"conj", "ccomp"} and not _has_subject(verb))
    if shares and head.pos_ in {*VERBAL, "ADJ"}:
        return subject_of(head) or _passive_subject(head)
    return None


def _of_preposition(verb: Token) -> Token | None:
    """Subject of a verb after a preposition: "cited the ministry as saying", "left after warning"."""
    preposition, governor = verb.head, verb.head.head
    if preposition.lemma_ == "as":
        return next((c for c in governor.children if c.dep_ == "dobj"), None) or _passive_subject(governor)
    return subject_of(governor) if preposition.dep_ == "prep" and governor.pos_ in VERBAL else None


SUBJECT_CONTROL = {"promise", "vow", "threaten", "use", "issue", "make", "hold", "publish", "release"}
"""Verbs after whose object an infinitive or participle still belongs to the subject."""


def _has_subject(verb: Token) -> bool:
    return any(child.dep_ in SUBJECTS for child in verb.children)


def _passive_subject(verb: Token) -> Token | None:
    return next((child for child in verb.children if child.dep_ == "nsubjpass"), None)


def agent_of(verb: Token) -> Token | None:
    """Head of the "by" phrase of a passive verb or participle."""
    for child in verb.children:
        if child.dep_ == "agent":
            return next((c for c in child.children if c.dep_ == "pobj"), None)
    return None


def phrase(head: Token) -> list[int]:
    """Token positions of a noun phrase that identify its referent: without relative clauses after a comma."""
    cut: set[int] = set()
    for token in head.subtree:
        away = token.dep_ in {"relcl", "advcl", "ccomp", "parataxis"} or (token.dep_ == "acl" and token.tag_ == "VBG")
        if away and token != head:
            cut.update(t.i for t in token.subtree)
    kept = [t.i for t in head.subtree if t.i not in cut]
    whole = [i for i in kept if i in _run_around(kept, head.i)]
    return _closed([head.doc[i] for i in whole], head)


def _closed(tokens: list[Token], head: Token) -> list[int]:
    """The phrase up to a relative clause that the parse took for a part of it, without a comma at its end."""
    for at, token in enumerate(tokens[1:], 1):
        if token.i > head.i and token.tag_ in {"WDT", "WP", "WP$"} and tokens[at - 1].lower_ == ",":
            tokens = tokens[:at]
            break
    while len(tokens) > 1 and tokens[-1].lower_ == ",":
        tokens = tokens[:-1]
    return [token.i for token in tokens]


def _run_around(indices: list[int], centre: int) -> set[int]:
    """The unbroken run of `indices` that holds `centre`."""
    have, run = set(indices), {centre}
    for step in (-1, 1):
        at = centre + step
        while at in have:
            run.add(at)
            at += step
    return run


def cue_tokens(verb: Token) -> list[int]:
    """The verb with its auxiliaries, negation, adverbs before it and particles, as one contiguous run."""
    wanted = {verb.i}
    for child in verb.children:
        before = child.i < verb.i and child.dep_ in {*AUXILIARIES, "advmod"}
        if before or child.dep_ == "prt":
            wanted.update(t.i for t in child.subtree)
    return sorted(_run_around(sorted(wanted), verb.i))


def negated(verb: Token) -> bool:
    """Whether the verb itself is negated, or declined ("refused to say", "stopped short of saying")."""
    if any(child.dep_ == "neg" or child.lower_ in NEGATIONS for child in verb.children if child.i < verb.i):
        return True
    head = verb.head
    if verb.dep_ == "xcomp" and head.lemma_ in DECLINING:
        return True
    return verb.dep_ == "pcomp" and head.dep_ == "prep" and head.head.lemma_ in DECLINING


NEGATIVE = {"not", "n't", "n’t", "never"}


def denied(token: Token) -> bool:
    """Whether "not", "never" or "no longer" hangs on the word itself."""
    return any(
        c.dep_ == "neg" or c.lower_ in NEGATIVE or (c.lower_ == "longer" and any(g.lower_ == "no" for g in c.children))
        for c in token.children
    )


def told(verb: Token, words: Lexicon) -> bool:
    """Whether the clause of `verb` is what a cue introduces ("officials said it was unclear ...")."""
    for above in (verb, *verb.ancestors):
        if above.dep_ not in {"ccomp", "conj", "advcl", "xcomp", "parataxis"}:
            return False
        if above.dep_ == "ccomp" and above.head.lemma_.lower() in words.verbs:
            return True
    return False


DECLINING = {"refuse", "decline", "fail", "stop", "avoid", "refrain", "unable", "neglect"}


def subtree(head: Token, *, without: Token | None = None) -> list[int]:
    """Token positions of a subtree, less that of `without`."""
    cut = {t.i for t in without.subtree} if without is not None else set()
    return [t.i for t in head.subtree if t.i not in cut]


def clause_of(token: Token) -> Token:
    """Head verb of the clause that the token stands in."""
    while token.dep_ not in CLAUSES or token.pos_ not in VERBAL:
        if token.head == token:
            return token
        token = token.head
    return token
