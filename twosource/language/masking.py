"""Masking: the trained models see one stand-in for every state's word of one form, so that no name can sway them.

"Ruritania" and "Graustark" reach the parser, the entity recogniser and the attribution tagger as the same word; so do
their adjectives, peoples, capitals, seats of government and forces, and the names of people known to speak for them.
The text, its tokens and their offsets stay as they are: only the features that the models compute from a word are
those of its stand-in. Which words: `twosource/world/data`; the stand-ins: `data/stand_ins.toml`.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from functools import cache, lru_cache
from hashlib import sha256
from importlib.resources import files
from itertools import accumulate
from typing import Any, NamedTuple

from spacy.language import Language
from spacy.tokens import Doc
from thinc.api import Model

from twosource.world.bodies import find_bodies, lookup_body
from twosource.world.people import find_names
from twosource.world.phrases import Hit
from twosource.world.states import FORMS, Form, StateMention, find, state, states

EXTRACTOR = "extract_features"
"""spaCy's name of the layer that turns tokens into features; whichever component owns a tok2vec has one."""
LEXICAL = ("NORM", "PREFIX", "SUFFIX", "SHAPE")
"""The features of a word that tell which it is."""
MASKS = "twosource_masks"
"""Key of a Doc's `user_data` under which its masked tokens are kept for the next model."""


class Mask(NamedTuple):
    """One word, or a phrase that has no stand-in of its length: code points `start` to `end`, and its stand-in."""

    start: int
    end: int
    word: str


@cache
def stand_ins() -> dict[str, dict[int, tuple[str, ...]]]:
    """The stand-ins of each form, by their number of words."""
    raw = tomllib.loads(files("twosource.language").joinpath("data/stand_ins.toml").read_text(encoding="utf-8"))
    return {form: {len(p.split()): tuple(p.split()) for p in phrases} for form, phrases in raw.items()}


@cache
def stand_ins_version() -> str:
    """Short hash of the stand-ins, since what is read depends on them."""
    return sha256(repr(sorted(stand_ins().items())).encode()).hexdigest()[:8]


def masks(text: str) -> list[Mask]:
    """The words of a text that the models are not to see, with their stand-ins, in order, not overlapping."""
    found = [part for hit in find(text) for part in _parts(text[hit.start : hit.end], hit)]
    for others in (_people(text), _bodies(text)):
        taken = sorted((start, end) for start, end, _ in found)
        found += [other for other in others if not _meets(other[0], other[1], taken)]
    return [mask for start, end, form in sorted(found) for mask in _words(text, start, end, form)]


def _people(text: str) -> Iterator[tuple[int, int, str]]:
    """The names of people who are known to speak for somebody."""
    for hit in find_names(text):
        yield hit.start, hit.end, "full_name" if hit.value.full else "surname"


def _bodies(text: str) -> Iterator[tuple[int, int, str]]:
    """The bodies of states that have names of one word, an acronym or a foreign word; also those in a longer name."""
    for hit in find_bodies(text):
        for match in WORD.finditer(text, hit.start, hit.end):
            whole = match.span() == hit[:2]
            known = hit.value if whole else lookup_body(match[0]) if match[0][0].isupper() else None
            if known is not None and known.side in _sides():
                yield *match.span(), "acronym" if match[0].isupper() else "body"


WORD = re.compile(r"[^\W\d_]+")


@cache
def _sides() -> frozenset[str]:
    return frozenset(entry.name for entry in states())


def _parts(phrase: str, hit: Hit[StateMention]) -> list[tuple[int, int, str]]:
    """What of a state's phrase gets a stand-in: the state's words in it ("Ruritanian" of "Ruritanian Army"), or all."""
    inner = [] if phrase.casefold() == hit.value.state.casefold() else _inner(phrase)
    if inner:
        return [(hit.start + start, hit.start + end, form) for start, end, form in inner]
    form = _form(phrase, hit.value)
    return [(hit.start, hit.end, form)] if form else []


@lru_cache(maxsize=4096)
def _inner(phrase: str) -> list[tuple[int, int, str]]:
    """The states' words in a phrase, the phrase as a whole left out of account, with their forms."""
    first, space, rest = phrase.partition(" ")
    found = []
    for shift, part in ((0, first), (len(first) + 1, rest)) if space else ():
        for hit in find(part):
            found += [(shift + start, shift + end, form) for start, end, form in _parts(part[hit.start : hit.end], hit)]
    return found


def _meets(start: int, end: int, spans: Sequence[tuple[int, int]]) -> bool:
    """Whether a span overlaps one of those, which are in order and do not overlap."""
    at = bisect_right(spans, (start, end))
    return any(a < end and start < b for a, b in spans[max(0, at - 1) : at + 1])


@lru_cache(maxsize=4096)
def _form(word: str, mention: StateMention) -> str | None:
    """Under which form a state's word has its stand-in; `None` where it is likelier an ordinary word.

    An ambiguous word is masked only where it is the state's first of its form, and no town.
    """
    known, folded = state(mention.state), word.casefold()
    columns = {column for column, _ in FORMS if folded in {entry.casefold() for entry in getattr(known, column)}}
    first = {getattr(known, column)[0].casefold() for column in columns}
    if mention.ambiguous and (mention.form not in OF_STATES or folded not in first):
        return None
    if {"names", "adjectives"} <= columns:
        return "either"
    if mention.form is Form.PEOPLE:
        return "people" if "people" in columns else "person"
    return mention.form.value


def _words(text: str, start: int, end: int, form: str) -> Iterator[Mask]:
    """The masks of one phrase: word by word where a stand-in has as many words, else one for the whole."""
    phrase = text[start:end]
    parts = phrase.split(" ")
    stand_in = stand_ins()[form].get(len(parts), stand_ins()[form][1])
    shout = phrase.isupper() and form not in CAPITALS
    if len(stand_in) == 1:
        yield Mask(start, end, stand_in[0].upper() if shout else stand_in[0])
        return
    for part, word in zip(parts, stand_in, strict=True):
        yield Mask(start, start + len(part), word.upper() if shout else word)
        start += len(part) + 1


OF_STATES = (Form.NAME, Form.ADJECTIVE, Form.PEOPLE)
CAPITALS = ("either", "force", "acronym")
"""Forms whose words are often acronyms: capitals do not mean emphasis."""


class Masked:
    """A text with the stand-ins in it, and the way back to the text as it is.

    Attributes:
        text: the text that a model may read.
    """

    def __init__(self, text: str) -> None:
        self._masks = masks(text)
        pieces, at = [], 0
        for mask in self._masks:
            pieces += [text[at : mask.start], mask.word]
            at = mask.end
        self.text = "".join([*pieces, text[at:]])
        longer = [len(mask.word) - (mask.end - mask.start) for mask in self._masks]
        self._gained = [0, *accumulate(longer)]
        self._starts = [mask.start + gained for mask, gained in zip(self._masks, self._gained, strict=False)]

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Where a word of the masked text stands in the text as it is; of a stand-in, where its name stands."""
        at = bisect_right(self._starts, start) - 1
        if at >= 0 and start < self._starts[at] + len(self._masks[at].word):
            return self._masks[at].start, self._masks[at].end
        shift = self._gained[at + 1]
        return start - shift, end - shift


def mask_features(nlp: Language) -> None:
    """Make every component of a pipeline that reads words' features read those of the stand-ins."""
    for _, component in nlp.pipeline:
        model = getattr(component, "model", None)
        if not isinstance(model, Model):
            continue
        for node in [node for node in model.walk() if node.name == EXTRACTOR]:
            model.replace_node(node, Model(EXTRACTOR, _masked(node), attrs=dict(node.attrs)))


def _masked(extractor: Model[Any, Any]) -> Callable[..., Any]:
    """The forward pass of a feature extractor, with the stand-ins' features in the place of the names'."""
    columns = list(extractor.attrs["columns"])
    lexical = [(column, name.lower()) for column, name in enumerate(columns) if name in LEXICAL]

    def forward(_: Model[Any, Any], docs: Sequence[Any], is_train: bool) -> Any:
        features, back = extractor(docs, is_train)
        for doc, rows in zip(docs, features, strict=True):
            if isinstance(doc, Doc):
                for token, word in _tokens(doc):
                    lexeme = doc.vocab[word]
                    for column, name in lexical:
                        rows[token, column] = getattr(lexeme, name)
        return features, back

    return forward


def _tokens(doc: Doc) -> list[tuple[int, str]]:
    """The tokens that hold a masked word, as they are with its stand-in; worked out once a Doc."""
    found: list[tuple[int, str]] | None = doc.user_data.get(MASKS)
    if found is None:
        words: dict[int, str] = {}
        starts = [token.idx for token in doc]
        for mask in reversed(masks(doc.text)):
            at = bisect_right(starts, mask.start) - 1
            word, begin = words.get(at, doc[at].text), mask.start - starts[at]
            if mask.end - starts[at] <= len(doc[at]):
                words[at] = word[:begin] + mask.word + word[mask.end - starts[at] :]
        found = list(words.items())
        doc.user_data[MASKS] = found
    return found
