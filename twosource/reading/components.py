"""The reading steps as spaCy components, by the names under which any pipeline can add them.

They are declared under the entry points of spaCy, which loads this module with every pipeline: so it imports nothing
that takes time, and a step's own module only when the step is added.
"""

from __future__ import annotations

from collections.abc import Callable

from spacy.language import Language
from spacy.tokens import Doc

from twosource.reading import extensions

Step = Callable[[Doc], Doc]
SENTENCES = ("SENT_START",)
PARSE = ("SENT_START", "TAG", "POS", "LEMMA", "DEP")
NEEDS = {
    SENTENCES: "the ends of sentences; put a parser, or nlp.add_pipe('sentencizer'), before it",
    PARSE: "parts of speech, lemmas and a parse; add it to a trained English pipeline, after all of these",
}
"""Annotations that a step cannot do without, and the remedy."""


@Language.factory("twosource_quotations", assigns=["doc._.quotations"])
def make_quotations(nlp: Language, name: str) -> Step:  # noqa: ARG001 - spaCy gives both by name
    """Quotations, from the marks alone."""
    from twosource.reading.quotations import quotations  # noqa: PLC0415 - see above

    return quotations


@Language.factory("twosource_places", assigns=["doc._.places"], requires=["token.is_sent_start"])
def make_places(nlp: Language, name: str) -> Step:  # noqa: ARG001
    """Places; parts of speech and entities are used where they are there."""
    from twosource.reading.places import places_component  # noqa: PLC0415

    return after(places_component, SENTENCES, name)


@Language.factory("twosource_times", assigns=["doc._.times"])
def make_times(nlp: Language, name: str) -> Step:  # noqa: ARG001
    """Times; without a parse, tenses are not known."""
    from twosource.reading.times import times  # noqa: PLC0415

    return times


@Language.factory("twosource_quantities", assigns=["doc._.quantities"])
def make_quantities(nlp: Language, name: str) -> Step:  # noqa: ARG001
    """Quantities; without a parse, only units of measurement and money are known."""
    from twosource.reading.quantities import quantities  # noqa: PLC0415

    return quantities


@Language.factory("twosource_tagger", assigns=["doc._.tagging"])
def make_tagger(nlp: Language, name: str) -> Step:  # noqa: ARG001
    """What the attribution tagger thinks of the text."""
    from twosource.reading.reader import tagger  # noqa: PLC0415

    return tagger


@Language.factory(
    "twosource_statements",
    assigns=["doc._.statements"],
    requires=["token.is_sent_start", "token.tag", "token.lemma", "token.dep", "token.head"],
)
def make_statements(nlp: Language, name: str) -> Step:  # noqa: ARG001
    """Statements, with what the steps before it found."""
    from twosource.reading.reader import statements  # noqa: PLC0415

    return after(statements, PARSE, name)


def after(step: Step, needed: tuple[str, ...], name: str) -> Step:
    """The step, which says what is missing where a Doc lacks an annotation that it cannot do without.

    Args:
        step: the component.
        needed: a key of `NEEDS`.
        name: what the component is called in its pipeline.
    """

    def run(doc: Doc) -> Doc:
        if len(doc) > 1 and not all(doc.has_annotation(one) for one in needed):
            raise ValueError(f"{name} needs {NEEDS[needed]}")
        return step(doc)

    return run


extensions.register()
