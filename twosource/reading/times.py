"""Time expressions: TIMEX3 dates, times of day, durations and sets, anchored at what the text and its report tell.

`find_times` is pure. The spaCy component `twosource_times` puts its result in `doc._.times`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from spacy.tokens import Doc

from twosource.model import Span, Timex, TimexType
from twosource.reading.numbers import Lexeme, comparator_before, lex, table
from twosource.reading.times_calendar import Anchor, shifted, unit_of
from twosource.reading.times_clock import CLOCK_RULES, join_days
from twosource.reading.times_context import Context
from twosource.reading.times_dates import DATE_RULES
from twosource.reading.times_grammar import Draft, Hit, is_candidate, longest
from twosource.reading.times_lengths import LENGTH_RULES
from twosource.reading.times_lexicon import CLASSES, classify, payload, spelled
from twosource.reading.times_periods import PERIOD_RULES, feast
from twosource.reading.times_relative import RELATIVE_RULES

RULES = (*DATE_RULES, *PERIOD_RULES, *RELATIVE_RULES, *CLOCK_RULES, *LENGTH_RULES)
PREFIX = re.compile(
    spelled(
        r"(?:(?P<b><MOD>)(?:<HYPHEN>|<IN><THE>?)?|<THE>(?P<b2><MOD>)|<THE>?<MOD>?(?P<b3><BOUND>)<OF><THE>?"
        r"|<THE>(?P<b4>[<DIR><ORD>])<VAGUE>?<UNIT><OF><THE>?)\Z"
    )
)
"""What belongs to the date after it: "late", "the end of", "the last two weeks of"."""
PART_OF = re.compile(spelled(r"<THE>?<MOD>?(?:<HYPHEN>?(?P<p><PART>)<UNIT>?|(?P<hours><UNIT>))<OF><THE>?\Z"))
NAMED_UNIT = re.compile(spelled(r"<THE>(?P<u><UNIT>)(?:<OF>|(?P<g><AFTER>))\Z"))
"""What names a unit by the date after it: "the week of March 6", "the day before Christmas"."""
AGO = CLASSES["AFTER"] + CLASSES["MOD"]
BESIDE = re.compile(spelled(r"<UNIT><HYPHEN>?[<AFTER><MOD>]"))
"""A moment told by its distance from another ("a year earlier", "the year-ago quarter")."""
COUNTED = re.compile(r"P(?P<number>\d{1,4})(?P<unit>[DWMY])")
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
        if found and drafts:
            drafts[-1:] = counted_from(drafts[-1], found[0], ctx)
            drafts += found[1:] if drafts[-1].last >= found[0].last else found
        else:
            drafts += found
        at = max(at + 1, found[-1].last if found else 0)
        for draft in found:
            _move_focus(ctx, draft)
    return tuple(_timex(draft, lexemes) for draft in join_days(drafts, ctx))


def _read(ctx: Context, at: int, free_from: int) -> list[Draft]:
    """The expressions that the longest fitting rule reads at lexeme `at`, with the modifiers before them."""
    named = _phrase(ctx, at, free_from)
    if named is not None:
        return [_modified(named, ctx, free_from)]
    for rule, match in longest(RULES, ctx.codes, at):
        drafts = rule.build(Hit(ctx.lexemes, match), ctx)
        if drafts:
            return [_modified(drafts[0], ctx, free_from), *drafts[1:]]
    return []


def _phrase(ctx: Context, at: int, free_from: int) -> Draft | None:
    """A feast day, or another expression of several words, by its name, the longest first."""
    begins, feasts = _feast_words()
    if ctx.lexemes[at].lower not in begins:
        return None
    phrases = table("times")["phrases"]
    for last in range(min(at + LONGEST_FEAST, len(ctx.lexemes)), at, -1):
        first, final = ctx.lexemes[at], ctx.lexemes[last - 1]
        name = ctx.text[first.start : final.end].lower()
        if name in feasts and ctx.text[first.start].isupper():
            return feast(name, at, last, ctx, free_from)
        if name in phrases:
            return Draft(at, last, TimexType.DATE, phrases[name])
    return None


@cache
def _feast_words() -> tuple[frozenset[str], frozenset[str]]:
    """The first words of feasts and other phrases, and the names of feasts."""
    feasts, phrases = frozenset(table("times")["feasts"]), frozenset(table("times")["phrases"])
    return frozenset(re.split(r"\W", name)[0] for name in feasts | phrases), feasts


def _modified(draft: Draft, ctx: Context, free_from: int) -> Draft:
    """Take in what stands before: "late", "the end of", "the night of", "more than", "about"."""
    lexemes, codes = ctx.lexemes, ctx.codes
    if draft.type is TimexType.DATE:
        draft = _named_unit(draft, ctx, free_from)
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
    if prefix.start("hours") >= 0:
        small = ctx.lexemes[prefix.start("hours")].lower == "hours" and ctx.lexemes[prefix.end("hours") - 2].lower
        if small != "early":
            return draft
        part = "MO"
    else:
        part = payload(ctx.lexemes[prefix.start("p")])
    return draft._replace(first=prefix.start(), type=TimexType.TIME, value=f"{draft.value}T{part}")


def _named_unit(draft: Draft, ctx: Context, free_from: int) -> Draft:
    """Read "the week of March 6", "the month of May" and "the day before Christmas"."""
    prefix = NAMED_UNIT.search(ctx.codes, max(free_from, draft.first - LONGEST_PREFIX), draft.first)
    if prefix is None or prefix.end() != draft.first:
        return draft
    unit, word = payload(ctx.lexemes[prefix.start("u")]), ctx.lexemes[prefix.start("u")].lower
    own = unit_of(draft.value)
    if prefix.start("g") >= 0:
        towards = table("times")["after_words"].get(ctx.lexemes[prefix.start("g")].lower, 0)
        moved = shifted(Anchor.of(draft.value), "D", towards) if word == "day" and own == "D" else "X"
        return draft if "X" in moved or not towards else draft._replace(first=prefix.start(), value=moved)
    if unit in {"W", "WE"} and own == "D" and Anchor.of(draft.value).date is not None:
        return draft._replace(first=prefix.start(), value=Anchor.of(draft.value).value(unit))
    return draft._replace(first=prefix.start()) if unit == own and not word.endswith("s") else draft


def counted_from(length: Draft, date: Draft, ctx: Context) -> list[Draft]:
    """Join "two days" and "June 8" in "two days before June 8" to the day that they name; else the length alone."""
    gap = [lexeme.lower for lexeme in ctx.lexemes[length.last : date.first]]
    counted = COUNTED.fullmatch(length.value)
    towards = table("times")["after_words"].get(gap[0], 0) if len(gap) == 1 and gap[0] in {"before", "after"} else 0
    if length.type is not TimexType.DURATION or counted is None or not towards or unit_of(date.value) != "D":
        return [length]
    moved = shifted(Anchor.of(date.value), counted["unit"], towards * int(counted["number"]))
    if counted["unit"] == "W":
        moved = shifted(Anchor.of(date.value), "D", 7 * towards * int(counted["number"]))
    return [length] if "X" in moved else [Draft(length.first, date.last, TimexType.DATE, moved, length.mod)]


def _move_focus(ctx: Context, draft: Draft) -> None:
    """The text now speaks of this day, month, quarter or year."""
    day = draft.value.split("T")[0]
    if draft.type not in {TimexType.DATE, TimexType.TIME} or unit_of(day) is None or "X" in day[:4]:
        return
    found = Anchor.of(day)
    beside = ctx.codes[draft.last - 1] in AGO or BESIDE.search(ctx.codes, draft.first, draft.last) is not None
    if found.year is None or beside or _goes_back(ctx, draft):
        return
    if ctx.narrative and (found == ctx.published or (ctx.focus_value or "").startswith(day)):
        return
    if ctx.narrative and ctx.is_background(draft.first, draft.last):
        return
    ctx.focus_value = day
    ctx.focus = found
    if unit_of(day) == "Q":
        ctx.quarter = day


def _goes_back(ctx: Context, draft: Draft) -> bool:
    """Whether the expression says "the previous": what came before is told by the way."""
    said = ctx.lexemes[draft.first : draft.last]
    anaphoric = CLASSES["ANA"] in ctx.codes[draft.first : draft.last]
    return anaphoric and any(table("times")["directions"].get(lexeme.lower, 0) < 0 for lexeme in said)


def _timex(draft: Draft, lexemes: Sequence[Lexeme]) -> Timex:
    span = Span(lexemes[draft.first].start, lexemes[draft.last - 1].end)
    return Timex(span=span, type=draft.type, value=draft.value, mod=draft.mod)


def times(doc: Doc) -> Doc:
    """Set `doc._.times`; the anchor is `doc._.report.published`, where there is a report."""
    report = doc._.report
    doc._.times = find_times(doc, published=report.published if report is not None else None)
    return doc
