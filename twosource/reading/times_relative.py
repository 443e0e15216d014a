"""Rules for dates told by another moment: yesterday, last week, that day, the year before, three days later, now."""

from __future__ import annotations

from twosource.model import TimexType
from twosource.reading.numbers import table
from twosource.reading.times_calendar import UNKNOWN, plus_years, shifted, unit_of, year_text
from twosource.reading.times_context import Context
from twosource.reading.times_grammar import Draft, Hit, Rule, rule
from twosource.reading.times_lengths import OR_SO, QUANTITY, ended, iso_length, length_value, part_of_date
from twosource.reading.times_lexicon import CLASSES

DATE, TIME, DURATION = TimexType.DATE, TimexType.TIME, TimexType.DURATION
CALENDAR = frozenset({"D", "W", "WE", "M", "Q", "Y", "10Y", "100Y"})
"""Units that a date can be told in; hours and shorter ones are lengths of time."""
SATURDAY, DAYS_IN_WEEK = 6, 7
NAMED_BY_ARTICLE = frozenset({"W", "WE", "M", "Q", "Y"})
"""Units of which "the week" by itself means a certain one."""


def day(hit: Hit, ctx: Context) -> tuple[Draft, ...]:
    """Read "yesterday", "today", "tomorrow", and "the day before yesterday"; a history's "today" is nowadays."""
    offset = hit.means("r")
    if ctx.narrative and not offset:
        return hit.draft(DATE, "PRESENT_REF")
    if hit.has("g"):
        offset += hit.means("g")
    return hit.draft(DATE, shifted(ctx.published, "D", offset))


def day_and_part(hit: Hit, ctx: Context) -> tuple[Draft, ...]:
    """Read "tonight" and "overnight"; "overnight Friday" takes its day from the name beside it."""
    offset, part = hit.means("r")
    if hit.has("day") and hit.word("r") == "overnight":
        return (Draft(hit.first, hit.first + 1, TIME, f"T{part}"),)
    return hit.draft(TIME, f"{shifted(ctx.now() if ctx.narrative else ctx.published, 'D', offset)}T{part}")


def part_of(hit: Hit, ctx: Context) -> tuple[Draft, ...]:
    """Read "this morning", "last night", "that evening", "the next morning"."""
    part = hit.means("p")
    if hit.has("same"):
        return hit.draft(TIME, f"{ctx.focus.value('D')}T{part}")
    towards = hit.means("rel")
    anaphoric = hit.has("ana") or ctx.narrative or (hit.has("the") and towards > 0)
    return hit.draft(TIME, f"{shifted(ctx.focus if anaphoric else ctx.published, 'D', towards)}T{part}")


def bare_part(hit: Hit, ctx: Context) -> tuple[Draft, ...]:
    """Read "in the morning" and "at night": a part of the day that the sentence, or else the text, speaks of."""
    del ctx
    return hit.draft(TIME, f"T{hit.means('p')}")


def early_part(hit: Hit, ctx: Context) -> tuple[Draft, ...]:
    """Read "mid-afternoon" and "early morning"; the day stands beside it, in its sentence, or is the publication's."""
    del ctx
    return hit.draft(TIME, f"T{hit.means('p')}", table("times")["modifiers"].get(hit.lexemes[hit.first].lower))


def which_unit(hit: Hit, ctx: Context) -> tuple[Draft, ...]:
    """Read "last year", "this week", "that day", "the following month", "the next decade"."""
    unit, several = hit.means("u"), hit.word("u").endswith("s")
    if several and hit.has("rel") and hit.word("rel") in {"coming", "past"}:
        return hit.draft(DATE, "FUTURE_REF" if hit.means("rel") > 0 else "PAST_REF")
    if several or unit not in CALENDAR or part_of_date(hit):
        return ()
    if hit.has("same"):
        return hit.draft(DATE, _of_focus(ctx, unit, 0))
    if hit.word("rel") == "past" and unit not in {"WE", "Q"}:
        return hit.draft(DURATION, iso_length(1, unit))
    return hit.draft(DATE, _relative_unit(hit, ctx, unit, hit.means("rel")))


def _relative_unit(hit: Hit, ctx: Context, unit: str, towards: int) -> str:
    """The value of "this", "last", "next" unit, counted from the publication or from the moment spoken of."""
    if unit == "WE":
        return weekend(ctx, towards)
    if towards == 0:
        return _of_focus(ctx, unit, 0) if ctx.narrative else shifted(ctx.published, unit, 0)
    anaphoric = hit.has("ana") or ctx.narrative or (hit.has("the") and hit.word("rel") == "next")
    return _of_focus(ctx, unit, towards, compared=False) if anaphoric else shifted(ctx.published, unit, towards)


def _of_focus(ctx: Context, unit: str, count: int, *, exact: bool = False, compared: bool = True) -> str:
    """So many units from the moment spoken of.

    An `exact` week, as in "a week earlier", leads from a day to a day. A year earlier, where like is `compared` with
    like, leads from a quarter or season to a quarter or season; "the following year" does not.
    """
    anchor = ctx.focus
    value = ctx.focus_value or ""
    if compared and unit == "Y" and abs(count) == 1 and unit_of(value) in {"Q", "S"} and anchor.year is not None:
        return f"{year_text(plus_years(anchor.year, count))}{value[-3:]}"
    if unit == "W" and count == 0 and unit_of(value) == "W":
        return value
    if unit == "W" and exact and anchor.date is not None:
        return shifted(anchor, "D", DAYS_IN_WEEK * count)
    if unit == "Q" and count == 0 and ctx.quarter is not None:
        return ctx.quarter
    found = shifted(anchor, unit, count)
    if "X" in found and not ctx.narrative and anchor.year == ctx.published.year:
        return shifted(ctx.published, unit, count)
    return found


def weekend(ctx: Context, towards: int) -> str:
    """The weekend before, of or after the week of publication; on a weekend "last" is the one before it."""
    return shifted(ctx.now(), "WE", towards)


def the_unit(hit: Hit, ctx: Context) -> tuple[Draft, ...]:
    """Read "the year", "the quarter", "the week" as the one spoken of."""
    unit = hit.means("u")
    if unit not in NAMED_BY_ARTICLE or hit.word("u").endswith("s"):
        return ()
    if unit == "WE":
        day = ctx.now().date
        return hit.draft(DATE, weekend(ctx, 0 if day is None or day.isoweekday() >= SATURDAY else -1))
    if hit.has("whole") and not ctx.narrative:
        return hit.draft(DATE, shifted(ctx.published, unit, 0))
    return hit.draft(DATE, _of_focus(ctx, unit, 0))


def unit_end(hit: Hit, ctx: Context) -> tuple[Draft, ...]:
    """Read "year-end", "the year's end", "month's end" as the end of the one spoken of."""
    unit = hit.means("u")
    if hit.word("e") != "end" or unit not in {"W", "M", "Q", "Y"} or hit.word("u").endswith("s"):
        return ()
    article = ctx.narrative or ctx.codes[hit.first] == CLASSES["THE"]
    return hit.draft(DATE, _of_focus(ctx, unit, 0) if article else shifted(ctx.published, unit, 0), "END")


def the_day(hit: Hit, ctx: Context) -> tuple[Draft, ...]:
    """Read "during the day", "later in the day" as the day spoken of."""
    return hit.draft(DATE, _of_focus(ctx, "D", 0)) if hit.word("u") == "day" else ()


def day_beside(hit: Hit, ctx: Context) -> tuple[Draft, ...]:
    """Read "the day before", "the year after", "a day earlier", "a year later".

    "The day before the vote" names a day by an event, which no calendar gives: it is not read.
    """
    unit, towards = hit.means("u"), table("times")["after_words"].get(hit.word("g"))
    if hit.first == hit.at("u") and hit.word("u").endswith("s") and hit.word("g") in {"earlier", "later", "ago"}:
        kind, value = _vaguely(ctx, unit, hit.word("g"))
        return (Draft(hit.first, hit.at("g") + 1, kind, value),)
    if towards is None or unit not in CALENDAR or hit.word("u").endswith("s"):
        return ()
    if hit.word("g") in {"before", "after"} and _governs(hit, ctx):
        if ctx.codes[hit.first] != CLASSES["A"]:
            return ()
        return (Draft(hit.first, hit.at("g"), DURATION, iso_length(1, unit)),)
    value = _of_focus(ctx, unit, towards, exact=True)
    if hit.has("o") and hit.has("u3"):
        if hit.means("u3") != "Q" or not 1 <= (hit.day("o") or 0) <= 4:
            return ()
        value = f"{value.partition('-')[0]}-Q{hit.day('o')}"
    return hit.draft(DATE, value)


def _vaguely(ctx: Context, unit: str, word: str) -> tuple[TimexType, str]:
    """An unknown number of units ago, earlier or later: only its precision is known, and for "ago" the side."""
    if word == "ago":
        return DATE, "PAST_REF"
    if unit not in UNKNOWN:
        return TIME, f"{ctx.focus.value('D')}TXX"
    return DATE, UNKNOWN[unit]


def _governs(hit: Hit, ctx: Context) -> bool:
    """Whether a noun phrase or clause follows the "before" or "after"."""
    at = hit.last
    return (
        at < len(hit.lexemes)
        and hit.lexemes[at].form not in {"other", "break"}
        and not ctx.tag(at).startswith(("CC", "MD", "VBD", "IN", "TO"))
    )


def counted(hit: Hit, ctx: Context) -> tuple[Draft, ...]:
    """Read "three years ago", "two days later", "a few weeks earlier", "five years previously"."""
    unit, word = hit.means("u"), hit.word("g")
    towards = table("times")["after_words"].get(word)
    length = length_value(hit)
    if towards is None or length is None:
        return ()
    if word in {"before", "after"} and _governs(hit, ctx):
        return (Draft(hit.first, hit.last - 1, DURATION, length),)
    number = hit.number("n") if hit.has("n") else 1.0 if hit.has("a") else None
    if number is None or hit.has("vague"):
        return hit.draft(*_vaguely(ctx, unit, word))
    if unit not in CALENDAR:
        anchor = ctx.published if word == "ago" else ctx.focus
        return hit.draft(TIME, f"{anchor.value('D')}TXX")
    return hit.draft(DATE, _counted_from(ctx, unit, towards * round(number), ago=word == "ago"))


def nights_ago(hit: Hit, ctx: Context) -> tuple[Draft, ...]:
    """Read "three nights ago", "two mornings later"."""
    number = hit.number("n") if hit.has("n") else None
    towards = table("times")["after_words"].get(hit.word("g"))
    if number is None or towards is None or hit.word("g") in {"before", "after"}:
        return ()
    day = _counted_from(ctx, "D", towards * round(number), ago=hit.word("g") == "ago")
    return hit.draft(TIME, f"{day}T{hit.means('p')}")


def _counted_from(ctx: Context, unit: str, count: int, *, ago: bool) -> str:
    """So many units from the publication ("ago") or from the moment spoken of ("later").

    "A year ago" beside a quarter compares like with like, and is the quarter a year ago.
    """
    compared = unit == "Y" and count == -1 and unit_of(ctx.focus_value or "") == "Q"
    if ago and not ctx.narrative and not compared:
        return shifted(ctx.published, unit, count)
    return _of_focus(ctx, unit, count)


def reference(hit: Hit, ctx: Context) -> tuple[Draft, ...]:
    """Read "now", "recently", "currently", "the future", "recent weeks"."""
    word = hit.word("f")
    if hit.first < hit.at("f") and (word != "future" or not ctx.tag(hit.at("f")).startswith("NN")):
        return ()
    if word == "future" and not ctx.tag(hit.at("f")).startswith("NN"):
        return ()
    first = hit.first
    if word == "now" and first and hit.lexemes[first - 1].lower in table("times")["context"]["before_now"]:
        first -= 1
    return (Draft(first, hit.last, DATE, hit.means("f")),)


def currently(hit: Hit, ctx: Context) -> tuple[Draft, ...]:
    """Read "current" before whatever is not a unit of time."""
    del ctx
    return hit.draft(DATE, "PRESENT_REF") if hit.word("f") == "current" else ()


def the_past(hit: Hit, ctx: Context) -> tuple[Draft, ...]:
    """Read "the past" as a noun."""
    if hit.word("p") != "past" or not ctx.tag(hit.at("p")).startswith("NN"):
        return ()
    return hit.draft(DATE, "PAST_REF")


AFTER = r"(?P<g>[<AFTER><MOD>])"
RELATIVE_RULES: tuple[Rule, ...] = (
    rule(r"<THE><FISCAL>?(?P<u><UNIT>)(?=<ENDED><THE>?(?P<m><MONTH>))", ended),
    rule(r"(?:<THE><UNIT>(?P<g><AFTER>))?(?P<r><DAYS>)", day),
    rule(r"(?P<r><DAYPART>)(?=[<IN><OR>]?(?P<day>[<WEEKDAY><MONTH>]|[<DAY><ORD>]<MONTH>))", day_and_part),
    rule(r"(?P<r><DAYPART>)", day_and_part),
    rule(r"(?P<the><THE>)?(?:(?P<rel>(?P<ana><ANA>)|<DIR>)|(?P<same><SAME>)+)(?P<p><PART>)(?!<OF>)", part_of),
    rule(r"(?<=<IN>)<THE>(?P<p><PART>)(?!<OF>)", bare_part),
    rule(r"(?<=<AT>)(?P<p>[<PART>])(?!<OF>)", bare_part),
    rule(r"(?P<the><THE>)?(?:(?P<rel>(?P<ana><ANA>)|<DIR>)|<THE>?(?P<same><SAME>)+)<FISCAL>?(?P<u><UNIT>)", which_unit),
    rule(r"<THE><FISCAL>?(?P<u><UNIT>)(?!<OF>)", the_unit),
    rule(r"(?<=<IN>)<THE>(?P<u><UNIT>)(?![<OF><AFTER>])", the_day),
    rule(rf"(?:(?P<the><THE>)|<A>)?(?P<u><UNIT>)<HYPHEN>?{AFTER}(?:(?P<o><ORD>)?(?P<u3><UNIT>)|<PERIOD>)?", day_beside),
    rule(rf"{QUANTITY}(?P<u><UNIT>){OR_SO}?<HYPHEN>?{AFTER}", counted),
    rule(rf"{QUANTITY}(?P<p><PART>){AFTER}", nights_ago),
    rule(r"<THE>(?P<whole><WHOLE>)(?P<u><UNIT>)(?!<OF>)", the_unit),
    rule(r"<THE>?(?:(?P<u><UNIT>)(?:<HYPHEN>|<POSS><APOS>?)?)(?P<e><BOUND>)", unit_end),
    rule(r"(?P<f><REF>)(?:<UNIT>)?", reference),
    rule(r"<THE><NEAR>?(?P<f><REF>)", reference),
    rule(r"<MOD><HYPHEN>?(?P<p><PART>)(?!<UNIT>?<OF>)", early_part),
    rule(r"(?P<f><DIR>)", currently),
    rule(r"<THE>(?P<p><DIR>)(?![<UNIT><VAGUE><WORD><DAY><NUM>])", the_past),
)
