"""Quantities: numbers with unit, comparator, range, and the whole of a share.

`find_quantities` is pure. The spaCy component `twosource_quantities` puts its result in `doc._.quantities`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import UNSET
from spacy.tokens import Doc, Token

from twosource.model import Quantity, Span, Timex, TimexType
from twosource.reading.numbers import (
    Comparator,
    Lexeme,
    comparator_after,
    comparator_before,
    lex,
)
from twosource.reading.quantities_amounts import Amount, read_amount
from twosource.reading.quantities_elided import COORDINATION, CUES, elided, included, same_people, with_shared_units
from twosource.reading.quantities_names import counts
from twosource.reading.quantities_nouns import counted_noun, is_person, noun_unit, partners, plural, tied_noun
from twosource.reading.quantities_outcomes import among, outcome_by_parse, outcome_by_words, toll
from twosource.reading.quantities_units import (
    SHARE,
    Sentence,
    Unit,
    currency_before,
    data,
    headcount,
    measurement,
    rate,
    whole,
)

LONGEST_NOUN = 10
"""Lexemes between a number and its noun, at most, for the noun to belong to the quantity's span."""
LEAST_BARE = 13
"""Below it, a number in words that counts nothing the text names is a pronoun ("between the two")."""
BOUNDS = frozenset({"at least", "more than", "up to", "less than"})
"""Of two comparators before a number, these say more than the one beside it ("up to about 185")."""


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
    return tuple(with_shared_units(sentence, [quantity for quantity, _ in out]))


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
    if comparator is None and _is_bare(sentence, amount, unit, earlier):
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


def _is_bare(sentence: Sentence, amount: Amount, unit: Unit, earlier: Sequence[tuple[Quantity, Unit]]) -> bool:
    """Whether it is a small number in words without a noun, which counts nothing ("between the two")."""
    lexemes, first = sentence.lexemes, amount.first
    if lexemes[first].form != "word" or (amount.value or LEAST_BARE) >= LEAST_BARE:
        return False
    if _of_pronoun(sentence, amount.last):
        return False
    before = lexemes[first - 1].lower if first else ""
    goes_on = before in COORDINATION and bool(earlier) and earlier[-1][1].elided
    return unit.name is None or (unit.elided and before not in CUES and not goes_on)


def _of_pronoun(sentence: Sentence, last: int) -> bool:
    """Whether "of them" follows, so that the number counts some of those named before."""
    if last + 1 >= len(sentence.lexemes) or sentence.lexemes[last].lower != "of":
        return False
    return sentence.token(last + 1).tag_ in {"PRP", "WP"}


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
    outer = comparator_before(sentence.lexemes, found.first)
    if outer is not None and outer.name in BOUNDS:
        return Comparator(outer.name, outer.first, found.last)
    token = sentence.token(found.first)
    place = sentence.parsed and found.last - found.first == 1 and token.dep_ == "prep" and token.head.pos_ == "VERB"
    stated = unit.name is not None and unit.last > amount.last and not unit.outcome
    return None if place and stated and found.name in {"more than", "less than"} else found


def _unit(sentence: Sentence, amount: Amount, money: Unit | None, earlier: list[tuple[Quantity, Unit]]) -> Unit:
    lexemes, first, last = sentence.lexemes, amount.first, amount.last
    if money is not None:
        per, end = rate(lexemes, last, money=True)
        return Unit(f"{money.name}{per}", last, end)
    if amount.share:
        return _share(sentence, amount)
    measured = measurement(lexemes, last)
    if measured is not None and measured.name is not None:
        measure = data("unit")[measured.name]["measure"]
        per, end = rate(lexemes, measured.last, money=measure == "money")
        if measure == "share" and end < len(lexemes) and lexemes[end].lower == "of":
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
    ratio = counted_noun(sentence, last) if phrase is None and last - amount.first > 2 else None
    if ratio is not None:
        return Unit(f"{SHARE} of {plural(ratio)}", last, last + 1, plural(ratio))
    return Unit(f"{SHARE} of {head}" if head else SHARE, last, end, phrase)


def _counted(sentence: Sentence, amount: Amount, earlier: list[tuple[Quantity, Unit]]) -> Unit:
    """The counted noun, with what became of the people; or the outcome alone; or nothing stated."""
    lexemes, first, last = sentence.lexemes, amount.first, amount.last
    tied = tied_noun(sentence, last)
    if tied is not None:
        return Unit(plural(tied), last, last + 2)
    noun = counted_noun(sentence, last)
    if noun is None and amount.value is None:
        noun = _noun_after_of(sentence, last)
    if noun is None:
        return _without_noun(sentence, amount, earlier)
    general, joined = is_person(noun), partners(noun)
    at = sentence.lexeme(noun)
    end = sentence.after(noun) if last <= at < last + LONGEST_NOUN else last
    outcome = outcome_by_parse(noun) or outcome_by_words(sentence, _begin(sentence, first), end)
    outcome = outcome or included(sentence, first, earlier) or among(sentence, first)
    counted = general or noun.lemma_.lower() in data("people")
    if joined and end > last and not (outcome and counted):
        end = sentence.after(joined[-1])
    per, end = rate(lexemes, end)
    if outcome is None or not counted:
        name = noun_unit(noun, sentence.token(last - 1).i + 1, amount.value)
        return Unit(_own_outcome(noun, name) + per, last, end, outcome=None)
    return Unit((outcome if general else f"{plural(noun)} {outcome}") + per, last, end, outcome=outcome)


def _begin(sentence: Sentence, first: int) -> int:
    """Where the number begins with its comparator."""
    comparator = comparator_before(sentence.lexemes, first)
    return comparator.first if comparator else first


def _without_noun(sentence: Sentence, amount: Amount, earlier: list[tuple[Quantity, Unit]]) -> Unit:
    """The unit of a number without a noun: an outcome, a noun before it ("the toll rose to"), or another number's."""
    first, last = amount.first, amount.last
    begin = _begin(sentence, first)
    outcome = outcome_by_words(sentence, begin, last)
    if outcome is not None:
        outcome = same_people(sentence, begin, outcome, earlier)
    per, end = rate(sentence.lexemes, last)
    name = outcome or toll(sentence, begin)
    if name is not None:
        return Unit(name + per, last, end, outcome=outcome)
    name = elided(sentence, begin, earlier)
    return Unit((name + per if name else per.strip()) or None, last, end, outcome=outcome, elided=name is not None)


def _own_outcome(noun: Token, name: str) -> str:
    """The outcome itself, when that is what the noun names: "deaths", "fatalities"."""
    return str(data("outcome").get(noun.lemma_.lower(), name))


def _noun_after_of(sentence: Sentence, last: int) -> Token | None:
    """The noun of "dozens of people"."""
    if last >= len(sentence.lexemes) or sentence.lexemes[last].lower != "of" or not sentence.parsed:
        return None
    return next((child for child in sentence.token(last).children if child.dep_ == "pobj"), None)


def in_base_unit(quantity: Quantity) -> tuple[float, str] | None:
    """The value in the base unit of what is measured, to compare with others: 5 miles are 8.05 km; 95 percent 0.95.

    Returns:
        Value and base unit; `None` when there is no single value or the unit has no fixed factor (tons, people).
    """
    known = data("unit").get(quantity.unit) if quantity.unit is not None else None
    if known is None or quantity.value is None or "factor" not in known:
        return None
    return quantity.value * float(known["factor"]), str(known["base"])


def quantities(doc: Doc) -> Doc:
    """Set `doc._.quantities`; uses `doc._.times` where it has been read."""
    times = doc._.times
    doc._.quantities = find_quantities(doc, times=() if times is UNSET else times)
    return doc
