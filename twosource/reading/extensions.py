"""What the reading steps leave on a spaCy Doc: extension attributes, one owner each.

`doc._.report` is set before the steps run; every other attribute is `UNSET` until its step has run, so that
"not read yet" and "none found" stay apart. Attributes and no span groups: our spans are code points, which may begin
inside a token, and a span group holds whole tokens.

All attributes of a Doc are one value in its `user_data`, which `doc.to_bytes`, `DocBin` and processes of `nlp.pipe`
carry along and give back as it was. What the tagger thinks of each word is left behind: it is a step on the way, as
large as the text many times over.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
import srsly
from msgspec import UNSET, Struct, UnsetType
from msgspec.structs import replace
from spacy.tokens import Doc

from twosource.model import Place, Quantity, Report, Span, Statement, Timex

Chain = Callable[[Any], Any] | None
ATTRIBUTES = ("quotations", "places", "times", "quantities", "statements", "tagging")
KEY = "twosource"
"""Under which a Doc's `user_data` holds all of them, and under which they are packed."""


class Left(Struct, kw_only=True):
    """What the steps have left on one Doc so far.

    Attributes:
        report: what is known of the text; `None` where nobody said.
        tagging: a `twosource.reading.tagger.Tagging`.
    """

    report: Report | None = None
    quotations: tuple[Span, ...] | UnsetType = UNSET
    places: tuple[Place, ...] | UnsetType = UNSET
    times: tuple[Timex, ...] | UnsetType = UNSET
    quantities: tuple[Quantity, ...] | UnsetType = UNSET
    statements: tuple[Statement, ...] | UnsetType = UNSET
    tagging: Any = UNSET


def register() -> None:
    """Declare the attributes; calling it again changes nothing.

    Raises:
        ValueError: another component has declared an attribute of that name.
    """
    for name in ("report", *ATTRIBUTES):
        if not Doc.has_extension(name):
            Doc.set_extension(name, getter=_getter(name), setter=_setter(name))
        elif getattr(Doc.get_extension(name)[2], "__module__", None) != __name__:
            raise ValueError(f"another component has declared doc._.{name}, which twosource uses: rename that one")
    srsly.msgpack_encoders.register(KEY, func=_encode)
    srsly.msgpack_decoders.register(KEY, func=_decode)


def left_on(doc: Doc) -> Left:
    """The value that holds all attributes of a Doc."""
    found = doc.user_data.get(KEY)
    if not isinstance(found, Left):  # there is none, or it was loaded before this module was there to unpack it
        found = doc.user_data[KEY] = _unpacked(found[KEY]) if found else Left()
    return found


def _getter(name: str) -> Callable[[Doc], Any]:
    def get(doc: Doc) -> Any:
        return getattr(left_on(doc), name)

    return get


def _setter(name: str) -> Callable[[Doc, Any], None]:
    def put(doc: Doc, value: Any) -> None:
        setattr(left_on(doc), name, value)

    return put


def _encode(value: Any, chain: Chain = None) -> Any:
    if isinstance(value, Left):
        return {KEY: msgspec.json.encode(replace(value, tagging=UNSET))}
    return value if chain is None else chain(value)


def _decode(value: Any, chain: Chain = None) -> Any:
    if isinstance(value, dict) and set(value) == {KEY} and isinstance(value[KEY], bytes):
        return _unpacked(value[KEY])
    return value if chain is None else chain(value)


def _unpacked(packed: bytes) -> Left:
    return msgspec.json.decode(packed, type=Left)


def text_of(doc: Doc) -> str:
    """The Doc's text; spaCy puts `Doc.text` together anew at every call, which over a document is quadratic."""
    text = doc.user_data.get("twosource_text")
    if text is None:
        text = doc.user_data["twosource_text"] = doc.text
    return str(text)


register()
