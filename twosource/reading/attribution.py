"""Attribution: who said what. Drafts from cue words and the dependency parse; quotations.py's spans round them off.

The frames are those that PARC and PolNeAR describe: a verb cue with a clause, quotation, infinitive or noun phrase;
"according to"; a noun cue with its clause; an adjective cue. Each function reads one frame and names it in
`Draft.rule`.
"""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Doc, Token

from twosource.model import Kind, Stance
from twosource.reading.drafts import Draft, merge, spans_of
from twosource.reading.extensions import text_of
from twosource.reading.frames import content_of, hearsay
from twosource.reading.gloss import without_gloss
from twosource.reading.lexicon import CueClass, Lexicon, lexicon
from twosource.reading.speakers import can_speak
from twosource.reading.syntax import (
    SUBJECTS,
    VERBAL,
    agent_of,
    clause_of,
    cue_tokens,
    negated,
    phrase,
    subject_of,
    subtree,
    told,
)
from twosource.reading.verification import not_known


def find_attributions(doc: Doc) -> list[Draft]:
    """Drafts of every attribution that a cue of the lexicon makes, in order of the cue. Quotations not yet joined."""
    words = lexicon()
    drafts: list[Draft] = []
    for token in doc:
        drafts.extend(_of_token(doc, token, words))
    return drafts


def _of_token(doc: Doc, token: Token, words: Lexicon) -> Iterator[Draft]:
    if token.lower_ == "according":
        yield from _according_to(doc, token, words)
        return
    draft = _of_verb(doc, token, words) if token.pos_ in VERBAL else _of_other_word(doc, token, words)
    if draft is not None:
        yield draft


def _of_verb(doc: Doc, verb: Token, words: Lexicon) -> Draft | None:
    return (_verb if verb.lemma_.lower() in words.verbs else _verb_phrase)(doc, verb, words)


def _of_other_word(doc: Doc, token: Token, words: Lexicon) -> Draft | None:
    lemma, lower = token.lemma_.lower(), token.lower_
    if token.pos_ == "NOUN" and lemma in words.nouns:
        return _noun(doc, token, words.nouns[lemma])
    if token.pos_ == "ADJ" and lower in words.adjectives:
        return _adjective(doc, token, words.adjectives[lower])
    if token.pos_ == "ADV" and lower in words.adverbs:
        return _adverb(doc, token, words.adverbs[lower], words)
    return None


def _draft(
    doc: Doc, rule: str, cue_class: CueClass, cue: Token, cue_at: list[int], subject: Token | None, content: list[int]
) -> Draft | None:
    """A draft whose content does not run over its own cue and source; `None` when no content is left."""
    source_at = phrase(subject) if subject is not None else []
    if source_at and doc[source_at[-1]].tag_ == "POS" and rule != "noun":
        return None  # "one of the union's declared goals": a possessive is nobody who speaks
    taken = {*cue_at, *source_at}
    kept = without_gloss(doc, sorted(i for i in content if i not in taken))
    content_spans = spans_of(doc, kept)
    if not content_spans and not (cue_class.complements & {"quote"}):
        return None
    return Draft(
        rule=rule,
        kind=Kind.ATTRIBUTED,
        cue_class=cue_class,
        cue_token=cue,
        subject=subject,
        source=spans_of(doc, source_at),
        cue=spans_of(doc, cue_at)[:1],
        content=merge(text_of(doc), content_spans),
        negated=negated(cue),
        commitment=cue_class.commitment,
        stance=cue_class.stance,
    )


# --- verbs ---------------------------------------------------------------------------------------------------------


def _verb(doc: Doc, verb: Token, words: Lexicon) -> Draft | None:
    if not_known(verb):
        return None  # "it was not known who ..." is the outlet's own voice
    phrasal = _verb_phrase(doc, verb, words) or _hearsay(doc, verb, words)
    if phrasal is not None:
        return phrasal
    subject = _subject(verb, words)
    for cue_class in words.verbs[verb.lemma_.lower()]:
        if cue_class.particle and not any(c.dep_ == "prt" and c.lower_ == cue_class.particle for c in verb.children):
            continue
        if cue_class.person_only and not _may_speak(verb, subject, words):
            continue
        found = content_of(verb, cue_class, subject, words)
        if found is None:
            continue
        rule, content, extra = found
        cue_at = sorted({*cue_tokens(verb), *extra})
        return _draft(doc, rule, cue_class, verb, cue_at, subject, content)
    if any("quote" in cue_class.complements for cue_class in words.verbs[verb.lemma_.lower()]):
        return _quote_only(doc, verb, subject, words)
    return None


def _hearsay(doc: Doc, verb: Token, words: Lexicon) -> Draft | None:
    """A passive cue about its own subject: "the bridge is said to be mined". The source is the agent, or empty."""
    if verb.lemma_.lower() not in words.sense["hearsay"] or verb.tag_ != "VBN":
        return None
    found = hearsay(verb)
    if found is None:
        return None
    agent = agent_of(verb)
    draft = _draft(doc, "hearsay", _hearsay_class(verb, words), verb, cue_tokens(verb), agent, found[1])
    if draft is not None and agent is None:
        draft.stance = Stance.DISTANCING
    return draft


def _hearsay_class(verb: Token, words: Lexicon) -> CueClass:
    """The class that takes a clause: "fear" speculates in "were feared dead"."""
    classes = words.verbs[verb.lemma_.lower()]
    return next((c for c in classes if "clause" in c.complements), classes[0])


def _subject(verb: Token, words: Lexicon) -> Token | None:
    """The cue's subject; in "X denied A and accused Y" that of the first cue, though the parse hangs it below A."""
    content, outer = verb.head, verb.head.head
    below = verb.dep_ == "conj" and content.dep_ == "ccomp" and verb.tag_ == outer.tag_
    own = any(c.dep_ in {"nsubj", "nsubjpass", "auxpass"} for c in verb.children)
    if below and not own and outer.lemma_.lower() in words.verbs:
        return subject_of(outer)
    return subject_of(verb) or _after_quotation(verb)


def _after_quotation(verb: Token) -> Token | None:
    """The noun phrase between a closing quotation mark and the cue, when the parse gave it to the quoted words."""
    between: list[Token] = []
    for token in reversed(verb.doc[verb.sent.start : verb.i]):
        if token.text in CLOSING_MARKS:
            members = {t.i for t in between}
            heads = [t for t in between if t.head.i not in members and t.pos_ in {"NOUN", "PROPN", "PRON"}]
            return heads[-1] if heads else None
        if token.pos_ in VERBAL and token.dep_ not in {"aux", "auxpass"}:
            return None
        between.append(token)
    return None


CLOSING_MARKS = {"”", '"', "’’", "''", "»"}


def _quote_only(doc: Doc, verb: Token, subject: Token | None, words: Lexicon) -> Draft | None:
    """A cue without a content of its own in the parse: it counts only if quotations.py's spans give it one."""
    for cue_class in words.verbs[verb.lemma_.lower()]:
        if "quote" in cue_class.complements and not (cue_class.person_only and not _may_speak(verb, subject, words)):
            return _draft(doc, "quote", cue_class, verb, cue_tokens(verb), subject, [])
    return None


def _may_speak(verb: Token, subject: Token | None, words: Lexicon) -> bool:
    if subject is None:
        # "was reported to have ...", "is said": a passive cue without an agent has an empty source.
        return any(child.dep_ == "auxpass" for child in verb.children)
    return can_speak(subject, words)


def _verb_phrase(doc: Doc, verb: Token, words: Lexicon) -> Draft | None:
    """Verb and object that are a cue together: "spreading false information that ..."."""
    for object_ in verb.children:
        if object_.dep_ not in {"dobj", "acomp"}:
            continue
        cue_class = words.phrases.get(f"{verb.lemma_} {object_.lemma_.lower()}")
        if cue_class is None:
            continue
        content = _of_noun(object_) or [t.i for c in verb.children if c.dep_ == "ccomp" for t in c.subtree]
        if not content:
            continue
        cue_at = [*cue_tokens(verb), *range(verb.i + 1, object_.i + 1)]
        draft = _draft(doc, "phrase", cue_class, verb, cue_at, subject_of(verb), content)
        if draft is not None:
            draft.negated = draft.negated or any(c.lower_ == "no" for c in object_.children)
            return draft
    return None


# --- prepositions, nouns, adjectives --------------------------------------------------------------------------------


def _according_to(doc: Doc, token: Token, words: Lexicon) -> Iterator[Draft]:
    to = next((c for c in token.children if c.lower_ == "to"), None)
    if to is None and token.i + 1 < len(doc) and doc[token.i + 1].lower_ == "to":
        to = doc[token.i + 1]
    source = next((c for c in to.children if c.dep_ == "pobj"), None) if to is not None else None
    if to is None or source is None:
        return
    head = clause_of(token.head)
    if token.i > token.sent.start and token.nbor(-1).text in {",", "”", '"'} and head.sent == token.sent:
        # After a comma the phrase covers the whole sentence; without one, the clause it stands in.
        head = token.sent.root
    content = [i for i in subtree(head) if i not in {t.i for t in token.subtree} | {t.i for t in to.subtree}]
    draft = _draft(doc, "according-to", words.prepositions["according to"], token, [token.i, to.i], source, content)
    if draft is not None:
        yield draft


def _noun(doc: Doc, noun: Token, cue_class: CueClass) -> Draft | None:
    """A noun cue with an owner and a content: "its claim that ...", "denials of ... by X"."""
    content = _of_noun(noun)
    source = _owner(noun)
    if not content or source is None:
        return None
    return _draft(doc, "noun", cue_class, noun, [noun.i], source, content)


def _of_noun(noun: Token) -> list[int]:
    """The clause or infinitive that a noun carries; for "of" phrases see the nouns whose object they are."""
    for child in noun.children:
        clausal = child.dep_ in {"acl", "ccomp", "relcl", "xcomp"}
        marked = any(c.dep_ == "mark" and c.lower_ in {"that", "whether"} for c in child.children)
        to = any(c.dep_ == "aux" and c.lower_ == "to" for c in child.children)
        that = child.dep_ == "relcl" and any(
            c.lower_ == "that" and c.dep_ in {"mark", "advmod"} for c in child.children
        )
        if clausal and (marked or to or that):
            return subtree(child)
        if child.dep_ == "prep" and child.lower_ in {"of", "for", "about"}:
            inner = [i for i in subtree(child) if i != child.i]
            if inner:
                return inner
    return []


def _owner(noun: Token) -> Token | None:
    """Whose claim it is: a possessive, a "by" or "from" phrase, or an adjective of nationality before it."""
    for child in noun.children:
        if child.dep_ == "poss":
            return child
    for child in noun.children:
        if child.dep_ == "prep" and child.lower_ in {"by", "from"}:
            return next((c for c in child.children if c.dep_ == "pobj"), None)
    for child in noun.children:
        if child.dep_ in {"amod", "compound"} and child.ent_type_ in {"NORP", "GPE", "ORG"}:
            return child
    return None


def _adjective(doc: Doc, adjective: Token, cue_class: CueClass) -> Draft | None:
    """An adjective cue: "X is confident that ..."."""
    verb = adjective.head
    clause = next((c for c in adjective.children if c.dep_ == "ccomp"), None)
    if adjective.dep_ != "acomp" or verb.lemma_ not in {"be", "remain", "seem", "feel"} or clause is None:
        return None
    cue_at = [*cue_tokens(verb), *range(verb.i + 1, adjective.i + 1)]
    draft = _draft(doc, "adjective", cue_class, adjective, cue_at, subject_of(verb), subtree(clause))
    if draft is not None:
        draft.negated = negated(verb)
    return draft


def _adverb(doc: Doc, adverb: Token, cue_class: CueClass, words: Lexicon) -> Draft | None:
    """An adverb of hearsay over a whole clause: "the bridge was allegedly mined". Not in somebody's own words."""
    verb = adverb.head
    if adverb.dep_ != "advmod" or verb.pos_ not in VERBAL or verb.dep_ in {"amod", "acl", "relcl"} or told(verb, words):
        return None
    if not any(c.dep_ in SUBJECTS for c in verb.children):
        return None
    away = {t.i for c in verb.children if c.dep_ in {"conj", "cc", "mark", "advcl", "parataxis"} for t in c.subtree}
    return _draft(doc, "adverb", cue_class, adverb, [adverb.i], None, [i for i in subtree(verb) if i not in away])
