"""Event factuality: how certain the author of a text presents an event as having happened, from -3 to 3.

The task of Saurí & Pustejovsky (2009), on the continuous scale of Lee, Artzi, Choi & Zettlemoyer (2015), read from a
dependency parse as TruthTeller does (Lotan, Stern & Dagan 2013; Stanovsky et al. 2017): an event has the factuality of
the place where its clause stands, times what stands on its own verb (negation, modal, hedge). The place is read by
going up the tree: a complement takes what its governor leaves of it (`veridicality.py`), weighed by the governor's own
factuality, so that "did not manage to leave" turns round and "might want to leave" fades.

The parts are those by which `commitment.py` settles what a source does with its content: the cue lexicon's
commitments, the sense lists of modals, and negation. The numbers are in `data/factuality.toml`, each with what set it.
"""

from __future__ import annotations

from spacy.tokens import Doc, Token

from twosource.model import Commitment
from twosource.reading.syntax import AUXILIARIES, NEGATIONS, SUBJECTS, VERBAL
from twosource.reading.veridicality import (
    Book,
    Form,
    Pair,
    book,
    cues_of,
    object_of,
    of_adjective,
    of_cue,
    of_noun,
    of_preposition,
    of_verb,
)

TOP = 3.0
"""The end of the scale: certainly happened; its negative, certainly did not."""
COMPLEMENTS = {"ccomp", "xcomp"}
PREDICATES = {"acomp", "attr", "oprd"}
ARGUMENTS = {"amod", "compound", "dobj", "pobj", "nsubj", "nsubjpass", "nmod", "poss"}
"""Places in which even a word that is tagged a verb is used as a noun or adjective."""
WHETHER = {"whether", "if"}
NOT_ONLY = {"only", "just", "merely", "simply"}


def factuality(doc: Doc, token: Token, *, table: Book | None = None) -> float:
    """How certain the author presents the event that `token` names, -3 (did not happen) to 3 (happened).

    Args:
        doc: a parsed document.
        token: the event's head word, a verb, noun or adjective.
        table: other values than those of `data/factuality.toml`.

    Raises:
        ValueError: the token is not of this document.
    """
    return _clip(_event(_own_token(doc, token), table or book()))


def clause_factuality(doc: Doc, token: Token, *, table: Book | None = None) -> float:
    """How certain the author presents the whole clause that `token` heads, its own negation and modal left inside it.

    "They noticed that he did not come": the event of coming is at -3, the clause at 3. Arguments and errors are those
    of `factuality`.
    """
    own = _own_token(doc, token)
    return _clip(_noun(own, table or book()) if _nominal(own) else _place(own, table or book()))


def _own_token(doc: Doc, token: Token) -> Token:
    if token.doc is not doc:
        raise ValueError("the token is not of this document")
    return token.head if token.dep_ in AUXILIARIES else token


def _clip(value: float) -> float:
    return max(-TOP, min(TOP, value))


def _event(token: Token, table: Book) -> float:
    if token.dep_ in PREDICATES and token.pos_ not in VERBAL and token.head.pos_ in VERBAL:
        return _qualified(token, _event(token.head, table), table)
    if _nominal(token):
        return _noun(token, table)
    return _place(token, table) * _stated(token, table)


def _nominal(token: Token) -> bool:
    if token.dep_ in ARGUMENTS:
        return True
    return token.pos_ not in VERBAL and not any(c.dep_ in SUBJECTS for c in token.children)


def _mix(plain: float, governor: float, share: float) -> float:
    """A value that its governor's factuality moves by a share."""
    return plain * (1 - share) + governor * share


def _under(pair: Pair, governor: Token, table: Book) -> float:
    """A pair, weighed by how far its governor is presented as certain or as certainly not."""
    weight = (_clip(_event(governor, table)) + TOP) / (2 * TOP)
    return _mix(pair[1], pair[0], weight)


# What stands on the verb itself.


def _stated(verb: Token, table: Book) -> float:
    """The factor of negation, modal, tense and hedge."""
    if _shares_auxiliaries(verb):
        return _stated(verb.head, table)
    shares, words = table.shares, table.words
    factor = _modal_factor(verb, table)
    adverbs = {c.lower_ for c in verb.children if c.dep_ == "advmod"}
    if adverbs & words["nearly"]:
        factor = shares["nearly"]
    return factor * shares["hedged"] if adverbs & words["hedges"] else factor


def _modal_factor(verb: Token, table: Book) -> float:
    shares = table.shares
    modal = _modal(verb)
    if modal is None and _going_to(verb):
        return -shares["future"] if _negated(verb, table) else shares["future"]
    if modal is not None:
        kind = _kind_of_modal(modal, table)
        if _negated(verb, table):
            return shares["negated_possibility" if kind == "possibility" else "negated_modal"]
        conditional = any(c.dep_ == "advcl" and _mark(c) in table.words["if_marks"] for c in verb.children)
        return shares[kind] * (shares["conditional_main"] if conditional else 1.0)
    if _negated(verb, table):
        return shares["negated"]
    if any(_none(c, table) for c in verb.children if c.dep_ in {"dobj", "attr"}):
        return shares["negated" if verb.lemma_ == "be" else "nothing_had"]
    finite = [verb, *(c for c in verb.children if c.dep_ in {"aux", "auxpass"})]
    if any(t.tag_ in {"VBZ", "VBP"} for t in finite):
        return shares["present"]
    return shares["participle"] if verb.tag_ == "VBG" else 1.0


def _kind_of_modal(modal: Token, table: Book) -> str:
    sense, word = table.cues.sense, modal.lower_
    if word in sense["future_modals"]:
        return "future"
    if word in table.words["conditional_modals"]:
        perfect = any(c.dep_ == "aux" and c.lemma_ == "have" for c in modal.head.children)
        return "counterfactual" if perfect else "conditional"
    if word in table.words["ability_modals"]:
        return "ability"
    return "duty" if word in sense["demand_modals"] else "possibility"


def _modal(verb: Token) -> Token | None:
    return next((c for c in verb.children if c.dep_ == "aux" and c.tag_ == "MD"), None)


def _going_to(verb: Token) -> bool:
    return verb.lemma_ == "go" and verb.tag_ == "VBG" and any(c.dep_ == "xcomp" and _to(c) for c in verb.children)


def _to(verb: Token) -> bool:
    return any(c.tag_ == "TO" and c.dep_ == "aux" for c in verb.children)


def _shares_auxiliaries(verb: Token) -> bool:
    """Whether a second verb has the first one's auxiliaries: "did not eat or drink", "will come and see"."""
    head = verb.head
    if (
        verb.dep_ != "conj"
        or head.pos_ not in VERBAL
        or any(c.dep_ in {*AUXILIARIES, *SUBJECTS} for c in verb.children)
    ):
        return False
    either = any(c.dep_ == "cc" and c.lower_ in {"or", "nor"} for c in head.children)
    return either or (verb.tag_ == head.tag_ and verb.tag_ in {"VB", "VBG", "VBN"})


def _negated(verb: Token, table: Book) -> bool:
    """Whether the event is negated by "not", "never", "no longer" or by a subject such as "no one"."""
    for child in verb.children:
        if child.dep_ == "neg" or (child.dep_ in {"advmod", "preconj", "cc"} and child.lower_ in NEGATIONS - {"no"}):
            following = verb.doc[child.i + 1] if child.i + 1 < len(verb.doc) else child
            # "Not only": what follows did happen. "Nor" between two verbs stands on the first.
            if following.lower_ not in NOT_ONLY and not (child.dep_ == "cc" and child.i > verb.i):
                return True
        if child.lower_ == "longer" and any(c.lower_ == "no" for c in child.children):
            return True
        if child.dep_ in SUBJECTS and _none(child, table):
            return True
    return False


def _none(noun: Token, table: Book) -> bool:
    none = table.words["none"]
    return noun.lower_ in none or any(
        c.dep_ in {"det", "neg", "preconj", "cc"} and c.lower_ in none for c in noun.children
    )


# Where the clause stands.


def _place(token: Token, table: Book) -> float:
    """What the place of the clause in its sentence leaves of a plain event."""
    head, values, shares = token.head, table.values, table.shares
    if head == token or token.dep_ == "parataxis":
        return _main(token, table)
    if token.dep_ == "conj":
        return _noun(head, table) if _nominal(head) else _place(head, table)
    if token.dep_ in COMPLEMENTS:
        return _complement(token, head, table)
    if token.dep_ in {"csubj", "csubjpass"}:
        return values["if"] if _mark(token) in WHETHER else _event(head, table)
    if token.dep_ in {"acl", "relcl"}:
        return _on_noun(token, head, table)
    if token.dep_ == "pcomp":
        return values["if"] if _mark(token) in WHETHER else _after_preposition(head, table)
    if token.dep_ == "advcl":
        return _adverbial(token, head, table)
    return _mix(values["presupposed"], _event(head, table), shares["governor_of_noun"])


def _main(verb: Token, table: Book) -> float:
    if verb.sent.text.rstrip(" \n'\"`’”)").endswith("?"):
        return table.values["question"]
    bare = verb.tag_ == "VB" and not any(c.dep_ in {*SUBJECTS, *AUXILIARIES} for c in verb.children)
    return table.values["imperative"] if bare else TOP


def _mark(clause: Token) -> str:
    marks = (c for c in clause.children if c.dep_ == "mark" or (c.dep_ == "advmod" and c.tag_ == "WRB"))
    return next((c.lower_ for c in marks), "")


def _form(clause: Token) -> Form:
    finite = any(c.dep_ == "aux" and (c.tag_ == "MD" or c.lemma_ == "do") for c in clause.children)
    if _to(clause) or (clause.tag_ == "VB" and not finite):
        return "infinitive"
    gerund = clause.tag_ == "VBG" and not any(c.dep_ in {"aux", "nsubj"} for c in clause.children)
    return "gerund" if gerund else "clause"


def _complement(token: Token, head: Token, table: Book) -> float:
    if _mark(token) in WHETHER:
        return table.values["if"]
    return _under(_left_by(head, _form(token), table), head, table)


def _left_by(head: Token, form: Form, table: Book) -> Pair:
    """What a governor leaves of its complement, by its part of speech."""
    lemma, values = head.lemma_.lower(), table.values
    if head.pos_ in {"NOUN", "PROPN"}:
        return of_noun(table, lemma, form)
    if head.pos_ == "ADJ":
        return of_adjective(table, lemma, form)
    if lemma == "be":
        predicate = next((c for c in head.children if c.dep_ in PREDICATES), None)
        if predicate is not None:
            return _left_by(predicate, form, table) if predicate.pos_ != "AUX" else (TOP, -TOP)
        return (
            (values["scheduled"], values["unwanted"]) if form == "infinitive" else (values["clause"], -values["clause"])
        )
    if form == "infinitive" and _going_to(head):
        return TOP, -TOP
    return of_verb(table, head, form)


def _on_noun(token: Token, noun: Token, table: Book) -> float:
    """A clause on a noun: its content ("the claim that", "a plan to") or what is said of it."""
    if _to(token) or (token.dep_ == "acl" and _form(token) == "clause" and token.tag_ != "VBN"):
        return _under(of_noun(table, noun.lemma_.lower(), _form(token)), noun, table)
    if _none(noun, table):
        return table.values["none"]
    if token.tag_ == "VBD":
        return TOP
    return _mix(table.values["presupposed"], _noun(noun, table), table.shares["governor_of_noun"])


def _after_preposition(preposition: Token, table: Book) -> float:
    """An event in -ing after a preposition: "without paying", "kept them from leaving", "the risk of flooding"."""
    word, governor, values = preposition.lower_, preposition.head, table.values
    if word == "without" or "instead" in {word, governor.lower_}:
        return values["without"]
    if word in table.words["until_marks"]:
        return values["until"]
    pair = None
    if governor.pos_ in VERBAL:
        pair = of_preposition(table, governor, word)
        if word == "from":
            pair = values["prevented"], values["denied_not"]
    elif governor.pos_ == "NOUN":
        names = table.complements.get(("noun", governor.lemma_.lower()))
        pair = None if names is None else table.pair(names)
    if pair is not None:
        return _under(pair, governor, table)
    return _mix(values["gerund"], abs(_event(governor, table)), table.shares["governor_of_adverbial"])


def _adverbial(token: Token, head: Token, table: Book) -> float:
    mark, values, share = _mark(token), table.values, table.shares["governor_of_adverbial"]
    if mark in table.words["if_marks"] or _inverted(token):
        return values["if"]
    # Negation of the main clause does not reach its adverbials ("did not come because it rained"); its tense does.
    governor = abs(_event(head, table))
    if mark in table.words["until_marks"]:
        return _mix(values["until"], governor, share)
    if _to(token):
        return _mix(values["purpose"], governor, share)
    return TOP if token.tag_ == "VBD" else _mix(TOP, governor, share)


def _inverted(clause: Token) -> bool:
    """Whether it is a condition without "if": "had they allowed it", "should they come"."""
    first = next(iter(clause.subtree))
    return first.head == clause and first.dep_ == "aux" and first.lower_ in {"had", "should", "were"}


# Events that nouns name.


def _noun(noun: Token, table: Book) -> float:
    if _none(noun, table):
        return table.values["none"]
    return _qualified(noun, _place_of_noun(noun, table), table)


def _qualified(noun: Token, value: float, table: Book) -> float:
    """A value under the noun's own adjectives: "the alleged attack", "the failed attack"."""
    modifiers = {c.lower_ for c in noun.children if c.dep_ in {"amod", "compound"}}
    if modifiers & table.words["void_adjectives"]:
        return min(value, table.values["prevented"])
    return value * table.shares["hedged"] if modifiers & table.words["weak_adjectives"] else value


def _place_of_noun(noun: Token, table: Book) -> float:
    head, values, shares = noun.head, table.values, table.shares
    if head == noun:
        return values["noun"]
    if noun.dep_ in {"conj", "appos"}:
        return _place_of_noun(head, table) if _nominal(head) else _event(head, table)
    if noun.dep_ == "pobj":
        return _object_of_preposition(head, table)
    if head.pos_ in VERBAL and noun.dep_ in SUBJECTS:
        return _as_subject(noun, head, table)
    if head.pos_ in VERBAL and object_of(head) == noun:
        return _as_object(head, table)
    return _mix(values["noun"], _event(head, table), shares["governor_of_noun"])


def _as_subject(noun: Token, verb: Token, table: Book) -> float:
    values = table.values
    if verb.lemma_ in table.words["happen"]:
        return _event(verb, table)
    if noun.dep_ == "nsubjpass" and verb.lemma_ in table.words["prevent_nouns"]:
        return _under((values["prevented"], values["denied_not"]), verb, table)
    if noun.dep_ == "nsubjpass" and verb.lemma_ in table.words["seek_nouns"]:
        return _under((values["predicts"], values["unwanted"]), verb, table)
    return _mix(values["noun"], _event(verb, table), table.shares["governor_of_noun"])


def _as_object(verb: Token, table: Book) -> float:
    values, lemma = table.values, verb.lemma_
    if lemma in table.words["prevent_nouns"]:
        return _under((values["prevented"], values["denied_not"]), verb, table)
    if lemma in table.words["seek_nouns"]:
        return _under((values["wants"], values["unwanted"]), verb, table)
    cue = next((c for c in cues_of(table, verb) if "object" in c.complements), None)
    if cue is not None and cue.commitment not in {Commitment.ASSERTS, Commitment.DENIES}:
        return _under(of_cue(table, cue), verb, table)
    return _mix(values["noun"], _event(verb, table), table.shares["governor_of_object"])


def _object_of_preposition(preposition: Token, table: Book) -> float:
    word, governor, values = preposition.lower_, preposition.head, table.values
    if word == "without":
        return values["without"]
    pair = of_preposition(table, governor, word) if governor.pos_ in VERBAL else None
    if pair is not None:
        return _under(pair, governor, table)
    plain = values["noun_for"] if word == "for" else values["noun"]
    if governor.dep_ == "prep" or governor == preposition:
        return plain
    return _mix(plain, _event(governor, table), table.shares["governor_of_noun"])
