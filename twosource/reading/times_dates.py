"""Rules for dates that name their year, month, day, weekday, season, quarter, decade or century."""

from __future__ import annotations

from twosource.model import TimexType
from twosource.reading.numbers import GLYPHS, HYPHENS, table
from twosource.reading.times_calendar import (
    SEASON_MONTH,
    Anchor,
    make_date,
    nearest_weekday,
    nearest_year,
    nth_weekday,
    shifted,
)
from twosource.reading.times_context import FUTURE, OPEN, PAST, Context
from twosource.reading.times_grammar import YEAR_AFTER, Draft, Hit, Rule, rule

CENTURY = 100
MONTHS = 12
FIRST_CERTAIN_YEAR, LAST_CERTAIN_YEAR = 1900, 2099
"""Four digits between these are read as a year also without a preposition before them."""
GLUED = HYPHENS | frozenset("(/'’\"“‘[")
"""Signs that may stand right before a year."""
AHEAD = 5
"""Years by which a two-digit year ("'98", "5/7/98") may lie after the publication before it means a century earlier."""
WITHOUT_ANCHOR = 1999
"""Two-digit years are read as of the twentieth century when nothing is known of the publication."""

LATE_IN_YEAR, EARLY_IN_YEAR = 10, 3
"""In a history, "January" after an October belongs to the next year."""

DATE, TIME, SET = TimexType.DATE, TimexType.TIME, TimexType.SET


def full_year(digits: str, ctx: Context) -> int:
    """A year of two or four digits in full."""
    year = int(digits)
    if len(digits) > 2:
        return year
    latest = (ctx.published.year or WITHOUT_ANCHOR) + AHEAD
    return year + CENTURY * ((latest - year) // CENTURY)


def month_day(hit: Hit, ctx: Context) -> tuple[Draft, ...]:
    """Read "June 8", "8 June 2025", "Sunday, June 8", "the 8th of June"."""
    day = hit.day("d")
    if day is None or _modal(hit, ctx):
        return ()
    year = _year(hit, ctx, day)
    return hit.draft(DATE, _day_value(year, hit.means("m"), day))


def _modal(hit: Hit, ctx: Context) -> bool:
    """Whether the month's name is a verb here ("May 5 people")."""
    return ctx.tag(hit.at("m")).startswith(("MD", "VB")) and hit.word("m") in {"may", "march"} and not hit.has("y")


def _day_value(year: int | None, month: int, day: int) -> str:
    if year is not None and make_date(year, month, day) is None:
        return f"{year:04d}-{month:02d}"
    return f"{'XXXX' if year is None else f'{year:04d}'}-{month:02d}-{day:02d}"


def _year(hit: Hit, ctx: Context, day: int | None = None) -> int | None:
    """The year of a month or day: its own, that of the next one coordinated with it, or the nearest that fits."""
    for group in ("y", "y2"):
        if hit.has(group):
            return int(hit.word(group))
    month = hit.means("m")
    if hit.has("same"):
        return ctx.focus.year
    if ctx.narrative:
        wraps = ctx.focus.month is not None and ctx.focus.month >= LATE_IN_YEAR and month <= EARLY_IN_YEAR
        return ctx.focus.year + wraps if ctx.focus.year is not None else None
    return nearest_year(ctx.published, month, day, _towards(hit, ctx, OPEN))


def _towards(hit: Hit, ctx: Context, otherwise: int) -> int:
    """The direction that a "last" or "next", or else the verb, gives."""
    if hit.has("rel") and hit.means("rel"):
        return int(hit.means("rel"))
    direction = ctx.direction(hit.first) or otherwise
    ends = hit.first and hit.lexemes[hit.first - 1].lower in table("times")["tense"]["ends"]
    return otherwise if ends and direction == PAST else direction


def two_days(hit: Hit, ctx: Context) -> tuple[Draft, ...]:
    """Read "June 8-10, 2025" and "22 and 23 February": two dates that share their month."""
    one, two = hit.day("d"), hit.day("d2")
    if one is None or two is None or two <= one or _modal(hit, ctx):
        return ()
    if not hit.has("y") and ctx.counts(hit.at("d2")):
        return ()
    year, month = _year(hit, ctx, one), hit.means("m")
    split = hit.at("d2")
    return (
        Draft(hit.first, split - 1, DATE, _day_value(year, month, one)),
        Draft(split, hit.last, DATE, _day_value(year, month, two)),
    )


def month(hit: Hit, ctx: Context) -> tuple[Draft, ...]:
    """Read "May", "last May", "May 2025", "June last year"."""
    name = hit.word("m")
    if not hit.has("y") and not hit.has("u") and (name in table("times")["ambiguous"]["weak"] or _modal(hit, ctx)):
        return ()
    if ctx.tag(hit.at("m")) == "MD" or ctx.tag(hit.first - 1) == "PRP$":
        return ()
    number = hit.means("m")
    if hit.has("u"):
        return hit.draft(DATE, f"{shifted(ctx.now(), 'Y', hit.means('rel'))}-{number:02d}")
    if hit.has("rel") and not hit.has("y"):
        return hit.draft(DATE, _named_month(hit, ctx, number))
    year = _year(hit, ctx)
    return hit.draft(DATE, f"{'XXXX' if year is None else f'{year:04d}'}-{number:02d}")


def _named_month(hit: Hit, ctx: Context, number: int) -> str:
    """Read "last May" and "next May": they are never the month of publication itself; "this May" is this year's."""
    now, towards = ctx.now(), int(hit.means("rel"))
    if now.year is None or (now.month is None and towards):
        return f"XXXX-{number:02d}"
    year = now.year if not towards else nearest_year(now, number, None, towards) or now.year
    return f"{year + (towards if towards and now.month == number else 0):04d}-{number:02d}"


def year(hit: Hit, ctx: Context) -> tuple[Draft, ...]:
    """Read four digits as a year where the words around them allow it."""
    at = hit.at("y")
    return (
        hit.draft(DATE, f"{int(hit.word('y')):04d}") if _stands_alone(hit, ctx, at) and _is_year(hit, ctx, at) else ()
    )


def _stands_alone(hit: Hit, ctx: Context, at: int) -> bool:
    """Whether no letter, digit or sign is written together with the number, but for brackets, quotes and ranges."""
    lexemes = hit.lexemes
    before = lexemes[at - 1] if at else None
    if before is not None and before.end == lexemes[at].start:
        if before.lower not in GLUED:
            return False
        if before.lower in HYPHENS and lexemes[at - 2].end == before.start and not _joins_years(hit, ctx, at):
            return False
    after = lexemes[at + 1] if at + 1 < len(lexemes) else None
    return after is None or not (after.lower in GLYPHS or (after.start == lexemes[at].end and after.form == "word"))


def _is_year(hit: Hit, ctx: Context, at: int) -> bool:
    """Whether the number means a year: by its size, the word before it, and what it would count otherwise."""
    certain = FIRST_CERTAIN_YEAR <= int(hit.word("y")) <= LAST_CERTAIN_YEAR
    if _measured(hit, at):
        return False
    if at and hit.lexemes[at - 1].lower == "the" and (certain or ctx.tag(at + 1) in {"NN", "NNP", "JJ"}):
        return True
    return not ctx.counts(at) and (certain or _expected(hit, at))


def _joins_years(hit: Hit, ctx: Context, at: int) -> bool:
    """Whether the hyphen before lexeme `at` joins it to another year, a month, or a prefix such as "mid"."""
    return ctx.codes[at - 2] in "YMbS" or hit.lexemes[at - 2].lower in {"mid", "pre", "post"}


def _measured(hit: Hit, at: int) -> bool:
    """Whether a unit of measurement or a multiplier follows, or a currency sign stands before."""
    quantities = table("quantities")
    after = hit.lexemes[at + 1].lower if at + 1 < len(hit.lexemes) else ""
    before = hit.lexemes[at - 1].lower if at else ""
    spelling = quantities["spellings"]
    return (
        after in quantities["multipliers"]
        or before == "#"
        or quantities["unit"].get(spelling.get(before), {}).get("measure") == "money"
        or (after in spelling and after not in {"second", "m", "day", "week", "month", "year"})
    )


def _expected(hit: Hit, at: int) -> bool:
    before = hit.lexemes[at - 1].lower if at else ""
    return before == "(" or before in table("times")["context"]["before_early_year"]


def year_range(hit: Hit, ctx: Context) -> tuple[Draft, ...]:
    """Read "1939-45" as two years."""
    start, end = int(hit.word("y")), hit.word("y2")
    if len(end) != 2 or int(end) <= start % CENTURY or hit.has("stop"):
        return ()
    split = hit.at("y2")
    own = year(hit, ctx)
    return own and (own[0]._replace(last=split - 1), Draft(split, hit.last, DATE, f"{start // CENTURY:02d}{end}"))


def era(hit: Hit, ctx: Context) -> tuple[Draft, ...]:
    """Read "218 BC" and "AD 70"."""
    del ctx
    return hit.draft(DATE, f"{hit.means('b')}{int(hit.word('y')):04d}")


def spoken_year(hit: Hit, ctx: Context) -> tuple[Draft, ...]:
    """Read "nineteen ninety-six", as transcripts of speech have it."""
    del ctx
    century, rest = hit.means("c"), hit.number("n")
    if not 16 <= century <= 20 or rest is None or not 10 <= rest < CENTURY:
        return ()
    return hit.draft(DATE, f"{int(century):02d}{int(rest):02d}")


def weekday(hit: Hit, ctx: Context) -> tuple[Draft, ...]:
    """Read "Sunday", "last Sunday", "Sunday last week", "Sundays"."""
    number, name = hit.means("w"), hit.word("w")
    if name in table("times")["ambiguous"]["weak"]:
        return ()
    if name.endswith("days"):
        return hit.draft(SET, f"XXXX-WXX-{number}")
    now = ctx.now()
    if hit.has("u"):
        week = Anchor.of(f"{shifted(now, 'W', hit.means('rel2'))}-{number}")
        return hit.draft(DATE, week.value("D") if week.date else f"XXXX-WXX-{number}")
    if hit.has("same"):
        towards = PAST
    elif hit.has("rel") and hit.means("rel"):
        return hit.draft(DATE, nearest_weekday(now, number, hit.means("rel"), same_day=False))
    else:
        towards = _towards(hit, ctx, FUTURE if hit.has("rel") or ctx.narrative else PAST)
    return hit.draft(DATE, nearest_weekday(now, number, towards, same_day=True))


def season(hit: Hit, ctx: Context) -> tuple[Draft, ...]:
    """Read "the winter of 1994", "last summer", "this spring"."""
    name = hit.means("s")
    if hit.has("y"):
        return hit.draft(DATE, f"{hit.word('y')}-{name}")
    if ctx.tag(hit.at("s")).startswith("V"):
        return ()
    now = ctx.now()
    if hit.has("u"):
        return hit.draft(DATE, f"{shifted(now, 'Y', hit.means('rel2'))}-{name}")
    if now.year is None:
        return hit.draft(DATE, f"XXXX-{name}")
    towards = hit.means("rel") if hit.has("rel") else OPEN
    chosen = now.year
    if towards and not ctx.narrative:
        chosen = nearest_year(now, SEASON_MONTH[name], None, towards) or now.year
    return hit.draft(DATE, f"{chosen:04d}-{name}")


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
        found = nearest_year(now, number * 3 - 1, None, OPEN) if now.year else None
        own = "XXXX" if found is None else f"{found:04d}"
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


def iso(hit: Hit, ctx: Context) -> tuple[Draft, ...]:
    """Read "2025-06-08" and "2025-06-08 21:14"."""
    del ctx
    value = hit.word("i").upper().replace(" ", "T")
    return hit.draft(TIME if "T" in value else DATE, value) if Anchor.of(value[:10]).date else ()


def numeric(hit: Hit, ctx: Context) -> tuple[Draft, ...]:
    """Read "08.06.2025" (day first) and "6/8/98" (month first, unless that cannot be)."""
    word = hit.word("j")
    first, second, last = (word.replace("/", ".")).split(".")
    one, two = int(first), int(second)
    day, number = (one, two) if "." in word or one > MONTHS else (two, one)
    if not 1 <= number <= MONTHS or len(last) == 3:
        return ()
    found = make_date(full_year(last, ctx), number, day)
    return hit.draft(DATE, found.isoformat()) if found else ()


def feast(name: str, first: int, last: int, ctx: Context) -> Draft | None:
    """A feast day by its name; `None` when its year cannot be told and it has no fixed day."""
    month_number, *rest = (int(part) for part in table("times")["feasts"][name].split("-"))
    now, direction = ctx.now(), ctx.direction(first)
    chosen = nearest_year(now, month_number, rest[0] if len(rest) == 1 else None, direction)
    if len(rest) == 1:
        return Draft(first, last, DATE, _day_value(chosen, month_number, rest[0]))
    moved = nth_weekday(chosen, month_number, rest[1] if len(rest) == 2 else 1, 1) if chosen and len(rest) > 2 else None
    if chosen is not None and len(rest) == 2:
        moved = nth_weekday(chosen, month_number, rest[0], rest[1])
    return Draft(first, last, DATE, moved.isoformat()) if moved else None


WEEKDAY_BEFORE = r"(?:(?:(?P<rel><DIR>)+)?(?P<w><WEEKDAY>)<DOT>?<COMMA>?<THE>?)?"
LATER_YEAR = r"(?=[<HYPHEN><AND><OR>]<MONTH><DOT>?[<DAY><ORD>]<COMMA>?(?P<y2><YEAR>))"
WHICH_YEAR = r"(?:<OF>?(?:<THE>)?(?P<rel><DIR>)(?P<u><UNIT>))"

DATE_RULES: tuple[Rule, ...] = (
    rule(rf"{WEEKDAY_BEFORE}(?P<m><MONTH>)<DOT>?<THE>?(?P<d>[<DAY><ORD>])(?:{YEAR_AFTER}|{LATER_YEAR})?", month_day),
    rule(rf"{WEEKDAY_BEFORE}<THE>?(?P<d>[<DAY><ORD>])<HYPHEN>?<OF>?(?P<m><MONTH>)(?:<DOT>?{YEAR_AFTER})?", month_day),
    rule(rf"(?P<m><MONTH>)<DOT>?(?P<d>[<DAY><ORD>])[<HYPHEN><AND><OR>](?P<d2>[<DAY><ORD>]){YEAR_AFTER}?", two_days),
    rule(rf"(?P<d>[<DAY><ORD>])[<HYPHEN><AND><OR>](?P<d2>[<DAY><ORD>])<OF>?(?P<m><MONTH>){YEAR_AFTER}?", two_days),
    rule(r"(?P<rel><DIR>)?(?P<m><MONTH>)(?:<DOT>?<COMMA>?<OF>?<FISCAL>?(?P<y><YEAR>))?", month),
    rule(r"(?P<m><MONTH>)(?=[<AND><OR><HYPHEN>]<MONTH>(?P<y2><YEAR>))", month),
    rule(r"(?P<m><MONTH>)(?:<OF>)?(?P<rel><DIR>)(?P<u><UNIT>)", month),
    rule(r"(?P<m><MONTH>)<OF><THE>?(?P<same><SAME>)<UNIT>", month),
    rule(r"(?P<m><MONTH>)(?P<d>[<DAY><ORD>])<OF><THE>?(?P<same><SAME>)<UNIT>", month_day),
    rule(r"(?P<d>[<DAY><ORD>])<OF>?(?P<m><MONTH>)<OF><THE>?(?P<same><SAME>)<UNIT>", month_day),
    rule(r"<FISCAL>?(?P<y><YEAR>)", year),
    rule(r"(?P<y><YEAR>)<HYPHEN>(?P<y2>[<DAY><NUM>])(?P<stop><HYPHEN>)?", year_range),
    rule(r"(?P<y>[<DAY><NUM><YEAR>])(?P<b><ERA>)", era),
    rule(r"(?P<b><ERA>)(?P<y>[<DAY><NUM><YEAR>])", era),
    rule(r"(?P<c><WORD>)(?P<n><WORD>(?:<HYPHEN><WORD>)?)", spoken_year),
    rule(r"(?:(?P<rel><DIR>)+|(?P<same><SAME>))?(?P<w><WEEKDAY>)(?:(?:<OF>)?(?P<rel2><DIR>)(?P<u><UNIT>))?", weekday),
    rule(r"<THE>?(?P<s><SEASON>)(?:<COMMA>?<OF>?(?P<y><YEAR>)|<OF>?(?P<rel2><DIR>)(?P<u><UNIT>))", season),
    rule(r"(?:<DIR>)*(?P<rel><DIR>)(?P<s><SEASON>)", season),
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
    rule(r"(?P<i><ISO>)", iso),
    rule(r"(?P<j><DATE>)", numeric),
)  # fmt: skip
