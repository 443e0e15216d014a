"""Time expressions: TIMEX3 dates, times of day, durations and sets, anchored at what the text and its report tell.

`find_times` is pure. The spaCy component `twosource_times` puts its result in `doc._.times`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from spacy.language import Language
from spacy.tokens import Doc

from twosource.model import Span, Timex, TimexType
from twosource.reading import extensions
from twosource.reading.numbers import Lexeme, comparator_before, lex, table
from twosource.reading.times_calendar import Anchor, unit_of
from twosource.reading.times_clock import CLOCK_RULES, join_days
from twosource.reading.times_context import Context
from twosource.reading.times_dates import DATE_RULES, feast
from twosource.reading.times_grammar import Draft, Hit, is_candidate, longest
from twosource.reading.times_lengths import LENGTH_RULES
from twosource.reading.times_lexicon import CLASSES, classify, payload, spelled
from twosource.reading.times_relative import RELATIVE_RULES

RULES = (*DATE_RULES, *RELATIVE_RULES, *CLOCK_RULES, *LENGTH_RULES)
PREFIX = re.compile(
    spelled(
        r"(?:(?P<b><MOD>)(?:<HYPHEN>|<IN><THE>?)?|<THE>(?P<b2><MOD>)|<THE>?<MOD>?(?P<b3><BOUND>)<OF><THE>?"
        r"|<THE>(?P<b4>[<DIR><ORD>])[<WORD><VAGUE><DAY>]?<UNIT><OF><THE>?)\Z"
    )
)
"""What belongs to the date after it: "late", "the end of", "the last two weeks of"."""
PART_OF = re.compile(spelled(r"<THE>?(?P<p><PART>)<OF><THE>?\Z"))
AGO = CLASSES["AFTER"] + CLASSES["MOD"]
LONGEST_PREFIX = 6
"""Lexemes in the longest run of words before a date that belong to it ("the early part of the ...")."""
LONGEST_FEAST = 6
"""Lexemes in the longest name of a feast ("new", "year", "’", "s", "day")."""


def find_times(doc: Doc, *, published: str | None) -> tuple[Timex, ...]:
    """The time expressions of a document, in order, not overlapping.

    Args:
        doc: tagged and parsed; without a parse, tenses are not known and bare weekdays are read as past.
        published: ISO 8601 prefix of the moment of publication, as precise as it is known, or `None`.

    Returns:
        TIMEX3 expressions; spans are code points of `doc.text`. What the publication is needed for and does not give
        stays underspecified ("XXXX-WXX-7").
    """
    text = doc.text
    lexemes = lex(text)
    codes = classify(lexemes, text)
    ctx = Context(doc, lexemes, codes, published)
    drafts: list[Draft] = []
    at = 0
    while at < len(lexemes):
        if not is_candidate(codes[at]) and lexemes[at].lower not in _feast_words()[0]:
            at += 1
            continue
        found = _read(ctx, at, drafts[-1].last if drafts else 0)
        drafts += found
        at = max(at + 1, found[-1].last if found else 0)
        for draft in found:
            _move_focus(ctx, draft)
    return tuple(_timex(draft, lexemes) for draft in join_days(drafts, ctx))


def _read(ctx: Context, at: int, free_from: int) -> list[Draft]:
    """The expressions that the longest fitting rule reads at lexeme `at`, with the modifiers before them."""
    named = _feast(ctx, at)
    if named is not None:
        return [named]
    for rule, match in longest(RULES, ctx.codes, at):
        drafts = rule.build(Hit(ctx.lexemes, match), ctx)
        if drafts:
            return [_modified(drafts[0], ctx, free_from), *drafts[1:]]
    return []


def _feast(ctx: Context, at: int) -> Draft | None:
    """A feast day by its name, the longest first."""
    begins, feasts = _feast_words()
    if ctx.lexemes[at].lower not in begins:
        return None
    for last in range(min(at + LONGEST_FEAST, len(ctx.lexemes)), at, -1):
        first, final = ctx.lexemes[at], ctx.lexemes[last - 1]
        name = ctx.text[first.start : final.end].lower()
        if name in feasts and ctx.text[first.start].isupper():
            return feast(name, at, last, ctx)
    return None


@cache
def _feast_words() -> tuple[frozenset[str], frozenset[str]]:
    feasts = frozenset(table("times")["feasts"])
    return frozenset(re.split(r"\W", name)[0] for name in feasts), feasts


def _modified(draft: Draft, ctx: Context, free_from: int) -> Draft:
    """Take in what stands before: "late", "the end of", "the night of", "more than", "about"."""
    lexemes, codes = ctx.lexemes, ctx.codes
    if draft.type is not TimexType.DURATION:
        draft = _with_part(draft, ctx, free_from)
        prefix = PREFIX.search(codes, max(free_from, draft.first - LONGEST_PREFIX), draft.first)
        if prefix is not None and prefix.end() == draft.first and not draft.value.endswith("_REF"):
            mod = _mod(prefix, ctx)
            draft = draft._replace(first=prefix.start(), mod=mod) if mod else draft
    comparator = comparator_before(lexemes, draft.first)
    if comparator is not None and comparator.last - comparator.first == 1 and ctx.is_preposition(comparator.first):
        comparator = None
    if comparator is not None and comparator.first >= free_from and draft.type is not TimexType.SET:
        moment = draft.type is not TimexType.DURATION
        mods = table("times")["mod_of_moment" if moment else "mod_of_length"]
        counted = not moment or codes[draft.last - 1] in AGO or draft.type is TimexType.TIME
        if counted and comparator.name in mods and codes[draft.first] != CLASSES["THE"]:
            return draft._replace(first=comparator.first, mod=mods[comparator.name])
    return draft


def _mod(prefix: re.Match[str], ctx: Context) -> str | None:
    """TIMEX3's mod for the modifier matched before a date."""
    times = table("times")
    known = times["modifiers"] | times["boundaries"] | times["outer_parts"]
    group = next(name for name in ("b", "b2", "b3", "b4") if prefix.start(name) >= 0)
    beside = ctx.lexemes[prefix.start(group) + 1 : prefix.start(group) + 2]
    if group == "b" and beside and beside[0].lower in {"on", "during"}:
        return None
    mod = known.get(ctx.lexemes[prefix.start(group)].lower)
    return None if mod is None else str(mod)


def _with_part(draft: Draft, ctx: Context, free_from: int) -> Draft:
    """Read "the morning of June 8", "the night of 20 June"."""
    if draft.last < len(ctx.codes) and ctx.codes[draft.last] == CLASSES["PART"] and draft.type is not TimexType.TIME:
        part = payload(ctx.lexemes[draft.last])
        if unit_of(draft.value) == "D":
            kind = draft.type if draft.type is TimexType.SET else TimexType.TIME
            return draft._replace(last=draft.last + 1, type=kind, value=f"{draft.value}T{part}")
    prefix = PART_OF.search(ctx.codes, max(free_from, draft.first - LONGEST_PREFIX), draft.first)
    if prefix is None or prefix.end() != draft.first or unit_of(draft.value) != "D" or draft.type is not TimexType.DATE:
        return draft
    part = payload(ctx.lexemes[prefix.start("p")])
    return draft._replace(first=prefix.start(), type=TimexType.TIME, value=f"{draft.value}T{part}")


def _move_focus(ctx: Context, draft: Draft) -> None:
    """The text now speaks of this day, month, quarter or year."""
    day = draft.value.split("T")[0]
    if draft.type not in {TimexType.DATE, TimexType.TIME} or unit_of(day) is None or "X" in day[:4]:
        return
    found = Anchor.of(day)
    if found.year is None or ctx.codes[draft.last - 1] in AGO or (ctx.narrative and found == ctx.published):
        return
    ctx.focus_value = day
    ctx.focus = found


def _timex(draft: Draft, lexemes: Sequence[Lexeme]) -> Timex:
    span = Span(lexemes[draft.first].start, lexemes[draft.last - 1].end)
    return Timex(span=span, type=draft.type, value=draft.value, mod=draft.mod)


@Language.component("twosource_times")
def times(doc: Doc) -> Doc:
    """Set `doc._.times`; the anchor is `doc._.report.published`, where there is a report."""
    report = doc._.report
    doc._.times = find_times(doc, published=report.published if report is not None else None)
    return doc


extensions.register()
