"""Frames: where in the parse the content of a verb cue stands.

Each function reads one complement (clause, infinitive, object, what somebody is called or blamed for) and returns
token positions; attribution.py asks for them in the order that the cue's class allows.
"""

from __future__ import annotations

from spacy.tokens import Token

from twosource.reading.lexicon import CueClass, Lexicon
from twosource.reading.speakers import shows
from twosource.reading.syntax import VERBAL, clause_of, cue_tokens, subtree


def content_of(
    verb: Token, cue_class: CueClass, subject: Token | None, words: Lexicon
) -> tuple[str, list[int], list[int]] | None:
    """(rule, content tokens, further cue tokens) of the first complement of the class that the parse shows."""
    complements = cue_class.complements
    clause = _clause(verb, subject)
    if clause is not None and complements & {"clause", "question", "quote"}:
        return "clause", clause, []
    for child in verb.children:
        if child.dep_ == "xcomp" and "infinitive" in complements and any(c.dep_ == "aux" for c in child.children):
            return "infinitive", _with_addressee(verb, child), []
        if child.dep_ == "xcomp" and child.tag_ == "VBG" and "gerund" in complements:
            return "gerund", subtree(child), []
    named = _naming(verb) if "naming" in complements else []
    if named:
        return "naming", named, []
    blamed = _blame(verb, cue_class) if "blame" in complements and subject is not None else []
    if blamed:
        return "blame", blamed, []
    if subject is None:
        return None
    return _prepositional(verb, cue_class, words) or _object(verb, cue_class, subject, words)


def _prepositional(verb: Token, cue_class: CueClass, words: Lexicon) -> tuple[str, list[int], list[int]] | None:
    """Content after one of the class's prepositions ("warned of raids"), which then belongs to the cue."""
    for child in verb.children:
        if child.dep_ == "prep" and child.lower_ in cue_class.prepositions and _has_matter(child, words):
            content = [i for i in subtree(child) if i != child.i]
            content += [t.i for c in verb.children if c.dep_ == "xcomp" for t in c.subtree]
            return "preposition", content, [child.i] if child.i == verb.i + 1 else []
        if child.dep_ == "prt" and child.lower_ in cue_class.prepositions:
            # "calling on the crews to leave", in which the parser takes the preposition for a particle.
            content = [t.i for c in verb.children if c.dep_ in {"dobj", "xcomp"} for t in c.subtree]
            if content:
                return "preposition", content, [child.i]
    return None


def _has_matter(preposition: Token, words: Lexicon) -> bool:
    """Whether the phrase can be what was said: not "on condition of anonymity"."""
    return any(c.lemma_.lower() not in words.sense["not_matter"] for c in preposition.children)


def _object(
    verb: Token, cue_class: CueClass, subject: Token, words: Lexicon
) -> tuple[str, list[int], list[int]] | None:
    """The object as content, where the class lets an object of this kind be one."""
    for child in verb.children:
        if child.dep_ not in {"dobj", "nsubjpass"} or child.lower_ in PERSONS:
            continue
        lemma = child.lemma_.lower()
        allowed = (
            "object" in cue_class.complements
            or (
                "report-object" in cue_class.complements
                and (lemma in words.nouns or lemma in words.sense["report_nouns"])
            )
            or ("document-object" in cue_class.complements and shows(subject, words))
        )
        if allowed:
            return "object", subtree(child), []
    return None


PERSONS = {
    "that",
    "which",
    "what",
    "him",
    "her",
    "them",
    "me",
    "us",
    "you",
    "himself",
    "herself",
    "themselves",
    "who",
    "whom",
    "itself",
}


def _clause(verb: Token, subject: Token | None) -> list[int] | None:
    """The finite clause that the verb takes: after it, before it, or around it (parataxis)."""
    before = _before_tag(verb, subject)
    if before is not None:
        return before
    clauses = [c for c in verb.children if c.dep_ == "ccomp" and not _spliced(verb, c)]
    if clauses:
        own = {t.i for c in clauses for t in c.subtree}
        return sorted(own | _trailing(verb, max(own)))
    if verb.dep_ == "parataxis":
        return _around(verb)
    if verb.dep_ == "pcomp" and verb.head.lower_ == "as":
        outer = [c for c in verb.head.head.children if c.dep_ == "ccomp"]
        return [t.i for c in outer for t in c.subtree] or None
    return _garden_path(verb)


def _spliced(verb: Token, clause: Token) -> bool:
    """Whether a further clause follows by a comma alone: the outlet's own remark, which the parse hangs on the cue."""
    first = min((c.i for c in verb.children if c.dep_ == "ccomp"), default=clause.i)
    edge = clause.left_edge
    if clause.i == first or edge.i == 0 or edge.nbor(-1).text != ",":
        return False
    return not any(c.dep_ in {"mark", "cc"} for c in clause.children)


def _before_tag(verb: Token, subject: Token | None) -> list[int] | None:
    """The sentence before a closing "..., X said (on Sunday)", whatever the parse makes of it."""
    if subject is None or verb.tag_ not in FINITE or (verb.sent.root not in (verb, verb.head)):
        return None
    first = _tag_start(verb, subject)
    if first is None:
        return None
    comma = verb.doc[first - 1]
    after = [t for t in verb.sent if t.i > max(verb.i, subject.i)]
    if any(t.pos_ in VERBAL and t.dep_ in {"ccomp", "conj", "advcl"} for t in after) or any(
        t.text == ":" for t in after
    ):
        return None
    content = [t.i for t in verb.sent if t.i < first - (comma.text == ",")]
    return content if any(_finite_clause(verb.doc[i]) for i in content) else None


FINITE = {"VBD", "VBZ", "VBP"}


def _finite_clause(token: Token) -> bool:
    """Whether the token heads a main clause: a finite verb, or one with a finite auxiliary, not under "despite"."""
    finite = token.tag_ in FINITE or any(
        c.dep_ in {"aux", "auxpass"} and c.tag_ in {*FINITE, "MD"} for c in token.children
    )
    return finite and token.dep_ not in {"acl", "advcl", "aux", "auxpass"}


TAG_MARKS = {",", "”", '"', "’", "’’", "''", "?", "!"}


def _tag_start(verb: Token, subject: Token) -> int | None:
    """First token of the closing tag: after a comma or quotation mark, with no verb between it and the cue.

    Looked for from the left edge of the subject, which may hold commas of its own ("the spokesperson, N. H., said").
    """
    doc, last = verb.doc, min(verb.i, subject.i)
    own = {*cue_tokens(verb), verb.i}
    for first in range(min(subject.left_edge.i, *own), last + 1):
        opens = first > verb.sent.start and doc[first - 1].text in TAG_MARKS
        between = (doc[i] for i in range(first, max(verb.i, subject.i)) if i not in own)
        if opens and not any(t.pos_ in VERBAL and t.dep_ != "amod" for t in between):
            return first
    return None


def _trailing(verb: Token, last: int) -> set[int]:
    """Adverbial clauses that the parse hangs on the cue though they follow the content without a comma."""
    trailing: set[int] = set()
    for child in verb.children:
        if child.dep_ == "advcl" and child.left_edge.i == last + 1 and any(c.dep_ == "mark" for c in child.children):
            trailing.update(t.i for t in child.subtree)
    return trailing


def _garden_path(verb: Token) -> list[int] | None:
    """Content that the parser took for something else: "that" hung on the cue, or an object that is a subject."""
    that = next((c for c in verb.children if c.lower_ == "that" and c.i > verb.i and c.dep_ in {"mark", "dobj"}), None)
    if that is not None:
        return list(range(that.i, verb.right_edge.i + 1))
    object_ = next((c for c in verb.children if c.dep_ == "dobj"), None)
    stray = next((c for c in verb.children if c.dep_ == "conj" and c.pos_ in VERBAL), None)
    if object_ is not None and stray is not None and stray.i > object_.i:
        joined = any(c.dep_ == "cc" for c in verb.children)
        if not joined and not any(c.dep_ in {"nsubj", "nsubjpass"} for c in stray.children):
            return sorted({*subtree(object_), *subtree(stray)})
    return None


def _around(verb: Token) -> list[int]:
    """The clause in which the cue stands as a parenthesis ("Troops, he added, were leaving")."""
    head = clause_of(verb.head)
    return subtree(head, without=verb)


def _with_addressee(verb: Token, infinitive: Token) -> list[int]:
    """Infinitive content with its own subject: "urged [both sides to talk]", "refused [to agree]"."""
    content = subtree(infinitive)
    if verb.lemma_ in {"promise", "vow", "threaten"}:
        return content
    for child in verb.children:
        if child.dep_ in {"dobj", "iobj"} and child.i < infinitive.i:
            content = [*subtree(child), *content]
    return sorted(set(content))


def _naming(verb: Token) -> list[int]:
    """Object and what it is called: oprd, or "as" phrase."""
    object_ = next((c for c in verb.children if c.dep_ in {"dobj", "nsubjpass"}), None)
    name = next(
        (c for c in verb.children if c.dep_ in {"oprd", "xcomp"} or (c.dep_ == "prep" and c.lower_ == "as")), None
    )
    if object_ is None and name is not None and name.dep_ == "xcomp":
        return []  # "called on them to leave"
    if name is None:
        small = next((c for c in verb.children if c.dep_ == "ccomp" and c.tag_ != "VBG"), None)
        return subtree(small) if small is not None else []
    return sorted({*(subtree(object_) if object_ is not None else []), *subtree(name)})


def hearsay(verb: Token) -> tuple[Token, list[int]] | None:
    """(subject, content) of a passive cue that says of its own subject what nobody is named for.

    "The bridge is said to be mined", "two sailors were feared dead": the content is the subject with what follows.
    """
    subject = next((c for c in verb.children if c.dep_ == "nsubjpass"), None)
    told = next((c for c in verb.children if c.dep_ in {"xcomp", "oprd", "acomp"} and c.i > verb.i), None)
    if subject is None or told is None or subject.i > verb.i:
        return None
    infinitive = any(c.dep_ == "aux" and c.lower_ == "to" for c in told.children)
    return (subject, [*subtree(subject), *subtree(told)]) if infinitive or told.pos_ == "ADJ" else None


def _blame(verb: Token, cue_class: CueClass) -> list[int]:
    """Whom and what for: "accused [the navy of shelling the port]"."""
    blamed = next((c for c in verb.children if c.dep_ in {"dobj", "nsubjpass"}), None)
    fault = _fault(verb, cue_class)
    if blamed is None and fault is None:
        return []
    return sorted({*(subtree(blamed) if blamed is not None else []), *(subtree(fault) if fault is not None else [])})


def _fault(verb: Token, cue_class: CueClass) -> Token | None:
    for child in verb.children:
        if child.dep_ == "prep" and child.lower_ in cue_class.prepositions:
            return child
    return None
