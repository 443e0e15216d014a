"""Names and sides in a document: which words stand for a state, which are proper names, what bears them.

Read once a document and kept with it, since every statement of the document needs it.
"""

from __future__ import annotations

from functools import lru_cache

from msgspec import Struct
from msgspec.structs import replace
from spacy.tokens import Doc, Token

from twosource.model.actor import OUTLET_SIDE, THIRD_PARTY
from twosource.reading.events import PLACE_LABELS
from twosource.reading.taxonomy import taxonomy
from twosource.world import bodies, people, states

NAMED_CLASSES = ("vessel", "aircraft", "weapon")
"""Classes of thing that bear names of their own; places and persons are read elsewhere."""
REFERRED_TO = ("vessel", "aircraft")
"""Those of them that "it" and "the ship" refer back to, and whose names may be those of places."""
SCENE = "twosource_scene"
"""Where the document keeps what has been read of its names."""


class Scene(Struct, frozen=True, kw_only=True):
    """What one document says about its names.

    Attributes:
        starts: where each token begins, in characters.
        sides: token index -> country or bloc that the token, or the name it is part of, stands for.
        speakers: the same of those who speak for one: its leaders and bodies ("Boric's forces").
        names: (first token, end, name) of every proper name that is not a side's or a speaker's.
        classes: name in lower case -> class of the thing that bears it.
        things: (token index, class, name) wherever a named thing of a class is mentioned by name.
        owners: name in lower case -> the side that the document says the thing belongs to.
    """

    starts: tuple[int, ...]
    sides: dict[int, str]
    speakers: dict[int, str]
    names: tuple[tuple[int, int, str], ...]
    classes: dict[str, str]
    things: tuple[tuple[int, str, str], ...]
    owners: dict[str, str]


def scene_of(doc: Doc) -> Scene:
    """The document's scene, read at its first statement and kept with the document."""
    scene = doc.user_data.get(SCENE)
    if not isinstance(scene, Scene):
        scene = doc.user_data[SCENE] = _read_scene(doc)
    return scene


def _read_scene(doc: Doc) -> Scene:
    sides, capitals, others = _sides(doc)
    names = _proper_names(doc, others)
    classes = _classes(doc, names)
    borne = {i for start, end, name in names if classes.get(name.lower()) in REFERRED_TO for i in range(start, end)}
    speakers = _speakers(doc, names)
    apart = (capitals | speakers.keys()) - borne
    kept = tuple(row for row in names if not apart.intersection(range(row[0], row[1])))
    scene = Scene(
        starts=tuple(token.idx for token in doc),
        sides={i: side for i, side in sides.items() if i not in borne},
        speakers={i: side for i, side in speakers.items() if i not in borne},
        names=kept,
        classes=classes,
        things=tuple((start, classes[n.lower()], n) for start, _, n in kept if n.lower() in classes),
        owners={},
    )
    return replace(scene, owners=_owners(doc, scene))


def _owners(doc: Doc, scene: Scene) -> dict[str, str]:
    """Whose the named things are: the side that the document gives each most often, of several the first.

    The side stands in the noun phrase of the name, or of the noun that it stands beside: "Norway's frigate Berg".
    """
    votes: dict[str, list[str]] = {}
    for start, end, name in scene.names:
        if scene.classes.get(name.lower()) not in REFERRED_TO:
            continue
        root = doc[start:end].root
        beside = [root.head] if root.dep_ in {"compound", "nmod", "appos"} else []
        beside += [child for child in root.children if child.dep_ in {"appos", "compound", "nmod"}]
        side = next((side for noun in (root, *beside) if (side := side_in(noun, scene, of=False))), None)
        if side is not None:
            votes.setdefault(name.lower(), []).append(side)
    return {name: max(sides, key=sides.count) for name, sides in votes.items()}


def _classes(doc: Doc, names: list[tuple[int, int, str]]) -> dict[str, str]:
    """Class of the thing that bears each name: the one the document gives it most often, of several the first."""
    votes: dict[str, list[str]] = {}
    for start, end, name in names:
        kind = _class_of_name(doc[start:end].root, start=start, end=end)
        if kind and len(name) > 1:
            votes.setdefault(name.lower(), []).append(kind)
    return {name: max(kinds, key=kinds.count) for name, kinds in votes.items()}


def _sides(doc: Doc) -> tuple[dict[int, str], set[int], set[int]]:
    """Side by token index; the tokens of capitals, whose names ships bear too; the tokens of other words for states."""
    sides: dict[int, str] = {}
    capitals: set[int] = set()
    others: set[int] = set()
    for start, end, mention in states.find(doc.text):
        tokens = [token.i for token in doc.char_span(start, end, alignment_mode="expand") or ()]
        (capitals if mention.form is states.Form.CAPITAL else others).update(tokens)
        if not mention.ambiguous and (not mention.compound or states.speaks_for_state(mention.compound)):
            sides.update(dict.fromkeys(tokens, mention.side))
    return sides, capitals, others


def _speakers(doc: Doc, names: list[tuple[int, int, str]]) -> dict[int, str]:
    """Side by token index of the people and bodies who speak for a country or bloc."""
    found = [((start, end), person.side) for start, end, name in names if (person := _person(name)) is not None]
    for start, end, body in bodies.find_bodies(doc.text):
        span = doc.char_span(start, end, alignment_mode="expand")
        if span is not None and body.side:
            found.append(((span.start, span.end), body.side))
    return {
        i: side for (start, end), side in found if side not in {THIRD_PARTY, OUTLET_SIDE} for i in range(start, end)
    }


@lru_cache(maxsize=4096)
def _person(name: str) -> people.Person | None:
    return people.lookup_person(name)


def _proper_names(doc: Doc, stated: set[int]) -> list[tuple[int, int, str]]:
    names: list[tuple[int, int, str]] = []
    start: int | None = None
    known = {t.lower_ for t in doc if t.pos_ == "PROPN" and t.text[:1].isupper()}
    ignored = taxonomy().generic_names | taxonomy().plain | taxonomy().things.keys()
    for i in range(len(doc) + 1):
        part = i < len(doc) and i not in stated and _name_part(doc[i], known, inside=start is not None)
        if part and start is None:
            start = i
        elif not part and start is not None:
            end = i
            while end > start and doc[end - 1].is_punct:
                end -= 1
            if any(_worded(t) and not {t.lower_, t.lower_.removesuffix("s")} & ignored for t in doc[start:end]):
                names.append((start, end, doc[start:end].text.strip("“”\"'’ ")))
            start = None
    return names


def _name_part(token: Token, known: set[str], *, inside: bool) -> bool:
    if token.text[:1].isupper() and _worded(token) and not token.is_stop:
        opens = token.is_sent_start or token.i == 0 or token.doc[token.i - 1].is_quote
        if token.pos_ == "PROPN" or (token.pos_ in {"NOUN", "ADJ", "X"} and (not opens or token.lower_ in known)):
            return True
    return inside and (token.text in {"-", "–"} or (token.pos_ == "NUM" and not token.whitespace_ and token.i > 0))


def _worded(token: Token) -> bool:
    """Whether the token is a word, perhaps with numbers and hyphens ("X-12")."""
    return token.text[:1].isalpha() and token.text.replace("-", "").isalnum()


def _class_of_name(root: Token, *, start: int, end: int) -> str | None:
    """Class of the thing that bears a name: by the noun it stands beside, before or in apposition to."""
    data = taxonomy()
    if {root.lower_, root.lemma_.lower()} & (data.things.keys() | data.military_units | data.generic_names):
        return None
    beside = [t for t in root.children if t.dep_ in {"compound", "nmod", "appos", "amod"} and not start <= t.i < end]
    if root.dep_ in {"compound", "nmod", "appos"} and (root.dep_ == "appos" or root.ent_type_ not in PLACE_LABELS):
        beside.append(root.head)
    for noun in sorted(beside, key=lambda t: abs(t.i - start)):
        for kind in data.classes(noun.lemma_.lower()):
            # A noun before a name that the parser does not know is often tagged as its adjective ("the frigate Soto").
            named = noun.pos_ in {"NOUN", "ADJ"} and (kind == "weapon" or noun.tag_ in {"NN", "JJ"})
            if kind in NAMED_CLASSES and named:
                return kind
    return None


def _own_side(token: Token, scene: Scene) -> str | None:
    return scene.sides.get(token.i) or scene.speakers.get(token.i)


def side_in(noun: Token, scene: Scene, *, of: bool = True) -> str | None:
    """The side that a noun phrase belongs to: the phrase itself, its adjective or owner, or "of" and "by" whom.

    With `of` false "of" is passed over: "the shelling of Norwegian towns" is not Norway's.
    """
    own = _own_side(noun, scene)
    if own:
        return own
    for child in noun.children:
        if child.dep_ in {"amod", "poss", "compound", "nmod", "appos"} and child.i <= noun.i + 2:
            own = _own_side(child, scene) or next((side for t in child.lefts if (side := _own_side(t, scene))), None)
            if own:
                return own
    for child in noun.children:
        if child.dep_ in {"prep", "agent"} and (child.lower_ in {"by", "from"} or (of and child.lower_ == "of")):
            for thing in child.children:
                own = side_in(thing, scene) if thing.dep_ == "pobj" else None
                if own:
                    return own
    return None
