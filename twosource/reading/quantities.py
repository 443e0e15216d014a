"""Quantities: numbers with unit, comparator, range, and the whole of a share.

`find_quantities` is pure. The spaCy component `twosource_quantities` puts its result in `doc._.quantities`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from msgspec import UNSET
from msgspec.structs import replace
from spacy.language import Language
from spacy.tokens import Doc, Token

from twosource.model import Quantity, Span, Timex, TimexType
from twosource.reading import extensions
from twosource.reading.numbers import (
    Comparator,
    Lexeme,
    comparator_after,
    comparator_before,
    lex,
)
from twosource.reading.quantities_amounts import Amount, read_amount
from twosource.reading.quantities_names import counts
from twosource.reading.quantities_units import (
    SHARE,
    Sentence,
    Unit,
    counted_noun,
    currency_before,
    data,
    headcount,
    is_person,
    measurement,
    noun_unit,
    outcome_by_parse,
    outcome_by_words,
    plural,
    rate,
    toll,
    whole,
)

LONGEST_NOUN = 10
"""Lexemes between a number and its noun, at most, for the noun to belong to the quantity's span."""
LEAST_BARE = 13
"""Below it, a number in words that counts nothing the text names is a pronoun ("between the two")."""
PARTITIVE = frozenset({"out", "of", "the", "those", "all"})
COORDINATION = frozenset({"and", "or", ",", "maybe", "perhaps", ",and"})


def find_quantities(doc: Doc, *, times: Iterable[Timex] = ()) -> tuple[Quantity, ...]:
    """The quantities of a document, in order, not overlapping.

    Args:
        doc: tagged and parsed; without a parse, only units of measurement and money are known.
        times: its time expressions; numbers of dates, times of day and recurring times are none of ours, lengths are.

    Returns:
        Quantities; spans are code points of `doc.text` and hold comparator, number and unit. Values stay in the
        stated unit (`in_base_unit` converts).
    """
    lexemes = lex(doc.text)
    sentence = Sentence(doc, lexemes)
    taken = [t.span for t in times if t.type is not TimexType.DURATION]
    out: list[tuple[Quantity, Unit]] = []
    at, next_time = 0, 0
    while at < len(lexemes):
        while next_time < len(taken) and taken[next_time].end <= lexemes[at].start:
            next_time += 1
        if next_time < len(taken) and taken[next_time].start <= lexemes[at].start:
            at += 1
            continue
        amount = read_amount(lexemes, at)
        if amount is None or not counts(sentence, amount):
            at = at + 1 if amount is None else max(at + 1, amount.last)
            continue
        swallowed = bool(out) and lexemes[amount.first].start < out[-1][0].span.end
        found = None if swallowed else _quantity(sentence, amount, out)
        if found is not None:
            out.append(found)
        at = amount.last
    return tuple(_with_shared_units(sentence, [quantity for quantity, _ in out]))


def _with_shared_units(sentence: Sentence, found: Sequence[Quantity]) -> list[Quantity]:
    """Give coordinated numbers their common unit: "at least one, and probably two, missiles", "6 out of 8 drones"."""
    out = list(found)
    for i, (one, two) in enumerate(pairwise(found)):
        between = sentence.text[one.span.end : two.span.start].lower().split()
        if between and set(between) <= PARTITIVE and two.unit is not None and one.denominator is None:
            out[i] = replace(one, unit=two.unit)
        if not between or not set(between) <= COORDINATION:
            continue
        if one.unit is None and two.unit is not None:
            out[i] = replace(one, unit=two.unit)
        elif two.unit is None and one.unit is not None:
            out[i + 1] = replace(two, unit=one.unit)
    return out


def _quantity(sentence: Sentence, amount: Amount, earlier: list[tuple[Quantity, Unit]]) -> tuple[Quantity, Unit] | None:
    lexemes = sentence.lexemes
    money = currency_before(lexemes, amount.first)
    first = money.first if money else amount.first
    unit = _unit(sentence, amount, money, earlier)
    comparator = _comparator(sentence, first, amount, unit)
    last = _before_next(lexemes, amount.last, unit.last)
    after = comparator_after(lexemes, last) or comparator_after(lexemes, amount.last)
    if after is not None and (comparator is None or comparator.name == "between"):
        comparator, last = after, max(last, after.last)
    start = lexemes[first].start
    if comparator is not None and comparator.first < first:
        begins = lexemes[comparator.first].start
        start = begins if not earlier or begins >= earlier[-1][0].span.end else start
    bare = unit.name is None and comparator is None and lexemes[amount.first].form == "word"
    if bare and (amount.value or LEAST_BARE) < LEAST_BARE:
        return None
    quantity = Quantity(
        span=Span(max(start, earlier[-1][0].span.end) if earlier else start, lexemes[last - 1].end),
        value=amount.value,
        unit=unit.name,
        comparator=_name_of(comparator, amount),
        low=amount.low,
        high=amount.high,
        denominator=unit.denominator,
    )
    return quantity, unit


def _before_next(lexemes: Sequence[Lexeme], first: int, last: int) -> int:
    """Where the unit ends: at `last`, or with the number when another begins before ("half of the city's 400,000")."""
    apart = [at for at in range(first, last) if lexemes[at].start > lexemes[at - 1].end]
    another = any(read_amount(lexemes, at) is not None for at in apart)
    return first if another else max(first, last)


def _name_of(comparator: Comparator | None, amount: Amount) -> str:
    """The comparator's name; a vague plural is "about", a range "between", a plain number "exactly"."""
    if comparator is not None and (amount.value is None or comparator.name != "between"):
        return comparator.name
    if amount.value is not None:
        return "exactly"
    return "about" if amount.vague else "between"


def _comparator(sentence: Sentence, first: int, amount: Amount, unit: Unit) -> Comparator | None:
    """The comparator before the number, or before "population of" it; no preposition of place ("over 3 cities")."""
    found = comparator_before(sentence.lexemes, first)
    if found is None:
        at = headcount(sentence.lexemes, amount.first)
        return comparator_before(sentence.lexemes, at) if at is not None else None
    token = sentence.token(found.first)
    place = sentence.parsed and found.last - found.first == 1 and token.dep_ == "prep" and token.head.pos_ == "VERB"
    return None if place and found.name in {"more than", "less than"} and not unit.outcome else found


def _unit(sentence: Sentence, amount: Amount, money: Unit | None, earlier: list[tuple[Quantity, Unit]]) -> Unit:
    lexemes, first, last = sentence.lexemes, amount.first, amount.last
    if money is not None:
        return Unit(money.name, last, last)
    if amount.share:
        return _share(sentence, amount)
    measured = measurement(lexemes, last)
    if measured is not None and measured.name is not None:
        per, end = rate(lexemes, measured.last)
        if data("unit")[measured.name]["measure"] == "share" and end < len(lexemes) and lexemes[end].lower == "of":
            _, phrase, end = whole(sentence, end)
            return Unit(measured.name, last, end, phrase)
        return Unit(measured.name + per, last, end)
    if headcount(lexemes, first) is not None:
        return Unit("people", last, last)
    return _counted(sentence, amount, earlier)


def _share(sentence: Sentence, amount: Amount) -> Unit:
    """The unit of a share, with its whole: "one-fifth of the province", "one in five households"."""
    last = amount.last
    head, phrase, end = whole(sentence, last)
    ratio = counted_noun(sentence, last) if head is None and last - amount.first > 2 else None
    if ratio is not None:
        return Unit(f"{SHARE} of {plural(ratio)}", last, last + 1, plural(ratio))
    return Unit(f"{SHARE} of {head}" if head else SHARE, last, end, phrase)


def _counted(sentence: Sentence, amount: Amount, earlier: list[tuple[Quantity, Unit]]) -> Unit:
    """The counted noun, with what became of the people; or the outcome alone; or nothing stated."""
    lexemes, first, last = sentence.lexemes, amount.first, amount.last
    noun = counted_noun(sentence, last)
    if noun is None and amount.value is None:
        noun = _noun_after_of(sentence, last)
    end = last
    if noun is not None:
        at = sentence.lexeme(noun)
        end = sentence.after(noun) if last <= at < last + LONGEST_NOUN else last
    comparator = comparator_before(lexemes, first)
    outcome = outcome_by_parse(noun) if noun is not None else None
    outcome = outcome or outcome_by_words(sentence, comparator.first if comparator else first, end)
    if noun is None:
        outcome = outcome or toll(sentence, first)
        per, end = rate(lexemes, last)
        return Unit(outcome + per if outcome else per.strip() or None, last, max(end, last), outcome=outcome)
    outcome = outcome or _included(sentence, first, earlier)
    per, end = rate(lexemes, end)
    name = noun_unit(noun, sentence.token(last - 1).i + 1, amount.value)
    if outcome is None or (not is_person(noun) and noun.lemma_.lower() not in data("people")):
        return Unit(_own_outcome(noun, name) + per, last, end, outcome=None)
    return Unit((outcome if is_person(noun) else f"{plural(noun)} {outcome}") + per, last, end, outcome=outcome)


def _own_outcome(noun: Token, name: str) -> str:
    """The outcome itself, when that is what the noun names: "deaths", "fatalities"."""
    return str(data("outcome").get(noun.lemma_.lower(), name))


def _noun_after_of(sentence: Sentence, last: int) -> Token | None:
    """The noun of "dozens of people"."""
    if last >= len(sentence.lexemes) or sentence.lexemes[last].lower != "of" or not sentence.parsed:
        return None
    return next((child for child in sentence.token(last).children if child.dep_ == "pobj"), None)


def _included(sentence: Sentence, first: int, earlier: list[tuple[Quantity, Unit]]) -> str | None:
    """The outcome of the people among whom these are counted: "50 people, including five children, were killed"."""
    if not first or sentence.lexemes[first - 1].lower != "including" or not earlier:
        return None
    quantity, unit = earlier[-1]
    near = sentence.text[quantity.span.end : sentence.lexemes[first].start]
    return unit.outcome if "." not in near else None


def in_base_unit(quantity: Quantity) -> tuple[float, str] | None:
    """The value in the base unit of what is measured, to compare with others: 5 miles are 8.05 km; 95 percent 0.95.

    Returns:
        Value and base unit; `None` when there is no single value or the unit has no fixed factor (tons, people).
    """
    known = data("unit").get(quantity.unit) if quantity.unit is not None else None
    if known is None or quantity.value is None or "factor" not in known:
        return None
    return quantity.value * float(known["factor"]), str(known["base"])


@Language.component("twosource_quantities")
def quantities(doc: Doc) -> Doc:
    """Set `doc._.quantities`; uses `doc._.times` where it has been read."""
    times = doc._.times
    doc._.quantities = find_quantities(doc, times=() if times is UNSET else times)
    return doc


extensions.register()
