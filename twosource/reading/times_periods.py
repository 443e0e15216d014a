"""Rules for dates longer than a month, and days with a name: seasons, quarters, decades, eras, feasts."""

from __future__ import annotations

from twosource.model import TimexType
from twosource.reading.numbers import table
from twosource.reading.times_calendar import (
    SEASON_MONTH,
    nearest_year,
    nth_weekday,
    plus_days,
    shifted,
    year_text,
)
from twosource.reading.times_context import OPEN, Context
from twosource.reading.times_dates import base, day_value, full_year, side_of
from twosource.reading.times_grammar import A_YEAR, Draft, Hit, Rule, rule
from twosource.reading.times_lexicon import CLASSES, payload

DATE = TimexType.DATE


def season(hit: Hit, ctx: Context) -> tuple[Draft, ...]:
    """Read "the winter of 1994", "last summer", "this spring"."""
    name = hit.means("s")
    if hit.has("y"):
        return hit.draft(DATE, f"{year_text(hit.year())}-{name}")
    if ctx.tag(hit.at("s")).startswith("V"):
        return ()
    now = base(hit, ctx) if hit.has("rel") else ctx.now()
    if hit.has("u"):
        return hit.draft(DATE, f"{shifted(now, 'Y', hit.means('rel2'))}-{name}")
    if now.year is None:
        return hit.draft(DATE, f"XXXX-{name}")
    side = hit.means("rel") if hit.has("rel") else OPEN
    chosen = now.year
    if side:
        chosen = nearest_year(now, SEASON_MONTH[name], None, side) or now.year
    return hit.draft(DATE, f"{year_text(chosen)}-{name}")


def quarter(hit: Hit, ctx: Context) -> tuple[Draft, ...]:
    """Read "the third quarter of 2024", "this year's third quarter", "third-quarter"; likewise halves of a year."""
    number = hit.day("o")
    half = hit.has("half")
    if number is None or number > (2 if half else 4) or (not half and hit.means("u") != "Q"):
        return ()
    if hit.has("y"):
        own: str = hit.word("y")
    elif hit.has("rel"):
        own = shifted(ctx.now(), "Y", hit.means("rel"))
    else:
        now = ctx.now()
        side = OPEN if half else side_of(hit, ctx, OPEN)
        own = year_text(nearest_year(now, number * 3 - 1 + side, None, side) if now.year else None)
    return hit.draft(DATE, f"{own}-{'H' if half else 'Q'}{number}")


def decade(hit: Hit, ctx: Context) -> tuple[Draft, ...]:
    """Read "the 1980s", "the '90s", "the nineties"."""
    word = hit.word("e").strip("'’")
    if word[0].isdecimal():
        digits = word.rstrip("s'’")
        return hit.draft(DATE, digits[:-1] if len(digits) == 4 else f"{full_year(digits, ctx) // 10}")
    if ctx.codes[hit.first] != "t":
        return ()
    return hit.draft(DATE, f"{full_year(str(hit.means('e')) + '0', ctx) // 10}")


def century(hit: Hit, ctx: Context) -> tuple[Draft, ...]:
    """Read "the 20th century", "the fifth century BC"."""
    del ctx
    number = hit.day("o")
    if number is None or hit.means("u") != "100Y":
        return ()
    return hit.draft(DATE, f"BC{number - 1:02d}" if hit.has("b") and hit.means("b") else f"{number - 1:02d}")


def era(hit: Hit, ctx: Context) -> tuple[Draft, ...]:
    """Read "218 BC", "AD 70", "492-490 BC" and "the 470s BC"."""
    del ctx
    value = f"{hit.means('b')}{int(hit.word('y')):04d}"
    if hit.has("decade"):
        return hit.draft(DATE, value[:-1])
    if not hit.has("y2"):
        return hit.draft(DATE, value)
    split = hit.at("y2")
    return (
        Draft(hit.first, split - 1, DATE, value),
        Draft(split, hit.last, DATE, f"{hit.means('b')}{int(hit.word('y2')):04d}"),
    )


def feast(name: str, first: int, last: int, ctx: Context, free_from: int = 0) -> Draft | None:
    """A feast by its name, with the year after it or "last" before it; `None` when its day cannot be told."""
    month_number, *rest = (int(part) for part in table("times")["feasts"][name].split("-"))
    day = rest[0] if len(rest) == 1 else None
    side = ctx.direction(first)
    if first > free_from and ctx.codes[first - 1] == CLASSES["DIR"] and payload(ctx.lexemes[first - 1]):
        first, side = first - 1, int(payload(ctx.lexemes[first - 1]))
    chosen = ctx.now().year
    if last < len(ctx.codes) and ctx.codes[last] == CLASSES["YEAR"]:
        chosen, last = int(ctx.lexemes[last].lower), last + 1
    elif not ctx.narrative:
        chosen = nearest_year(ctx.now(), month_number, day, side)
    if day is not None:
        return Draft(first, last, DATE, day_value(chosen, month_number, day))
    if chosen is None or chosen < 1:
        return None
    nth, weekday_number, later = (*rest, 0)[:3]
    moved = nth_weekday(chosen, month_number, weekday_number, nth)
    moved = moved and plus_days(moved, later)
    return Draft(first, last, DATE, moved.isoformat()) if moved else None


PERIOD_RULES: tuple[Rule, ...] = (
    rule(rf"<THE>?(?P<s><SEASON>)(?=[<AND><OR>]<MOD>?<SEASON><OF>?{A_YEAR})", season),
    rule(r"(?P<y>[<DAY><NUM><YEAR>])(?P<b><ERA>)", era),
    rule(r"(?P<y>[<DAY><NUM><YEAR>])[<HYPHEN><OR>](?P<y2>[<DAY><NUM><YEAR>])(?P<b><ERA>)", era),
    rule(r"<THE>?(?P<y><NUM>)(?P<decade><APOS>)(?P<b><ERA>)", era),
    rule(r"(?P<b><ERA>)(?P<y>[<DAY><NUM><YEAR>])", era),
    rule(rf"<THE>?(?P<s><SEASON>)<COMMA>?<OF>?{A_YEAR}(?:<HYPHEN>[<DAY><NUM><YEAR>])?", season),
    rule(r"<THE>?(?P<s><SEASON>)<OF>?(?P<rel2><DIR>)(?P<u><UNIT>)", season),
    rule(r"<THE>?(?:<DIR>)*(?P<rel>[<DIR><ANA>])(?P<s><SEASON>)", season),
    rule(r"<THE>?(?P<y><YEAR>)(?P<s><SEASON>)", season),
    rule(r"(?<=<SEASON><AND>)(?P<s><SEASON>)", season),
    rule(r"<THE>(?P<s><SEASON>)(?!<OF>)", season),
    rule(r"(?<=[<IN><MOD>])(?P<s><SEASON>)(?!<OF>)", season),
    rule(r"(?<=<MOD><HYPHEN>)(?P<s><SEASON>)(?!<OF>)", season),
    rule(
        r"<THE>?(?P<rel><DIR>)<UNIT>(?:<POSS><APOS>?)?<FISCAL>?(?P<o><ORD>)(?:(?P<u><UNIT>)|(?P<half><HALF>))",
        quarter,
    ),
    rule(
        r"<THE>?<FISCAL>?(?P<o><ORD>)<HYPHEN>?(?:(?P<u><UNIT>)|(?P<half><HALF>))"
        r"(?:[<OF><IN>]?<THE>?<FISCAL>?(?P<y><YEAR>)|<OF>?(?P<rel><DIR>)<UNIT>)",
        quarter,
    ),
    rule(r"<THE>?<FISCAL>?(?P<o><ORD>)(?P<u><UNIT>)", quarter),
    rule(r"<THE>?(?P<y><YEAR>)(?P<o><ORD>)(?P<u><UNIT>)", quarter),
    rule(r"<FISCAL>?(?P<o><ORD>)<HYPHEN>(?P<u><UNIT>)", quarter),
    rule(r"<THE>?(?P<e><DECADE>)", decade),
    rule(r"<THE>?(?P<o><ORD>)<HYPHEN>?(?P<u><UNIT>)(?P<b><ERA>)?", century),
)  # fmt: skip
