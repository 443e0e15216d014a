"""Rules for lengths of time (DURATION) and for times that recur (SET)."""

from __future__ import annotations

from twosource.model import TimexType
from twosource.reading.numbers import table
from twosource.reading.times_calendar import Anchor, nearest_year
from twosource.reading.times_context import Context
from twosource.reading.times_grammar import NUMBER, Draft, Hit, Rule, rule

DURATION, SET = TimexType.DURATION, TimexType.SET
HALVES = {"Y": "6M", "TH": "30M", "TM": "30S", "D": "T12H"}
"""Half of a unit in the next smaller one, as ISO 8601 writes it best; other halves are decimal fractions."""

QUANTITY = (
    rf"(?:(?P<n>{NUMBER})(?:[<OR><HYPHEN>](?P<n2>{NUMBER}))?(?P<plus><AND><A><HALF>)?|<A>?(?P<vague><VAGUE>)<OF>?|(?P<a><A>)(?P<half><HALF>)?"
    r"|(?P<h><HALF>)<HYPHEN>?<A>?|(?P<n3>[<A><HALF>][<HALF><WORD>]?<WORD>))<MORE>?"
)
"""How many: "two", "2 1/2", "two and a half", "two or three", "a few", "several", "a", "half a", "half an"."""


OR_SO = r"(?P<so><OR>(?:<SO>|<WORD>(?!<UNIT>)))"
"""The vague end of a length: "a week or so", "a year or two"."""


def length_value(hit: Hit) -> str | None:
    """The TIMEX3 value of a length; `None` when the number is none."""
    unit = hit.means("u")
    if hit.has("vague"):
        vague = hit.means("vague")
        if vague != "X":
            return iso_length(float(vague), unit)
        return unknown_length(unit)
    if hit.has("h") or hit.has("half"):
        return iso_length(0.5, unit)
    if hit.has("n3"):
        number = hit.number("n3")
    elif hit.has("n"):
        number = hit.number("n")
    else:
        number = 1.0 if hit.has("a") else None
    if number is None:
        return None
    extra = 0.5 if hit.has("plus") or hit.has("plus2") else 0.0
    return iso_length(number + extra, unit)


def unknown_length(unit: str) -> str:
    """An unknown number of units; a unit of several years ("10Y") counts in its last letters."""
    return f"P{'T' if unit[0] == 'T' else ''}X{unit.lstrip('T').lstrip('0123456789')}"


def iso_length(number: float, unit: str) -> str:
    """A length as ISO 8601 writes it: P3D, PT36H, P2Y6M. Decades and centuries, which ISO lacks, become years."""
    size = unit[:-1] if unit[0].isdecimal() else ""
    number, unit = number * int(size or 1), unit[-1:] if size else unit
    time = "T" if unit[0] == "T" else ""
    if number % 1 == 0.5 and unit in HALVES:
        whole = f"P{time}{int(number)}{unit.lstrip('T')}" if number > 1 else f"P{time}"
        return whole + HALVES[unit]
    if unit == "WE":
        return f"P{number:g}WE"
    return f"P{time}{plain(number)}{unit.lstrip('T')}" if unit != "Q" else f"P{plain(number * 3)}M"


def plain(number: float) -> str:
    """A number without exponent or trailing zeros."""
    return f"{number:.0f}" if number == int(number) else f"{number:.2f}".rstrip("0")


def length(hit: Hit, ctx: Context) -> tuple[Draft, ...]:
    """Read "two days", "30-day", "a few weeks", "the past three months", "half an hour", "two or three days"."""
    value = length_value(hit)
    at = hit.last
    if value is None or _is_age(hit, at) or part_of_date(hit) or _is_year_of(hit):
        return ()
    if hit.means("u") == "Q" and (not hit.has("n") or hit.lexemes[hit.last - 2].lower == "-" or _of_follows(hit)):
        return ()
    if hit.has("a") and not hit.has("half") and not hit.has("plus2") and not hit.has("so"):
        return _one(hit, ctx, value)
    if hit.has("n2") and hit.number("n2") is None:
        return ()
    mod = "APPROX" if hit.has("n2") or hit.has("so") or (hit.has("vague") and hit.means("vague") != "X") else None
    return hit.draft(DURATION, value, mod)


def _is_year_of(hit: Hit) -> bool:
    """Whether the number is a year before a singular unit: "the 1988 quarter"."""
    word = hit.word("n") if hit.has("n") else ""
    hyphen = hit.lexemes[hit.at("u") - 1].lower == "-"
    return len(word) == 4 and word.isdecimal() and not hyphen and not hit.word("u").endswith("s")


def _of_follows(hit: Hit) -> bool:
    return hit.last < len(hit.lexemes) and hit.lexemes[hit.last].lower == "of"


def part_of_date(hit: Hit) -> bool:
    """Whether "of" and a date follow "the last week" or "the first few days": then it is a part of that date.

    "The first three months of 2023" are a length and a year, as in TimeML.
    """
    lexemes, parts = hit.lexemes, table("times")["outer_parts"]
    if (
        hit.has("n")
        or not _of_follows(hit)
        or not any(lexeme.lower in parts for lexeme in lexemes[max(0, hit.first - 1) : hit.first + 2])
    ):
        return False
    after = [lexeme.lower for lexeme in lexemes[hit.last + 1 : hit.last + 3]]
    months, directions = table("times")["months"], table("times")["directions"]
    year = bool(after) and after[0].isdecimal() and len(after[0]) == 4
    return year or (bool(after) and (after[0] in months or after[0] in directions))


def _is_age(hit: Hit, at: int) -> bool:
    """Whether "old" follows: an age, which is not a time that anything took."""
    after = [lexeme.lower for lexeme in hit.lexemes[at : at + 2]]
    return after[:1] == ["old"] or after in (["-", "old"], ["of", "age"])


def _one(hit: Hit, ctx: Context, value: str) -> tuple[Draft, ...]:
    """Read "a day": a rate after a number or a plural ("500 a day"), else a length."""
    before = hit.lexemes[hit.first - 1] if hit.first else None
    rate = before is not None and (
        before.form == "number"
        or before.lower in table("times")["context"]["repeated"]
        or before.lower in table("quantities")["multipliers"]
        or before.lower in table("quantities")["spellings"]
        or ctx.tag(hit.first - 1) == "NNS"
    )
    return hit.draft(SET if rate else DURATION, value)


def bare_plural(hit: Hit, ctx: Context) -> tuple[Draft, ...]:
    """Read "for weeks", "for months": a length of which only the unit is said."""
    del ctx
    word, unit = hit.word("u"), hit.means("u")
    before = hit.lexemes[hit.first - 1].lower if hit.first else ""
    if not word.endswith("s") or before not in table("times")["context"]["before_plural"] or _is_age(hit, hit.last):
        return ()
    return hit.draft(DURATION, f"P{'T' if unit[0] == 'T' else ''}X{unit.lstrip('T')[-1]}")


def several_units(hit: Hit, ctx: Context) -> tuple[Draft, ...]:
    """Read "weeks or months", "days and weeks"."""
    del ctx
    unit = hit.means("u")
    return hit.draft(DURATION, f"P{'T' if unit[0] == 'T' else ''}X{unit.lstrip('T')[-1]}", "APPROX")


def recurring(hit: Hit, ctx: Context) -> tuple[Draft, ...]:
    """Read "every day", "each Thursday", "every three months", "per week", "each July"."""
    del ctx
    if hit.has("w"):
        return hit.draft(SET, f"XXXX-WXX-{hit.means('w')}")
    if hit.has("m"):
        return hit.draft(SET, f"XXXX-{hit.means('m'):02d}")
    if hit.has("s"):
        return hit.draft(SET, f"XXXX-{hit.means('s')}")
    if hit.has("p"):
        return hit.draft(SET, f"XXXX-XX-XXT{hit.means('p')}")
    number = hit.number("n") if hit.has("n") else 2.0 if hit.has("other") else 1.0
    return hit.draft(SET, iso_length(number, hit.means("u"))) if number else ()


def adverb(hit: Hit, ctx: Context) -> tuple[Draft, ...]:
    """Read "daily", "weekly", but for a paper ("a daily")."""
    if ctx.tag(hit.at("d")).startswith("NN"):
        return ()
    return hit.draft(SET, hit.means("d"))


def ended(hit: Hit, ctx: Context) -> tuple[Draft, ...]:
    """Read "the year ended March 31", a length, and "the quarter ended Sept. 30", the quarter with that day."""
    unit = hit.means("u")
    if unit == "Q":
        year = nearest_year(ctx.published, hit.means("m"), None, -1)
        return hit.draft(TimexType.DATE, Anchor(year, hit.means("m")).value("Q"))
    return hit.draft(DURATION, iso_length(1, unit)) if unit in {"Y", "M", "W"} else ()


LENGTH_RULES: tuple[Rule, ...] = (
    rule(rf"<DIR>?{QUANTITY}<HYPHEN>(?P<u><UNIT>)(?:<HYPHEN>?<LONG>)?", length),
    rule(
        rf"(?:<THE>?[<DIR><ANA><ORD>]|<THE>)?{QUANTITY}(?P<u><UNIT>)(?P<plus2><AND><A><HALF>)?{OR_SO}?(?:<HYPHEN>?<LONG>)?",
        length,
    ),
    rule(r"(?P<u><UNIT>)", bare_plural),
    rule(r"(?P<u><UNIT>)<HYPHEN><LONG>", lambda hit, _: hit.draft(DURATION, iso_length(1, hit.means("u")))),
    rule(r"(?P<u><UNIT>)[<AND><OR>]<UNIT>", several_units),
    rule(
        rf"<EVERY>(?P<n>{NUMBER})?(?:(?P<u><UNIT>)|(?P<w><WEEKDAY>)|(?P<p><PART>)|(?P<m><MONTH>)|(?P<s><SEASON>))",
        recurring,
    ),
    rule(r"<EVERY>(?P<other><MORE>)(?P<u><UNIT>)", recurring),
    rule(r"<TWICE><A>(?P<u><UNIT>)", recurring),
    rule(r"(?P<d><SET>)", adverb),
)
