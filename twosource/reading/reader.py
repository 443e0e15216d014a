"""The reader: a report goes in, a reading comes out.

The steps are spaCy components on one Doc, in the order of `STEPS`; each can be left out, and what it would have
filled is then "not read yet" (`UNSET`). `twosource annotate` and the ledger both use `Reader`.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import pairwise

from msgspec import UNSET, UnsetType, structs
from spacy.language import Language
from spacy.tokens import Doc

import twosource
from twosource.language.masking import stand_ins_version
from twosource.language.pipeline import DEFAULT_MODEL, load
from twosource.model import Kind, Reading, Report, Span, Statement, Timex, sha256_of
from twosource.readers.scripts import script_of
from twosource.reading import places, quantities, quotations, times
from twosource.reading.actors import resolve
from twosource.reading.attribution import find_attributions
from twosource.reading.channels import carry_over, channel_of
from twosource.reading.commitment import settle, without_rejection
from twosource.reading.drafts import Draft, Fact, beginning_in, union, within
from twosource.reading.extensions import text_of
from twosource.reading.joining import join_quotations, manner_of, minus
from twosource.reading.joint import choose, default_weights
from twosource.reading.nesting import drop_same_speaker, mark_response, nest
from twosource.reading.own_voice import find_own_voice
from twosource.reading.propositions import propose
from twosource.reading.tagger import Tagging, default_tagger
from twosource.reading.verification import find_verifications

STEPS = ("quotations", "places", "times", "quantities", "tagger", "statements", "propositions")
"""All steps in the order in which they run. `quotations` and `statements` cannot be left out."""

OPTIONAL = ("places", "times", "quantities", "tagger", "propositions")

LONGEST_RUN = 300
"""Characters without white space that the tokeniser gets at once: where they are marks it takes time by their square
(0.007 s for 300, 31 s for 20,000). Of three million words of the shared corpora one is longer, a link."""
LONGEST_SENTENCE = 300
"""Tokens without a stop or a line's end after which a sentence ends whatever the parser thinks, since reading one takes
time by its square. The longest in 801 press reports has 165."""

OVERLONG = re.compile(rf"\S{{{LONGEST_RUN}}}(?=\S)")
STOPS = frozenset(".!?")
STEERING = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Control codes and direction marks. The tokeniser gets blanks for them, since to a person a word that one hangs on is
that word. The report keeps them, and every offset stays."""

__all__ = ["STEPS", "Reader", "UnreadableError", "places", "quantities", "quotations", "times"]


class UnreadableError(ValueError):
    """A report that this reader cannot read: no pipeline for its language or script. One line: cause and remedy."""


class Reader:
    """Reads reports with one language pipeline and a choice of steps.

    Args:
        model: name of an installed spaCy pipeline for English.
        steps: which of `STEPS` run; the optional ones may be left out.
        masked: hide from the trained models whose name a state's or person's name is (`twosource.language.masking`).
    """

    def __init__(self, *, model: str = DEFAULT_MODEL, steps: Iterable[str] = STEPS, masked: bool = True) -> None:
        wanted = set(steps)
        unknown = wanted - set(STEPS)
        if unknown:
            raise ValueError(f"no such reading step: {', '.join(sorted(unknown))}; there are {', '.join(STEPS)}")
        self.steps = tuple(s for s in STEPS if s in wanted or s not in OPTIONAL)
        self.masked = masked
        self.nlp: Language = load(model, masked=masked)
        for step in self.steps:
            if step != "propositions":
                self.nlp.add_pipe(f"twosource_{step}")
        version = self.nlp.meta.get("version", "?")
        self.producer = f"twosource {twosource.__version__} / {model} {version} / {' '.join(self.steps)}"
        if masked:
            self.producer += f" / masked {stand_ins_version()}"
        if "tagger" in self.steps:
            self.producer += f" / attribution {default_tagger().version}"
            self._beside = ThreadPoolExecutor(max_workers=1, thread_name_prefix="tagger")

    def read(self, report: Report) -> Reading:
        """The reading of one report.

        Raises:
            UnreadableError: the report is not in English, by its metadata or its script.
        """
        if report.withdrawn:  # a notice to editors; what it repeats of the report is not said again
            return Reading(report=report, producer=self.producer, steps=self.steps, statements=())
        _refuse_other_languages(report)
        with self.nlp.memory_zone():
            doc = _tokens(self.nlp, report.text)
            doc._.report = report
            if "tagger" in self.steps:
                # The tagger needs no parse and holds no lock: on two cores it is done when the parser is.
                doc.user_data[AHEAD] = self._beside.submit(default_tagger().tag, text_of(doc), masked=self.masked)
            return self._reading(self.nlp(doc), report)

    def pipe(self, reports: Iterable[Report]) -> Iterator[Reading]:
        """Readings of many reports, one at a time, in order; memory stays flat."""
        for report in reports:
            yield self.read(report)

    def _reading(self, doc: Doc, report: Report) -> Reading:
        statements: tuple[Statement, ...] = doc._.statements
        if "propositions" in self.steps:
            statements = tuple(structs.replace(s, proposition=propose(doc, s)) for s in statements)
        return Reading(
            report=report,
            producer=self.producer,
            steps=self.steps,
            statements=statements,
            places=doc._.places,
            times=doc._.times,
        )


def _tokens(nlp: Language, text: str) -> Doc:
    """The text's tokens at their places, with ends of sentences in what is too long to be one."""
    text = STEERING.sub(" ", text)
    cuts = [0, *(match.end() for match in OVERLONG.finditer(text)), len(text)]
    pieces = [nlp.make_doc(text[start:end]) for start, end in pairwise(cuts)]
    doc = pieces[0] if len(pieces) == 1 else Doc.from_docs(pieces, ensure_whitespace=False)
    if doc is None:
        raise ValueError("there are no pieces of a text")
    length = 0
    for token in doc:
        length = 0 if token.text in STOPS or "\n" in token.text else length + 1
        if length > LONGEST_SENTENCE:
            token.is_sent_start = True
            length = 0
    return doc


def _refuse_other_languages(report: Report) -> None:
    if report.lang is not None and report.lang.split("-")[0].lower() not in {"en", "eng", "english"}:
        remedy = "leave it out, give it in English, or say --lang en if that is what it is in"
        raise UnreadableError(f"no reader for language {report.lang!r} yet, this version reads English; {remedy}")
    script = script_of(report.text)
    if script not in {"Latin", None}:
        remedy = "leave it out, or give it in English"
        raise UnreadableError(f"no reader for text in {script} script yet, this version reads English; {remedy}")


AHEAD = "twosource_tagging"
"""Key of a Doc's `user_data` under which a tagging waits that was begun before the parse."""


def tagger(doc: Doc) -> Doc:
    """Set `doc._.tagging`: what the attribution tagger thinks of the text."""
    begun: Future[Tagging] | None = doc.user_data.pop(AHEAD, None)
    doc._.tagging = begun.result() if begun is not None else default_tagger().tag(text_of(doc))
    return doc


def statements(doc: Doc) -> Doc:
    """Set `doc._.statements`: attributions, verification notes and the outlet's own voice, with their actors."""
    if doc._.quotations is UNSET:  # in a pipeline without that step: a sentence that goes on in quotes needs them
        quotations.quotations(doc)
    report: Report = doc._.report or Report(doc="", text=doc.text, sha256=sha256_of(doc.text))
    furniture = tuple(f.span for f in report.furniture)
    quoted: tuple[Span, ...] = doc._.quotations
    notes = find_verifications(doc)
    cues = {note.cue_token.i for note in notes if note.cue_token is not None}
    drafts = [d for d in find_attributions(doc) if d.cue_token is not None and d.cue_token.i not in cues]
    drafts = join_quotations(doc, drafts + notes, quoted)
    if not isinstance(doc._.tagging, UnsetType):
        drafts = choose(doc, doc._.tagging, drafts, default_weights())
    drafts = nest([d for d in drafts if _outside(d, furniture, text_of(doc))], quoted)
    headline = _headline(report)
    drafts += find_own_voice(doc, drafts, quotations=quoted, furniture=furniture + headline, facts=_facts(doc))
    resolve(doc, drafts, report)
    drafts = drop_same_speaker(drafts)
    for draft in drafts:
        _finish(doc, draft)
    carry_over(drafts)
    doc._.statements = tuple(_statements(doc, drafts, report))
    return doc


def _headline(report: Report) -> tuple[Span, ...]:
    """The title where it stands above a body: it puts in short what the body says and is no statement of its own."""
    known = report.stated.get("title")
    span = known.span if known is not None else None
    return (span,) if span is not None and report.text[span.end :].strip() else ()


def _outside(draft: Draft, furniture: tuple[Span, ...], text: str) -> bool:
    """Whether anything of the draft is left when furniture (a dateline before the first word, say) is taken away."""
    if any(within(furniture, span.start) for span in (*draft.cue, *draft.source)):
        return False
    draft.content = [piece for span in draft.content for piece in minus(text, span, furniture)]
    return bool(draft.content)


def _facts(doc: Doc) -> tuple[Span, ...]:
    found = (doc._.places, doc._.times, doc._.quantities)
    return tuple(value.span for values in found if not isinstance(values, UnsetType) for value in values)


def _finish(doc: Doc, draft: Draft) -> None:
    """What can be said only when actors and nesting are known: kind, commitment, channel, response."""
    without_rejection(doc, draft)
    draft.commitment = settle(doc, draft)
    draft.channel = channel_of(doc, draft)
    mark_response(text_of(doc), draft)
    if draft.kind is Kind.VERIFICATION and draft.actor is not None and draft.actor.side != "outlet":
        draft.kind = Kind.ATTRIBUTED


def _statements(doc: Doc, drafts: list[Draft], report: Report) -> Iterator[Statement]:
    ids = {id(draft): _id(report, draft) for draft in drafts}
    taken = union(span for draft in drafts if draft.kind is not Kind.OWN_VOICE for span in draft.content)
    for draft in sorted(drafts, key=lambda d: d.start):
        yield Statement(
            id=ids[id(draft)],
            report=report.id,
            sha256=report.sha256,
            doc=report.doc,
            kind=draft.kind,
            source=tuple(draft.source),
            cue=tuple(draft.cue),
            content=tuple(draft.content),
            manner=manner_of(text_of(doc), draft, doc._.quotations or ()),
            commitment=draft.commitment,
            stance=draft.stance,
            actor=draft.actor,
            channel=draft.channel,
            nested_in=ids.get(id(draft.parent)) if draft.parent is not None else None,
            response=draft.response,
            confidence=None if draft.confidence is None else round(draft.confidence, 3),
            places=_within(doc._.places, draft.content),
            times=_times(doc, draft, taken),
            quantities=_within(doc._.quantities, draft.content),
        )


def _id(report: Report, draft: Draft) -> str:
    spans = ";".join(f"{s.start}-{s.end}" for s in (*draft.source, *draft.cue, *draft.content))
    return "s" + hashlib.sha256(f"{report.id} {draft.kind.value} {spans}".encode()).hexdigest()[:12]


def _within(facts: tuple[Fact, ...] | UnsetType, spans: Iterable[Span]) -> tuple[Fact, ...] | UnsetType:
    """The facts that begin in one of the spans, which are in order and do not overlap."""
    if isinstance(facts, UnsetType):
        return UNSET
    return tuple(fact for span in spans for fact in beginning_in(facts, span))


def _times(doc: Doc, draft: Draft, taken: list[Span]) -> tuple[Timex, ...] | UnsetType:
    """The content's own times, then those of the saying: in the cue's sentence, outside every content."""
    own = _within(doc._.times, draft.content)
    if isinstance(own, UnsetType) or draft.cue_token is None:
        return own
    sentence = Span(draft.cue_token.sent.start_char, draft.cue_token.sent.end_char)
    said = _within(doc._.times, [sentence]) or ()
    return own + tuple(t for t in said if sentence.contains(t.span) and not within(taken, t.span.start))
