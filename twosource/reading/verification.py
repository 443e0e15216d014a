"""Verification notes: what somebody could, or could not, check.

"Could not verify", "has seen no evidence" and "denies" are three different things. A note without a source, or whose
source is the report's own outlet, is of kind `verification`; an official who cannot confirm is attributed.
"""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Doc, Token

from twosource.model import Commitment, Kind, Stance
from twosource.reading.drafts import Draft, spans_of
from twosource.reading.lexicon import Lexicon, lexicon
from twosource.reading.syntax import cue_tokens, denied, negated, phrase, subject_of, subtree

ABILITY = {"can", "could", "ca", "able", "possible"}
IMPERSONAL = {"possible", "impossible"}
"""With these "it" stands for nobody: "it was not possible to verify"."""
ATTEMPT = {"able", "unable", "possible", "impossible", "manage", "fail", "try", "struggle"}


def find_verifications(doc: Doc) -> list[Draft]:
    """Drafts of verification notes, in order; kinds are settled once actors are known."""
    words = lexicon()
    found: list[Draft] = []
    for token in doc:
        found.extend(_note(doc, token, words))
    return found


def _note(doc: Doc, token: Token, words: Lexicon) -> Iterator[Draft]:
    verbs, nouns = words.sense["verify_verbs"], words.sense["no_evidence_nouns"]
    if token.lemma_.lower() in verbs and token.pos_ in {"VERB", "AUX"}:
        inability = _inability(token, words)
        if inability is None:
            if _independently(token):
                yield from _positive(doc, token)
            return
        yield from _unable(doc, token, inability)
    elif token.lemma_.lower() in nouns and token.pos_ == "NOUN":
        yield from _no_evidence(doc, token)


def _inability(verb: Token, words: Lexicon) -> Token | None:
    """The word that says it could not be done: the verb itself when negated, or "unable", "not able", "impossible"."""
    if _negated_here(verb) and (_able(verb) or _perfect(verb) or _passive(verb)):
        return verb
    governor = verb.head
    if governor.lemma_ == "be":
        governor = next((c for c in governor.children if c.dep_ == "acomp"), governor)
    if verb.dep_ in {"xcomp", "ccomp", "advcl", "csubj"} and governor.lemma_.lower() in ATTEMPT:
        carrier = governor.head if governor.pos_ == "ADJ" else governor
        if governor.lower_ in words.sense["unable"]:
            return governor
        if _negated_here(carrier) or _negated_here(governor):
            return carrier
        if governor.lemma_ in {"fail", "struggle"}:
            return governor
    return None


def _able(verb: Token) -> bool:
    return any(c.dep_ == "aux" and c.lower_ in ABILITY for c in verb.children)


def _negated_here(token: Token) -> bool:
    return any(c.dep_ == "neg" or c.lower_ in {"not", "n't", "n’t", "never"} for c in token.children)


def _perfect(verb: Token) -> bool:
    return any(c.dep_ == "aux" and c.lemma_ == "have" for c in verb.children)


def _passive(verb: Token) -> bool:
    return any(c.dep_ == "auxpass" for c in verb.children)


def _independently(verb: Token) -> bool:
    return any(c.dep_ == "advmod" and c.lower_ == "independently" for c in verb.children)


def _unable(doc: Doc, verb: Token, inability: Token) -> Iterator[Draft]:
    passive = next((c for c in verb.children if c.dep_ == "nsubjpass"), None)
    content = subtree(passive) if passive is not None else _object(verb)
    if not content:
        return
    cue_at = _cue_run(verb, inability)
    subject = subject_of(verb)
    if subject is not None and subject.lower_ == "it" and any(doc[i].lower_ in IMPERSONAL for i in cue_at):
        subject = None
    if passive is not None and subject == passive:
        subject = None
    draft = _draft(doc, "unable-to-verify", verb, cue_at, subject, content, Commitment.UNABLE_TO_VERIFY)
    # "Have not confirmed" says of somebody that he did not speak, "could not confirm" that he tried.
    draft.negated = inability == verb and passive is None and not _able(verb)
    yield draft


def _positive(doc: Doc, verb: Token) -> Iterator[Draft]:
    """A positive note: "X independently verified the footage"."""
    passive = next((c for c in verb.children if c.dep_ == "nsubjpass"), None)
    content = subtree(passive) if passive is not None else _object(verb)
    if content and not _negated_here(verb):
        subject = subject_of(verb)
        subject = None if subject == passive else subject
        yield _draft(doc, "verified", verb, cue_tokens(verb), subject, content, Commitment.CONFIRMS)


def _no_evidence(doc: Doc, noun: Token) -> Iterator[Draft]:
    """No evidence: "has seen no evidence that ...", "there was no independent confirmation of ..."."""
    verb = noun.head
    no = next((c for c in noun.children if c.lower_ == "no"), None)
    if verb.pos_ not in {"VERB", "AUX"} or noun.dep_ not in {"dobj", "attr", "nsubj"}:
        return
    if no is None and not negated(verb):
        return
    content = [i for c in noun.children if c.dep_ in {"acl", "ccomp", "prep", "relcl"} for i in subtree(c)]
    content += [i for c in verb.children if c.dep_ == "ccomp" for i in subtree(c)]
    content = [i for i in content if not (doc[i].dep_ == "prep" and doc[i].head == noun)]
    if not content:
        return
    existential = any(c.dep_ == "expl" for c in verb.children)
    subject = None if existential or noun.dep_ == "nsubj" else subject_of(verb)
    kind = Commitment.UNABLE_TO_VERIFY if noun.lemma_ == "confirmation" else Commitment.NO_EVIDENCE_OBSERVED
    cue_at = sorted({*cue_tokens(verb), *range(min(verb.i, noun.i), max(verb.i, noun.i) + 1)})
    yield _draft(doc, "no-evidence", verb, cue_at, subject, content, kind)


def not_known(verb: Token) -> bool:
    """Whether a clause says that something is not known: "it is unclear whether ...", "it was not known who ...".

    In the outlet's own voice it is a statement that it could not tell.
    """
    words = lexicon().sense
    if verb.lemma_ == "know":
        unknown, near = verb.lower_ in words["clear"] and denied(verb), [verb]
    else:
        told = [c for c in verb.children if c.dep_ == "acomp" and verb.lemma_ in words["being"]]
        unknown = any(c.lower_ in words["unclear"] or (c.lower_ in words["clear"] and denied(verb)) for c in told)
        near = [verb, *told]
    impersonal = all(c.lower_ == "it" for c in verb.children if c.dep_ in {"nsubj", "nsubjpass"})
    return unknown and impersonal and any(is_question(c) for t in near for c in t.children)


def is_question(clause: Token) -> bool:
    """Whether a clause is what is not known; the parse takes one with "if" for a condition."""
    mark = any(c.dep_ == "mark" and c.lower_ in {"if", "whether"} for c in clause.children)
    return clause.dep_ in {"ccomp", "csubj", "csubjpass"} or (clause.dep_ == "advcl" and mark)


def _object(verb: Token) -> list[int]:
    content = [i for c in verb.children if c.dep_ in {"dobj", "ccomp"} for i in subtree(c)]
    if not content:
        shared = [c for c in verb.children if c.dep_ == "conj"]
        content = [i for c in shared for d in c.children if d.dep_ in {"dobj", "ccomp"} for i in subtree(d)]
    return sorted(content)


def _cue_run(verb: Token, inability: Token) -> list[int]:
    if inability == verb:
        return cue_tokens(verb)
    first = min(cue_tokens(inability)) if inability.pos_ in {"VERB", "AUX"} else inability.i
    return list(range(min(first, verb.i), verb.i + 1))


def _draft(
    doc: Doc,
    rule: str,
    verb: Token,
    cue_at: list[int],
    subject: Token | None,
    content: list[int],
    commitment: Commitment,
) -> Draft:
    source_at = phrase(subject) if subject is not None else []
    taken = {*source_at, *cue_at}
    return Draft(
        rule=rule,
        kind=Kind.VERIFICATION,
        cue_class=None,
        cue_token=verb,
        subject=subject,
        source=spans_of(doc, source_at),
        cue=spans_of(doc, cue_at)[:1],
        content=spans_of(doc, (i for i in content if i not in taken)),
        commitment=commitment,
        stance=Stance.NEUTRAL,
    )
