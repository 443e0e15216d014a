"""What a content says, in a form that two statements can be compared by.

`propose` reads the event (by `events.py` and the taxonomy), who did it and to whom, whether it is said to have
happened, the units and names in it, and its content words. A content that only names another claim ("the report",
"the Norwegian advance") is marked as such.

Keywords carry the content's further events too: `damage.destroy` for an event that the content asserts beside its
main one, `not.damage.destroy` for one that it says did not happen. Words without a point are plain lemmas.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace

from spacy.tokens import Doc, Token

from twosource.model import Commitment, Proposition, Statement
from twosource.model.actor import OUTLET_SIDE, THIRD_PARTY
from twosource.reading.events import PASSIVE_SUBJECTS, SUBJECTS, Mention, depth, is_verb, mentions, negated
from twosource.reading.ranks import ranks_of
from twosource.reading.references import SAYING, accused_in, blamed_in, judged_in, named_only, partaking, refers
from twosource.reading.scene import REFERRED_TO, Scene, scene_of, side_in
from twosource.reading.taxonomy import NOT, grammar, taxonomy

SAME_THING = 110
"""Tokens back within which "the ship" means the last ship named: about three newspaper paragraphs."""
ANTECEDENT = 55
"""Tokens back within which a pronoun finds the body it stands for when its speaker is of no side."""
UNIT_WORDS = 4
"""Most words between a unit's number and its kind ("36th Separate Marine Brigade")."""
ORDINAL = re.compile(r"\d+(?:st|nd|rd|th)$", re.IGNORECASE)
OWN_ACTS = frozenset({Commitment.THREATENS, Commitment.PROMISES})
"""What one threatens or promises, one means to do oneself."""
UNREAL = frozenset({Commitment.ASSERTS, Commitment.CONFIRMS})
"""Commitments under which a wish, plan or condition in the content is no claim that the event happened."""


def propose(doc: Doc, statement: Statement) -> Proposition | None:
    """The proposition that a statement's content makes.

    Args:
        doc: the parsed text of the statement's report.
        statement: with places, actor and commitment as far as they have been read.

    Returns:
        The proposition, or `None` when the content holds no words.
    """
    scene = scene_of(doc)
    content = _content(doc, statement, scene)
    if not any(t.is_alpha or t.like_num for t in content):
        return None
    places = _place_tokens(content, statement)
    found = mentions(content, places=places, named=scene.classes)
    blamed = blamed_in(content, scene)
    referring = blamed is None and refers(content, denied=statement.commitment is Commitment.DENIES)
    if blamed is None and (named := named_only(content, statement)):
        found = [replace(m, asserted=False) if m.token.i == named.i else m for m in found]
    denied = statement.commitment is Commitment.DENIES
    if referring and denied and (judged := judged_in(content)):
        found = [m for m in found if m.token.i in judged] or found
    mutual = bool(accused_in(content, scene, statement))
    main = _main(found, statement, known=referring or denied or mutual or blamed is not None)
    asserted = [m for m in found if m.asserted and m is not main]
    names = _names(content, scene, places=places)
    agent = blamed or _agent(content, main, asserted, scene, statement)
    if agent is None and referring:
        agent = partaking(content, scene)
    patient = _patient(main, scene)
    return Proposition(
        event_type=main.word.event if main else None,
        predicate=main.word.predicate if main else None,
        strength=main.word.strength if main else 0,
        polarity=_polarity(content, main),
        agent=agent,
        patient=patient,
        patient_side=scene.owners.get(patient.lower()) if patient else None,
        participants=tuple(dict.fromkeys([*names, *_units(content)])),
        units=_units(content),
        ranks=ranks_of(content),
        accused=accused_in(content, scene, statement) if main else (),
        weapons=tuple(name for name in names if scene.classes.get(name.lower()) == "weapon"),
        keywords=_keywords(content, main, asserted, scene, names),
        refers_to=referring,
    )


def _content(doc: Doc, statement: Statement, scene: Scene) -> list[Token]:
    tokens = []
    for start, end in statement.content:
        first, last = bisect_left(scene.starts, start), bisect_left(scene.starts, end)
        tokens += [token for token in doc[first:last] if not token.is_space]
    return tokens


def _place_tokens(content: Sequence[Token], statement: Statement) -> frozenset[int]:
    listed = statement.places if isinstance(statement.places, tuple) else ()
    spans = [place.span for place in listed if not place.demonym]
    return frozenset(t.i for t in content if any(s.start <= t.idx < s.end for s in spans))


def _main(found: Sequence[Mention], statement: Statement, *, known: bool) -> Mention | None:
    """The event nearest to the root.

    One of saying only where there is no other; an unasserted one only where the content refers to it, blames someone
    for it, or is itself a plan, wish or condition.
    """
    ranked = sorted(found, key=lambda m: m.word.event == SAYING)
    for mention in ranked:
        if mention.asserted:
            return mention
    if ranked and (known or statement.commitment not in UNREAL):
        return ranked[0]
    return None


def _polarity(content: Sequence[Token], main: Mention | None) -> bool:
    if main is not None:
        return main.happened
    inside = frozenset(t.i for t in content)
    verbs = sorted((t for t in content if is_verb(t)), key=lambda t: (depth(t, inside=inside), t.i))
    return not (verbs and negated(verbs[0]))


def _agent(
    content: Sequence[Token], main: Mention | None, others: Sequence[Mention], scene: Scene, statement: Statement
) -> str | None:
    """Who did it: the doer of the main event, else who does what the content's main verb says.

    Of an outcome, the doer of what brought it about.
    """
    if main is None:
        return None
    data = taxonomy()
    inside = frozenset(t.i for t in content)
    agent = _doer(main, scene, statement, inside=inside)
    if agent is None and main.word.event in data.by_actor:
        if statement.commitment in OWN_ACTS:
            return _speaker_side(statement)
        return _subject_side(content, main, scene, statement) if is_verb(main.token) else None
    if agent is None:
        causes = (m for m in others if m.word.event in data.by_actor)
        agent = next((doer for m in causes if (doer := _doer(m, scene, statement, inside=inside))), None)
    return agent


def _subject_side(content: Sequence[Token], main: Mention, scene: Scene, statement: Statement) -> str | None:
    """The side of the subject of the copula that governs the main event ("its forces are for once pushing on")."""
    inside = frozenset(t.i for t in content)
    verb = main.carrier or main.token
    while verb.head.i in inside and verb.head.i != verb.i:
        verb = verb.head
        subject = next((t for t in verb.children if t.dep_ == "nsubj"), None)
        if verb.lemma_ == "be" and subject is not None and subject.i != main.token.i:
            return side_in(subject, scene) or _pronoun_side(subject, scene, statement)
    return None


def _doer(mention: Mention, scene: Scene, statement: Statement, *, inside: frozenset[int]) -> str | None:
    token = mention.token
    if not is_verb(token):
        data = taxonomy()
        intransitive = mention.word.event not in data.transitive
        own = side_in(token, scene, of=intransitive) if mention.word.event not in data.outcomes else None
        if own or mention.carrier is None:
            return own
        if mention.carrier.lemma_ == "be" and (whose := _by_whom(mention.carrier, scene)):
            return whose
    elif token.tag_ == "VBG" and token.i - 1 in scene.sides:
        return scene.sides[token.i - 1]
    verb = mention.carrier or token
    subject = _subject(verb, outcome=mention.word.event in taxonomy().outcomes)
    if subject is None or subject.i not in inside or subject.i == token.i:
        return None
    return side_in(subject, scene) or _pronoun_side(subject, scene, statement)


def _by_whom(verb: Token, scene: Scene) -> str | None:
    """Who did it in "the raid was by X"."""
    phrases = (t for t in verb.children if t.dep_ in {"prep", "agent"} and t.lower_ == "by")
    return next((side for p in phrases for t in p.children if (side := side_in(t, scene))), None)


def _subject(verb: Token, *, outcome: bool) -> Token | None:
    """Who does what the verb says: its subject, its "by" phrase, or the subject of the clause that governs it."""
    passive = any(t.dep_ in {"nsubjpass", "auxpass"} for t in verb.children)
    for child in verb.children:
        if child.dep_ == "agent" or (passive and child.lower_ == "by"):
            return next((t for t in child.children if t.dep_ == "pobj"), None)
    if passive:
        return None
    subject = next((t for t in verb.children if t.dep_ == "nsubj"), None)
    if subject is not None and outcome and not any(t.dep_ == "dobj" for t in verb.children):
        return None
    if subject is not None and subject.tag_ not in {"WDT", "WP"}:
        return subject
    head = verb.head
    if verb.dep_ in {"relcl", "acl"}:
        return head if verb.tag_ != "VBN" else None
    if verb.dep_ in {"conj", "xcomp", "advcl"} and is_verb(head) and head.i != verb.i:
        return _subject(head, outcome=False)
    if verb.dep_ == "pcomp" and is_verb(head.head):
        held = next((t for t in head.head.children if t.dep_ == "dobj"), None)
        return held or _subject(head.head, outcome=False)
    return None


def _pronoun_side(noun: Token, scene: Scene, statement: Statement) -> str | None:
    """The side that "it", "they" or "their forces" stand for: the content's own last one, or the speaker's.

    Of an outlet or third party the last side named before, but not for a bare "it", which may be anything.
    """
    words = {noun.lower_, *(t.lower_ for t in noun.children if t.dep_ == "poss")}
    speaker = _speaker_side(statement)
    if words & grammar("first_person"):
        return speaker
    if not words & grammar("pronouns"):
        return None
    start = min((span.start for span in statement.content), default=0)
    before = [i for i in scene.sides if i < noun.i]
    own = [i for i in before if noun.doc[i].idx >= start]
    if own:
        return scene.sides[own[-1]]
    if speaker:
        return speaker
    near = [i for i in before if noun.i - i <= ANTECEDENT]
    bare = noun.lower_ in taxonomy().reference_pronouns
    return scene.sides[near[-1]] if near and not bare else None


def _speaker_side(statement: Statement) -> str | None:
    side = statement.actor.side if statement.actor else None
    return None if side in {OUTLET_SIDE, THIRD_PARTY} else side


def _patient(main: Mention | None, scene: Scene) -> str | None:
    if main is None:
        return None
    verb = main.carrier or main.token
    things = [t for t in verb.children if t.dep_ in PASSIVE_SUBJECTS]
    if is_verb(main.token):
        things += [t for t in verb.children if t.dep_ == "dobj"]
        if main.word.event in taxonomy().outcomes:
            things += [t for t in verb.children if t.dep_ in SUBJECTS]
    for child in main.token.children:
        if child.dep_ == "prep" and child.lower_ in {"on", "against", "of", "at"}:
            things += [t for t in child.children if t.dep_ == "pobj"]
    for thing in things:
        named = next((name for start, end, name in scene.names if start <= thing.i < end), None)
        found = named or side_in(thing, scene)
        if found:
            return found
    return None


def _names(content: Sequence[Token], scene: Scene, *, places: frozenset[int]) -> list[str]:
    """Names in the content, in the longest form the document has; "the ship" is the last ship named.

    A place's name is none of them, unless the document gives it to a ship or the like.
    """
    inside = {t.i for t in content}
    names = []
    for start, end, name in scene.names:
        borne = scene.classes.get(name.lower()) in REFERRED_TO
        if start in inside and (borne or not any(i in places for i in range(start, end))):
            names.append(_longest(name, scene))
    for token in content:
        named = _named_thing(token, scene)
        if named and named not in names:
            names.append(named)
    return names


def _longest(name: str, scene: Scene) -> str:
    longer = [n for _, _, n in scene.names if n != name and n.endswith(f" {name}")]
    return max(longer, key=len) if longer else name


def _named_thing(token: Token, scene: Scene) -> str | None:
    """The named thing that a definite noun, or a pronoun that something befalls, stands for."""
    kinds: tuple[str, ...]
    bare = token.lower_ == "it"
    if bare and token.dep_ in PASSIVE_SUBJECTS:
        kinds = REFERRED_TO
    elif token.tag_ == "NN" and any(t.lower_ in grammar("definite") or t.dep_ == "poss" for t in token.children):
        kinds = tuple(k for k in taxonomy().classes(token.lemma_.lower()) if k in REFERRED_TO)
    else:
        return None
    before = [(i, name) for i, kind, name in scene.things if kind in kinds and i < token.i]
    near = [name for i, name in before if token.i - i <= SAME_THING]
    if near or bare:
        return near[-1] if near else None
    names = [_longest(name, scene) for _, name in before]
    return names[0] if len(set(names)) == 1 else None


def _units(content: Sequence[Token]) -> tuple[str, ...]:
    """Military units with their number ("90th tank regiment"), as written."""
    units = []
    for position, token in enumerate(content):
        if not ORDINAL.match(token.text):
            continue
        for last in content[position + 1 : position + 2 + UNIT_WORDS]:
            if last.lemma_.lower() in taxonomy().military_units:
                units.append(token.doc[token.i : last.i + 1].text)
                break
            if last.pos_ not in {"NOUN", "PROPN", "ADJ", "VERB"} and last.text != "-":
                break
    return tuple(dict.fromkeys(units))


def _keywords(
    content: Sequence[Token], main: Mention | None, asserted: Sequence[Mention], scene: Scene, names: Sequence[str]
) -> tuple[str, ...]:
    data = taxonomy()
    events = {m.token.i: m for m in asserted}
    words = []
    for token in content:
        lemma = token.lemma_.lower().strip("'’\"“”")
        if token.i in events:
            mention = events[token.i]
            mark = f"{mention.word.event}.{lemma}"
            words.append(mark if mention.happened else f"{NOT}.{mark}")
        elif token.i in scene.sides or token.is_stop or lemma in data.plain or len(lemma) < 2:
            continue
        elif token.pos_ in {"NOUN", "PROPN", "VERB", "ADJ"} or (main and token.i == main.token.i):
            words.append(lemma)
    words += [scene.classes[name.lower()] for name in names if name.lower() in scene.classes]
    return tuple(dict.fromkeys(words))
