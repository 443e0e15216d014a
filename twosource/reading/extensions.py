"""What the reading steps leave on a spaCy Doc: extension attributes, one owner each.

`doc._.report` is set before the steps run; every other attribute is `UNSET` until its step has run, so that
"not read yet" and "none found" stay apart.
"""

from __future__ import annotations

from msgspec import UNSET
from spacy.tokens import Doc

ATTRIBUTES = ("quotations", "places", "times", "quantities", "statements", "tagging")


def register() -> None:
    """Declare the attributes; calling it again changes nothing."""
    if not Doc.has_extension("report"):
        Doc.set_extension("report", default=None)
    for name in ATTRIBUTES:
        if not Doc.has_extension(name):
            Doc.set_extension(name, default=UNSET)


def text_of(doc: Doc) -> str:
    """The Doc's text; spaCy puts `Doc.text` together anew at every call, which over a document is quadratic."""
    text = doc.user_data.get("twosource_text")
    if text is None:
        text = doc.user_data["twosource_text"] = doc.text
    return str(text)


register()
