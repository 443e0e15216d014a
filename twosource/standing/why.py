"""Why a claim stands as it does: sentences with names and counts, in neutral words.

Names keep the order in which they were published; a sentence's form never depends on a name (rule 9).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from twosource.linking.origins import NOT_STATED, Ground, Party, counted, outlet_of
from twosource.linking.voices import actor_of
from twosource.model import Commitment, Grade, Kind, Origin, StandingTerm, Statement
from twosource.model.actor import OUTLET_SIDE, THIRD_PARTY
from twosource.model.terms import RELIABILITY
from twosource.standing import rules
from twosource.standing.case import Case, evidence_in
from twosource.standing.grades import MEANING

NAMED = 4
"""Names in one list before the rest is counted: what a person reads at a glance."""


def reasons(case: Case, term: StandingTerm, grade: Grade, *, judged: Sequence[str] = ()) -> tuple[str, ...]:
    """The reasons for a standing, one sentence each: origins, what decided, what speaks against it, the grade.

    Args:
        case: the claim with its statements.
        term: how it stands.
        grade: as proposed.
        judged: the sources whose reliability, judged by a person, is the grade's letter.
    """
    sentences = [
        _origins(case),
        _others(case),
        _decided(case, term),
        _denied(case),
        _same_side(case),
        _taken_back(case, term),
        _not_verified(case),
        _responses(case),
        _background(case),
        _differences(case),
        _grade(grade, judged),
    ]
    return tuple(sentence for sentence in sentences if sentence)


def _origins(case: Case) -> str:
    number = rules.rule_1_origins(case)
    if not number:
        return "Nobody in these reports asserts it."
    known = counted(case.parties) or case.parties
    head = "One origin" if number == 1 else f"{number} independent origins"
    return f"{head}: {_listed([_party(party) for party in known])}; {_relays(case)}."


def _others(case: Case) -> str:
    """Who says it, too, without adding an independent origin."""
    known = counted(case.parties)
    others = [_party(party) for party in case.parties if known and party not in known]
    return f"Said by {_listed(others)}, too: this adds no independent origin." if others else ""


def _relays(case: Case) -> str:
    relays = case.claim.relays
    if not relays:
        return "no other outlet relays it"
    return f"{len(relays)} {'outlet relays' if len(relays) == 1 else 'outlets relay'} it ({_listed(relays)})"


def _party(party: Party) -> str:
    if party.key.ground is Ground.PRESS:
        outlets = _listed([origin.actor for origin in party.origins])
        shared = ", which may have it from one source that is not stated" if len(party.origins) > 1 else ""
        return f"{outlets} in the outlet's own voice{shared}"
    if len(party.origins) == 1:
        return _speaker(party.origins[0])
    named = _listed([_channelled(origin) for origin in party.origins])
    if party.key.ground is Ground.SIDE:
        return f"{len(party.origins)} speakers for {party.key.name} ({named})"
    note = "third party" if party.key.ground is Ground.THIRD_PARTY else "side not stated"
    return f"{named} ({note})"


def _speaker(origin: Origin) -> str:
    if origin.actor == NOT_STATED:
        return "a source that is not stated"
    notes = [_side_of(origin.actor, origin.side), f"via {origin.channel}" if origin.channel else ""]
    shown = ", ".join(note for note in notes if note)
    return f"{origin.actor} ({shown})" if shown else origin.actor


def _channelled(origin: Origin) -> str:
    name = "a source that is not stated" if origin.actor == NOT_STATED else origin.actor
    return f"{name} via {origin.channel}" if origin.channel else name


def _side_of(name: str, side: str | None) -> str:
    if side is None:
        return "side not stated"
    if side == THIRD_PARTY:
        return "third party"
    return "" if side in {OUTLET_SIDE, name} else side


def _decided(case: Case, term: StandingTerm) -> str:
    sentence = DECIDED.get(term)
    return sentence(case) if sentence else ""


def _corroborated(case: Case) -> str:
    names = [_party(party) for party in rules.rule_3_vouching(case)]
    return f"Each asserts it from its own knowledge, and no two speak for one side: {_listed(names)}."


def _confirmed(case: Case) -> str:
    parts = []
    for party in rules.rule_3_confirming(case):
        evidence = rules.evidence_of(case, party)
        parts.append(f"{_party(party)}{f', naming its evidence ({evidence})' if evidence else ''}")
    return f"Confirmed by {_listed(parts)}."


def _by_adversary(case: Case) -> str:
    return f"Affirmed by {rules.rule_4_harmed(case)}, the side that it harms."


def _refuted(case: Case) -> str:
    parts = [f"{_who(case, s)} ({evidence_in(s, case.reports)})" for s in rules.rule_7_refuted(case)]
    return f"Contradicted, with named evidence, by {_listed(_once(parts))}."


def _retracted(case: Case) -> str:
    return f"Taken back by its own origin: {_people(case, rules.rule_7_retracted(case))}."


DECIDED: dict[StandingTerm, Callable[[Case], str]] = {
    StandingTerm.RETRACTED: _retracted,
    StandingTerm.REFUTED: _refuted,
    StandingTerm.INDEPENDENTLY_CONFIRMED: _confirmed,
    StandingTerm.CONFIRMED_BY_ADVERSARY: _by_adversary,
    StandingTerm.CORROBORATED: _corroborated,
}


def _denied(case: Case) -> str:
    denials = rules.rule_2_denials(case)
    if not denials:
        return ""
    keys = {case.key_of(denial) for denial in denials}
    speakers = _once(_who(case, denial) for denial in denials)
    one_side = len(speakers) > 1 and len(keys) == 1 and next(iter(keys)).ground is Ground.SIDE
    return f"Denied by {_listed(speakers)}{': speakers of one side' if one_side else ''}."


def _same_side(case: Case) -> str:
    denials = rules.rule_2_denials(case)
    own = [s for s in case.denials if s not in denials and case.key_of(s).ground is not Ground.PRESS]
    return f"Contradicted by {_people(case, own)}, from the side that asserts it: no denial by another." if own else ""


def _taken_back(case: Case, term: StandingTerm) -> str:
    if term is StandingTerm.RETRACTED or not case.retractions:
        return ""
    return f"Taken back by {_people(case, case.retractions)}{'; others stand by it' if case.parties else ''}."


def _not_verified(case: Case) -> str:
    found = rules.rule_5_not_verified(case)
    unseen = [s for s in found if s.commitment is Commitment.NO_EVIDENCE_OBSERVED]
    unable = [s for s in found if s.commitment is not Commitment.NO_EVIDENCE_OBSERVED]
    parts = []
    if unable:
        parts.append(f"Could not be verified by {_people(case, unable)}")
    if unseen:
        parts.append(f"{'no' if parts else 'No'} evidence of it was seen by {_people(case, unseen)}")
    return f"{'; '.join(parts)}: this neither confirms nor denies it." if parts else ""


def _responses(case: Case) -> str:
    found = rules.rule_6_responses(case)
    return f"Answered by {_people(case, found)}, without denying it." if found else ""


def _background(case: Case) -> str:
    found = rules.rule_8_background(case)
    if not found:
        return ""
    said = [s for s in found if s not in case.denials]
    against = [s for s in found if s in case.denials]
    parts = [f"Said by {_people(case, said)}"] if said else []
    if against:
        parts.append(f"{'contradicted' if parts else 'Contradicted'} by {_people(case, against)}")
    return f"{'; '.join(parts)} in the outlet's own voice: background, which counts neither way."


def _differences(case: Case) -> str:
    points = _once(difference.point for difference in case.claim.differences)
    return f"The accounts differ on: {_listed(points)}." if points else ""


def _grade(grade: Grade, judged: Sequence[str]) -> str:
    source = "no person has judged the source yet"
    if judged:
        source = f"a person has judged {_listed(judged)} as a source: {RELIABILITY[grade.reliability]}"
    return f"Proposed grade {grade.reliability}{grade.credibility}: {source}; {MEANING[grade.credibility]}."


def _people(case: Case, statements: Iterable[Statement]) -> str:
    return _listed(_once(_who(case, statement) for statement in statements))


def _who(case: Case, statement: Statement) -> str:
    actor = actor_of(statement)
    if statement.kind is not Kind.ATTRIBUTED or (actor and actor.side == OUTLET_SIDE):
        return outlet_of(statement, case.reports)
    if actor is None:
        return "a source that is not stated"
    key = case.key_of(statement)
    if key.ground is Ground.PRESS:
        return actor.name
    note = _side_of(actor.name, key.name if key.ground is Ground.SIDE else actor.side)
    return f"{actor.name} ({note})" if note else actor.name


def _once(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(names))


def _listed(names: Sequence[str]) -> str:
    """Names in one phrase (`A`, `A and B`, `A, B and C`): the first few, and the number of the rest."""
    shown = list(names[:NAMED])
    if len(names) > NAMED:
        shown = [*names[: NAMED - 1], f"{len(names) - NAMED + 1} more"]
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"
