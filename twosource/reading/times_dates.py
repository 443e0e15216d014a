"""Rules for dates that name their year, month, day, weekday, season, quarter, decade or century."""

from __future__ import annotations

from twosource.model import TimexType
from twosource.reading.numbers import GLYPHS, HYPHENS, table
from twosource.reading.times_calendar import (
    Anchor,
    make_date,
    nearest_weekday,
    nearest_year,
    plus_years,
    shifted,
    unit_of,
    year_text,
)
from twosource.reading.times_context import FUTURE, OPEN, PAST, Context
from twosource.reading.times_grammar import A_YEAR, YEAR_AFTER, Draft, Hit, Rule, rule
from twosource.reading.times_lexicon import CLASSES, spelled

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

PASSED_OVER = frozenset(spelled("<THE><MOD><HYPHEN><BOUND><OF><CLOCK><DAY><AMPM><ZONE><NOON>").replace("\\", ""))
"""Classes of the words between a preposition and its date: "until early May", "until 9 a.m. Tuesday"."""

BACKWARDS = 8
"""In a history, a month so many before the one spoken of belongs to the next year: "January" after an October. Value
F1 on the WikiWars set is best at 8, by 0.15 to 0.4, of 5 to 10."""

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
    return hit.draft(DATE, day_value(year, hit.means("m"), day))


def day_of_month(hit: Hit, ctx: Context) -> tuple[Draft, ...]:
    """Read "on the 20th" as a day of the month that the text speaks of."""
    day = hit.day("d")
    if hit.lexemes[hit.at("d")].form != "ordinal" or day is None or ctx.tag(hit.last).startswith(("NN", "JJ", "CD")):
        return ()
    return hit.draft(DATE, day_value(ctx.focus.year, ctx.focus.month, day)) if ctx.focus.month else ()


def _modal(hit: Hit, ctx: Context) -> bool:
    """Whether the month's name is a verb here ("May 5 people")."""
    return ctx.tag(hit.at("m")).startswith(("MD", "VB")) and hit.word("m") in {"may", "march"} and not hit.has("y")


def day_value(year: int | None, month: int, day: int) -> str:
    """The value of a day; of its month where the calendar has no such day."""
    if year is not None and year > 0 and make_date(year, month, day) is None:
        return f"{year:04d}-{month:02d}"
    return f"{year_text(year)}-{month:02d}-{day:02d}"


def _year(hit: Hit, ctx: Context, day: int | None = None) -> int | None:
    """The year of a month or day: its own, that of the next one coordinated with it, or the nearest that fits."""
    if hit.has("y"):
        return hit.year()
    if hit.has("y2"):
        return int(hit.word("y2"))
    month = hit.means("m")
    if hit.has("same"):
        return ctx.focus.year
    if ctx.narrative:
        wraps = ctx.focus.month is not None and ctx.focus.month - month >= BACKWARDS
        return plus_years(ctx.focus.year, int(wraps)) if ctx.focus.year is not None else None
    return nearest_year(ctx.published, month, day, side_of(hit, ctx, OPEN))


def side_of(hit: Hit, ctx: Context, otherwise: int) -> int:
    """The direction that a "last" or "next", or else the verb, gives."""
    if hit.has("rel") and hit.means("rel"):
        return int(hit.means("rel"))
    direction = ctx.direction(hit.first) or otherwise
    tense, before = table("times")["tense"], _word_before(hit, ctx)
    if before in tense["ends"] and direction == PAST:
        verb = ctx.verb_of(hit.first)
        return FUTURE if verb is not None and verb.lemma_ in tense["extends"] else otherwise
    return FUTURE if before == "as" and direction == PAST else direction


def _word_before(hit: Hit, ctx: Context) -> str:
    """The word before the expression, but for "the", "mid" and "early"; "as" only for "as soon as", "as early as"."""
    at = hit.first - 1
    while at >= 0 and ctx.codes[at] in PASSED_OVER:
        at -= 1
    if at < 0:
        return ""
    word = hit.lexemes[at].lower
    return word if word != "as" or (at > 1 and hit.lexemes[at - 2].lower == "as") else ""


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
        Draft(hit.first, split - 1, DATE, day_value(year, month, one)),
        Draft(split, hit.last, DATE, day_value(year, month, two)),
    )


def month(hit: Hit, ctx: Context) -> tuple[Draft, ...]:
    """Read "May", "last May", "May 2025", "June last year"."""
    name = hit.word("m")
    if not hit.has("y") and not hit.has("u") and (name in table("times")["ambiguous"]["weak"] or _modal(hit, ctx)):
        return ()
    if ctx.tag(hit.at("m")) == "MD" or ctx.tag(hit.first - 1) == "PRP$":
        return ()
    if name in table("times")["ambiguous"]["nouns"] and not hit.has("y") and ctx.is_described(hit.at("m")):
        return ()
    number = hit.means("m")
    if hit.has("u"):
        return hit.draft(DATE, f"{shifted(ctx.now(), 'Y', hit.means('rel'))}-{number:02d}")
    if hit.has("rel") and not hit.has("y"):
        return hit.draft(DATE, _named_month(hit, ctx, number))
    year = _year(hit, ctx)
    return hit.draft(DATE, f"{year_text(year)}-{number:02d}")


def base(hit: Hit, ctx: Context) -> Anchor:
    """Where "last" (the publication) and "previous" (the moment spoken of) count from."""
    return ctx.focus if hit.word("rel") in table("times")["anaphoric"]["words"] else ctx.now()


def _named_month(hit: Hit, ctx: Context, number: int) -> str:
    """Read "last May" and "next May": they are never the month of publication itself; "this May" is this year's."""
    now, towards = base(hit, ctx), int(hit.means("rel"))
    if now.year is None or (now.month is None and towards):
        return f"XXXX-{number:02d}"
    year = now.year if not towards else nearest_year(now, number, None, towards) or now.year
    return f"{year_text(plus_years(year, towards if towards and now.month == number else 0))}-{number:02d}"


def year(hit: Hit, ctx: Context) -> tuple[Draft, ...]:
    """Read four digits as a year where the words around them allow it; "the year 1950" leaves no doubt."""
    at = hit.at("y")
    if hit.has("yw"):
        return hit.draft(DATE, hit.word("y")) if hit.word("yw") == "year" else ()
    return (
        hit.draft(DATE, f"{int(hit.word('y')):04d}") if _stands_alone(hit, ctx, at) and _is_year(hit, ctx, at) else ()
    )


def year_period(hit: Hit, ctx: Context) -> tuple[Draft, ...]:
    """Read "the 1988 quarter", "the 1988 period": of that year, the quarter that the text speaks of."""
    if hit.has("u") and hit.means("u") != "Q":
        return ()
    if unit_of(ctx.focus_value or "") == "Q" or hit.has("u"):
        return hit.draft(DATE, f"{hit.word('y')}-{(ctx.quarter or 'QX')[-2:]}")
    return hit.draft(DATE, hit.word("y"))


def _stands_alone(hit: Hit, ctx: Context, at: int) -> bool:
    """Whether no letter, digit or sign is written together with the number, but for brackets, quotes and ranges."""
    lexemes = hit.lexemes
    before = lexemes[at - 1] if at else None
    if before is not None and before.end == lexemes[at].start and before.form != "break":
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
    if ctx.counts(at) and not (certain and at and ctx.codes[at - 1] == CLASSES["MOD"]):
        return False
    return certain or _expected(hit, at) or _spans_years(hit, ctx, at) or ctx.in_story(at)


def _spans_years(hit: Hit, ctx: Context, at: int) -> bool:
    """Whether the number is one end of a stretch of years, "1861-1863"."""
    for one, other in ((at, at + 2), (at - 2, at)):
        if one < 0 or ctx.codes[one : other + 1] not in {"Y-Y", "Y/Y"}:
            continue
        if 0 < int(hit.lexemes[other].lower) - int(hit.lexemes[one].lower) <= CENTURY:
            return True
    return False


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


def spoken_year(hit: Hit, ctx: Context) -> tuple[Draft, ...]:
    """Read "nineteen ninety-six", "January nineteen ninety-six" and "the year two thousand", as transcripts have it."""
    del ctx
    found = hit.number("all") if hit.has("all") else None
    if hit.has("c"):
        rest = hit.number("n")
        if not 16 <= hit.means("c") <= 20 or rest is None or not 10 <= rest < CENTURY:
            return ()
        found = hit.means("c") * CENTURY + rest
    if found is None or not FIRST_CERTAIN_YEAR <= found <= LAST_CERTAIN_YEAR:
        return ()
    part = f"-{hit.means('m'):02d}" if hit.has("m") else f"-{hit.means('s')}" if hit.has("s") else ""
    if hit.has("u") and hit.means("u") != "Y":
        return ()
    return hit.draft(DATE, f"{int(found):04d}{part}")


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
        return hit.draft(DATE, nearest_weekday(base(hit, ctx), number, hit.means("rel"), same_day=False))
    else:
        towards = side_of(hit, ctx, FUTURE if hit.has("rel") or ctx.narrative else PAST)
    return hit.draft(DATE, nearest_weekday(now, number, towards, same_day=True))


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


WEEKDAY_BEFORE = r"(?:(?:(?P<rel><DIR>)+)?(?P<w><WEEKDAY>)<DOT>?<COMMA>?<THE>?)?"
LATER_DAY_YEAR = r"(?=<COMMA>?[<HYPHEN><AND><OR>]<THE>?[<DAY><ORD>]<OF>?<MONTH><DOT>?<COMMA>?(?P<y2><YEAR>))"
LATER_YEAR = r"(?=[<HYPHEN><AND><OR>]<MONTH><DOT>?[<DAY><ORD>]<COMMA>?(?P<y2><YEAR>))"
SPOKEN_OF = r"(?:(?P<m><MONTH>)<OF>?|<THE>?(?P<s><SEASON>)<OF>|<THE>(?P<u><UNIT>))"

DATE_RULES: tuple[Rule, ...] = (
    rule(r"(?P<m><MONTH>)(?=[<AND><OR><HYPHEN>]<MOD>?<MONTH><OF>?(?P<y2><YEAR>))", month),
    rule(rf"{WEEKDAY_BEFORE}(?P<m><MONTH>)<DOT>?<THE>?(?P<d>[<DAY><ORD>])(?:{YEAR_AFTER}|{LATER_YEAR})?", month_day),
    rule(
        rf"{WEEKDAY_BEFORE}<THE>?(?P<d>[<DAY><ORD>])<HYPHEN>?<OF>?(?P<m><MONTH>)"
        rf"(?:<DOT>?{YEAR_AFTER}|{LATER_DAY_YEAR})?",
        month_day,
    ),
    rule(rf"(?P<m><MONTH>)<DOT>?(?P<d>[<DAY><ORD>])[<HYPHEN><AND><OR>](?P<d2>[<DAY><ORD>]){YEAR_AFTER}?", two_days),
    rule(rf"(?P<d>[<DAY><ORD>])[<HYPHEN><AND><OR>](?P<d2>[<DAY><ORD>])<OF>?(?P<m><MONTH>){YEAR_AFTER}?", two_days),
    rule(rf"(?:<THE>?(?P<rel>[<DIR><ANA>]))?(?P<m><MONTH>)(?:<DOT>?<COMMA>?<OF>?<FISCAL>?{A_YEAR})?", month),
    rule(r"(?P<m><MONTH>)(?:<OF>)?(?P<rel><DIR>)(?P<u><UNIT>)", month),
    rule(r"(?P<m><MONTH>)<OF><THE>?(?P<same><SAME>)<UNIT>", month),
    rule(r"(?P<m><MONTH>)(?P<d>[<DAY><ORD>])<OF><THE>?(?P<same><SAME>)<UNIT>", month_day),
    rule(r"(?P<d>[<DAY><ORD>])<OF>?(?P<m><MONTH>)<OF><THE>?(?P<same><SAME>)<UNIT>", month_day),
    rule(r"<FISCAL>?(?P<y><YEAR>)", year),
    rule(r"<THE>(?P<yw><UNIT>)(?P<y><YEAR>)", year),
    rule(r"<THE>(?P<y><YEAR>)(?:<PERIOD>|(?P<u><UNIT>))", year_period),
    rule(r"(?P<y><YEAR>)<HYPHEN>(?P<y2>[<DAY><NUM>])(?P<stop><HYPHEN>)?", year_range),
    rule(rf"{SPOKEN_OF}?(?P<c><WORD>)(?P<n><WORD>(?:<HYPHEN><WORD>)?)", spoken_year),
    rule(rf"{SPOKEN_OF}(?P<all><WORD><WORD>(?:<AND>?<WORD>(?:<HYPHEN><WORD>)?)?)", spoken_year),
    rule(
        rf"<THE>?(?P<d>[<DAY><ORD>])(?=[<AND><OR><HYPHEN>]<THE>?[<DAY><ORD>]<OF>?(?P<m><MONTH>){YEAR_AFTER}?)",
        month_day,
    ),
    rule(r"(?<=<IN>)<THE>(?P<d><ORD>)(?![<UNIT><DECADE><OF><MONTH><HYPHEN>])", day_of_month),
    rule(
        r"(?:<THE>?(?P<rel>[<DIR><ANA>])+|(?P<same><SAME>))?(?P<w><WEEKDAY>)(?:<OF>?(?P<rel2><DIR>)(?P<u><UNIT>))?",
        weekday,
    ),
    rule(r"(?P<i><ISO>)", iso),
    rule(r"(?P<j><DATE>)", numeric),
)  # fmt: skip
