"""What a content says of its source's commitment: it calls a report false, cannot tell, promises, threatens, or not.

"Told CNN that the reports are false" denies; "said it could not confirm" is unable to verify; "said it will rain"
predicts. All of it is grammar of English on the parse; the words are data (`sense` in data/cues.toml).
"""

from __future__ import annotations

from collections.abc import Iterable

from spacy.tokens import Doc, Token

from twosource.model import ActorKind, Commitment
from twosource.reading.drafts import Draft, within
from twosource.reading.lexicon import Lexicon
from twosource.reading.sides import side_of_phrase
from twosource.reading.syntax import NEGATIVE, SUBJECTS, VERBAL, agent_of, denied

OWNERS = {"our", "its", "their", "his", "her", "my"}
OWN = {"we", "it", "they", "he", "she", "i"}
FIRST_PERSON = {"i", "we"}
NEGATION_REACH = 8
"""Tokens before "true" among which its negation may stand ("in neither of these places is this true")."""


def by_sense(doc: Doc, draft: Draft, head: Token, words: Lexicon) -> Commitment | None:
    """The commitment that the content of `draft`, whose head is `head`, decides by itself; `None` when it does not."""
    tokens = [t for s in draft.content if (c := doc.char_span(s.start, s.end, alignment_mode="contract")) for t in c]
    if calls_false(tokens, words) or _calls_staged(draft, tokens, words):
        return Commitment.DENIES
    if any(_cannot_tell(token, draft, words) for token in tokens):
        return Commitment.UNABLE_TO_VERIFY
    if _no_evidence(tokens, words):
        return Commitment.NO_EVIDENCE_OBSERVED
    if _disowns(head, words) or _none_of_ours(head, draft) or _rules_out(head, draft, words):
        return Commitment.DENIES
    return _of_its_own(head, draft, words) or by_modality(doc, head, draft, words) or _agrees(head, draft, words)


# --- denials --------------------------------------------------------------------------------------------------------


def calls_false(tokens: list[Token], words: Lexicon) -> bool:
    """A report or claim is called false, or said not to be true, in the content."""
    about_report = any(
        t.lemma_.lower() in words.sense["report_nouns"] or t.lower_ in {"this", "that", "it"} for t in tokens
    )
    content = " ".join(t.lower_ for t in tokens if not t.is_space)
    if any(phrase in content for phrase in _phrases(words, "denial_phrases")):
        return True
    if not about_report:
        return False
    for token in tokens:
        if token.lower_ in words.sense["true"] and _predicated(token):
            verb = token.head
            near = token.doc[max(verb.sent.start, token.i - NEGATION_REACH) : token.i]
            if any(t.dep_ == "neg" or t.lower_ in {"neither", "no", *NEGATIVE} for t in near):
                return True
        if token.lemma_.lower() in words.sense["false"] and _predicated(token):
            verb = token.head
            if not any(t.dep_ == "neg" for t in verb.children):
                return True
    return False


def _phrases(words: Lexicon, name: str) -> Iterable[str]:
    """A list of phrases, in which a hyphen stands for a space."""
    return (phrase.replace("-", " ") for phrase in words.sense[name])


def _predicated(token: Token) -> bool:
    """Whether the word is said of something ("is false") and not a mere attribute ("false information")."""
    inverted = token.dep_ == "amod" and token.i > token.head.i and token.head.dep_ in {"attr", "nsubj"}
    return token.dep_ in {"acomp", "attr", "oprd"} or inverted


def _calls_staged(draft: Draft, tokens: list[Token], words: Lexicon) -> bool:
    """Whether an attack is called a provocation or a show: it was then not what it was said to be."""
    if draft.cue_class is None or draft.cue_class.name != "name":
        return False
    lemmas = [t.lemma_.lower() for t in tokens if t.is_alpha]
    return bool(lemmas) and lemmas[-1] in words.sense["staged"] and bool(set(lemmas) & words.sense["violence"])


def _disowns(head: Token, words: Lexicon) -> bool:
    """The source says of itself or its own that they did not do something: a denial, whatever the cue verb."""
    if not any(c.dep_ == "neg" for c in head.children) or head.lemma_ in words.sense["inner_states"]:
        return False
    if any(c.dep_ in {"acomp", "attr"} for c in head.children):
        return False  # "it is not possible": no deed of anybody's
    if any(c.dep_ == "aux" and c.tag_ == "MD" for c in head.children):
        return False
    subject = next((c for c in head.children if c.dep_ == "nsubj"), None)
    if subject is None:
        return False
    return subject.lower_ in OWN or any(c.dep_ == "poss" and c.lower_ in OWNERS for c in subject.children)


def _none_of_ours(head: Token, draft: Draft) -> bool:
    """Whether the source says that none of its own side's did it: "No Norwegian boat has entered", from Norway."""
    subject = next((c for c in head.children if c.dep_ == "nsubj"), None)
    if subject is None or not any(c.dep_ in {"det", "neg"} and c.lower_ in {"no", "none"} for c in subject.children):
        return False
    return _same_side(subject, draft)


def _rules_out(head: Token, draft: Draft, words: Lexicon) -> bool:
    """Whether the content is that the source's side, or nobody named, ruled it out ("a raid was ruled out")."""
    if head.lemma_ not in words.sense["ruling_out"] or not any(c.dep_ == "prt" for c in head.children) or denied(head):
        return False
    by = agent_of(head) or next((c for c in head.children if c.dep_ == "nsubj"), None)
    return by is None or of_itself(by, draft)


def of_itself(subject: Token, draft: Draft) -> bool:
    """Whether `subject` in the content is the source: a pronoun, the same noun, or a phrase of the same side."""
    if subject.lower_ in OWN:
        return True
    same = draft.subject is not None and subject.lemma_.lower() == draft.subject.lemma_.lower()
    return same or _same_side(subject, draft)


def _same_side(subject: Token, draft: Draft) -> bool:
    if draft.actor is None or draft.actor.side is None:
        return False
    return side_of_phrase(" ".join(t.text for t in subject.subtree)) == draft.actor.side


# --- what cannot be told --------------------------------------------------------------------------------------------


def _cannot_tell(token: Token, draft: Draft, words: Lexicon) -> bool:
    lemma = token.lemma_.lower()
    if lemma in words.sense["verify_verbs"]:
        return _cannot_verify(token, draft, words)
    if lemma in words.sense["telling_verbs"] and asks(token, words):
        return unable_to(token, words) or (lemma in words.sense["knowing_verbs"] and denied(token))
    if token.lower_ in words.sense["uncertain"]:
        return token.dep_ == "acomp" and asks(token, words)
    if token.lower_ in words.sense["certain"]:
        return token.dep_ == "acomp" and denied(token.head) and (asks(token, words) or _has_clause(token))
    return lemma in words.sense["grounds"] and _lacks(token, words)


def _cannot_verify(verb: Token, draft: Draft, words: Lexicon) -> bool:
    """Whether the source could not check; that somebody else has not confirmed something is no more than it says."""
    if unable_to(verb, words):
        return True
    if not denied(verb) or verb.lemma_.lower() not in words.sense["confirming_verbs"]:
        return False
    by = next((c for c in verb.children if c.dep_ == "nsubj"), None)
    return by is None or of_itself(by, draft)


def unable_to(verb: Token, words: Lexicon) -> bool:
    """Whether the verb is said to be impossible: "cannot", "unable to", "not able to", "in no position to"."""
    if denied(verb) and any(c.dep_ == "aux" and c.lower_ in words.sense["ability"] for c in verb.children):
        return True
    governor = verb.head
    if governor.lower_ in words.sense["unable"]:
        return True
    return governor.lower_ in {"able", "position", "possible"} and any(
        denied(above) or any(c.lower_ == "no" for c in governor.children) for above in (governor, *_up(governor))
    )


def _up(token: Token) -> Iterable[Token]:
    """The two words above: "we are not in a position to" has its verb above the preposition."""
    return (token.head, token.head.head)


def asks(token: Token, words: Lexicon) -> bool:
    """Whether a question hangs on the word or on the verb that it completes ("unclear who", "cannot say whether").

    What to do ("does not know where to go") is no question of fact.
    """
    near = [*token.children, *(token.head.children if token.dep_ == "acomp" else ())]
    clauses = (c for c in near if c.dep_ in {"ccomp", "csubj", "advcl", "xcomp", "dobj", "nsubj"} and c != token)
    told = (c for c in clauses if abs(c.i - token.i) <= CLAUSE_REACH and not any(t.tag_ == "TO" for t in c.lefts))
    openings = (t for c in told for t in (*c.lefts, c))
    return any(t.lower_ in words.sense["question_words"] for t in openings)


CLAUSE_REACH = 30
"""Tokens from a word to the head of its question; a guard against a parse that goes astray, not a measurement."""


def _has_clause(token: Token) -> bool:
    return any(c.dep_ == "ccomp" for c in (*token.children, *token.head.children))


def _lacks(noun: Token, words: Lexicon) -> bool:
    """Whether grounds for knowing are missing: "does not have a clear picture", "there is not enough information"."""
    verb = noun.head
    none = any(c.lower_ == "no" for c in noun.children)
    if noun.dep_ == "dobj" and verb.lemma_ in words.sense["having"]:
        return none or denied(verb)
    if noun.dep_ == "attr" and any(c.dep_ == "expl" for c in verb.children):
        return none or denied(verb)
    return noun.dep_ == "dobj" and verb.lemma_ == "make" and unable_to(verb, words)


def _no_evidence(tokens: list[Token], words: Lexicon) -> bool:
    return any(
        t.lemma_.lower() in words.sense["no_evidence_nouns"]
        and t.dep_ in {"dobj", "attr"}
        and any(c.lower_ == "no" for c in t.children)
        for t in tokens
    )


# --- the source's own stance, the future, duty, possibility ---------------------------------------------------------


def _of_its_own(head: Token, draft: Draft, words: Lexicon) -> Commitment | None:
    """When the source says that it expects, plans or doubts something, that verb decides."""
    subject = next((c for c in head.children if c.dep_ == "nsubj"), None)
    if subject is None or denied(head) or _modal(head) is not None or not of_itself(subject, draft):
        return None
    if head.lemma_.lower() not in words.sense["stance_verbs"] or not any(
        c.dep_ in {"ccomp", "xcomp", "dobj"} for c in head.children
    ):
        return None
    classes = words.verbs.get(head.lemma_.lower(), ())
    return classes[0].commitment if classes else None


def _modal(head: Token) -> str | None:
    return next((c.lower_ for c in head.children if c.dep_ == "aux" and c.tag_ == "MD"), None)


def by_modality(doc: Doc, head: Token, draft: Draft, words: Lexicon) -> Commitment | None:
    """What the content's main verb says of the future, of duty or of possibility."""
    modal = _modal(head)
    if modal is None:
        return _without_modal(head, draft, words)
    if modal in words.sense["future_modals"]:
        return _future(head, head, draft, words)
    if modal in words.sense["would"]:
        return _would(doc, head, draft, words)
    perfect = any(c.dep_ == "aux" and c.lemma_ == "have" for c in head.children)
    if modal in words.sense["demand_modals"]:
        felt = any(c.dep_ == "acomp" and c.lower_ in words.sense["feelings"] for c in head.children)
        return None if perfect or felt else Commitment.DEMANDS
    if modal in words.sense["speculate_modals"]:
        able = modal in words.sense["ability"] and (denied(head) or head.lemma_ in words.sense["perceiving"])
        return None if able else Commitment.SPECULATES
    return None


def _without_modal(head: Token, draft: Draft, words: Lexicon) -> Commitment | None:
    """The future without "will": "is going to", "is only a matter of time"."""
    coming = next((c for c in head.children if c.dep_ == "xcomp" and c.pos_ in VERBAL), None)
    ahead = coming is not None and any(c.lower_ == "to" and c.i == head.i + 1 for c in coming.children)
    if head.lower_ == "going" and coming is not None and ahead:
        return _future(coming, head, draft, words)
    clause = " ".join(t.lower_ for t in head.subtree)
    return Commitment.PREDICTS if any(p in clause for p in _phrases(words, "future_phrases")) else None


def _future(verb: Token, clause: Token, draft: Draft, words: Lexicon) -> Commitment | None:
    """Threat, promise or prediction. `clause` holds the subject, `verb` what it will do."""
    subject = next((c for c in clause.children if c.dep_ in SUBJECTS), None)
    subtree = {t.lemma_.lower() for t in clause.subtree}
    if any(subtree.issuperset(pair.split("-")) for pair in words.sense["threat_pairs"]):
        return Commitment.THREATENS
    if subtree & words.sense["threat_nouns"] or verb.lemma_ in words.sense["threat_verbs"]:
        return Commitment.THREATENS
    mine = subject is not None and subject.lower_ in FIRST_PERSON
    if (mine or (_passive(verb) and subtree & words.sense["answering"])) and attacks(verb, words):
        return Commitment.THREATENS
    if mine:
        return None if verb.lemma_ == "be" else Commitment.PROMISES
    if subject is not None and _acts_itself(subject, verb, draft, words):
        return Commitment.PROMISES
    return Commitment.PREDICTS


def _passive(verb: Token) -> bool:
    return any(c.dep_ in {"auxpass", "nsubjpass"} for c in verb.children)


def _acts_itself(subject: Token, verb: Token, draft: Draft, words: Lexicon) -> bool:
    """Whether "it", "they" or "she" is the source that will do something: "the ministry said it will send boats"."""
    if subject.dep_ != "nsubj" or subject.lower_ not in OWN or draft.subject is None:
        return False
    if verb.lemma_ in words.sense["inner_states"] | words.sense["happenings"] or _passive(verb) or denied(verb):
        return False
    if draft.subject.lower_ in OWN:
        return subject.lower_ == draft.subject.lower_
    if subject.lower_ == "they":
        return draft.subject.tag_ in {"NNS", "NNPS"}
    person = draft.actor is not None and draft.actor.kind in {ActorKind.PERSON, ActorKind.UNNAMED}
    return person is (subject.lower_ in {"he", "she"})


def _would(doc: Doc, head: Token, draft: Draft, words: Lexicon) -> Commitment | None:
    """In reported speech "would" is "will" put back; in quoted words, or with "if", it is a condition."""
    if head.lemma_ in words.sense["inner_states"] - {"be"} | words.sense["polite"]:
        return None
    perfect = any(c.dep_ == "aux" and c.lemma_ == "have" for c in head.children)
    conditional = any(c.dep_ == "advcl" and any(m.lower_ in {"if", "unless"} for m in c.lefts) for c in head.children)
    quoted = within(doc._.quotations or (), head.idx)
    if perfect or conditional or quoted or draft.cue_token is None or draft.cue_token.tag_ not in {"VBD", "VBN", "VBG"}:
        return Commitment.CONDITIONAL
    return _future(head, head, draft, words)


def attacks(head: Token, words: Lexicon) -> bool:
    """Whether what is announced is violence: "more strikes", "to step up attacks", "we will bomb the port"."""
    lemma = head.lemma_.lower()
    if head.pos_ not in VERBAL:
        return lemma in words.sense["violence"]
    if lemma in words.sense["threat_verbs"] | words.sense["violent_verbs"]:
        return True
    if lemma in words.sense["peaceful_verbs"] or denied(head):
        return False
    done = [c for c in head.children if c.dep_ in {"dobj", "nsubjpass"}]
    done += [g for c in done for p in c.children if p.dep_ == "prep" and p.lower_ == "of" for g in p.children]
    done += [g for c in done for k in c.children if k.dep_ == "conj" for p in k.children for g in p.children]
    return any(t.lemma_.lower() in words.sense["violence"] for t in done)


def _agrees(head: Token, draft: Draft, words: Lexicon) -> Commitment | None:
    """Confirmation by an adverb: "it also believes that", "was indeed hit"."""
    adverbs = {c.lower_ for c in head.children if c.dep_ == "advmod"}
    if adverbs & words.sense["affirming"]:
        return Commitment.CONFIRMS
    subject = next((c for c in head.children if c.dep_ == "nsubj"), None)
    if subject is None or head.lemma_ not in words.sense["holding_verbs"] or denied(head):
        return None
    return Commitment.CONFIRMS if adverbs & words.sense["joining"] and of_itself(subject, draft) else None
