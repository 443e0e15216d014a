"""The rules of standing, one function each; docs/rules-of-standing.md publishes them under the same numbers.

A rule reads a case and nothing else. No rule looks at a party's name except to see whether two are the same (rule 9).
"""

from __future__ import annotations

from twosource.linking.origins import Ground, Party, PartyKey, counted, independent
from twosource.linking.voices import cited_outlet
from twosource.model import StandingTerm, Statement
from twosource.standing.case import Case, evidence_in, harms, proposition_of


def rule_1_origins(case: Case) -> int:
    """Rule 1: independent origins. One actor, or actors of one side, are one, however many outlets relay them."""
    return independent(case.parties)


def rule_2_denials(case: Case) -> tuple[Statement, ...]:
    """Rule 2: the denials that make a claim disputed: by somebody other than a source that asserts it.

    A denial by the only side that asserts the claim is none, nor is an outlet's own voice (rule 8). One by somebody
    who is not named, or whose side is not stated, counts: to hide a dispute would be the worse error.
    """
    asserting = {party.key for party in case.parties}

    def counts(denial: Statement) -> bool:
        key = case.key_of(denial)
        by_another = not asserting or bool(asserting - {key}) or not key.name
        return by_another and key.ground is not Ground.PRESS

    return tuple(denial for denial in case.denials if counts(denial))


def rule_3_vouching(case: Case) -> tuple[Party, ...]:
    """Rule 3: the independent sources that assert the claim from their own knowledge and have not taken it back."""
    back = {case.key_of(statement) for statement in case.retractions}
    return tuple(party for party in counted(case.parties) if party.key not in back)


def rule_3_corroborated(case: Case) -> bool:
    """Rule 3, first half: a second independent origin asserts the claim from its own knowledge."""
    return len(rule_3_vouching(case)) >= 2


def rule_3_confirming(case: Case) -> tuple[Party, ...]:
    """Rule 3, second half: the third parties that confirm the claim independently; empty when they do not.

    Two of them do, or one that names its evidence; each has to be named, so that it can be asked. Another independent
    origin is needed in each case.
    """
    thirds = tuple(party for party in rule_3_vouching(case) if _named_third(party.key))
    if not rule_3_corroborated(case):
        return ()
    return thirds if len(thirds) >= 2 or any(evidence_of(case, party) for party in thirds) else ()


def rule_4_harmed(case: Case) -> str | None:
    """Rule 4: the side that the claim harms, where it affirms what a side that it stands against asserts.

    Who merely reports what was done to it is no such side: the other one has to assert it, too.
    """
    sides = [party.key.name for party in rule_3_vouching(case) if party.key.ground is Ground.SIDE]
    for harmed, doer in _roles(case):
        against = {doer} if doer else _opponents(case, harmed)
        if harmed in sides and against & set(sides) - {harmed}:
            return harmed
    return None


def rule_5_not_verified(case: Case) -> tuple[Statement, ...]:
    """Rule 5: what could not verify the claim or has seen no evidence. It is shown and counted; it decides nothing."""
    return case.not_verified


def rule_6_responses(case: Case) -> tuple[Statement, ...]:
    """Rule 6: answers that do not deny. They are shown; they decide nothing."""
    return case.responses


def rule_7_retracted(case: Case) -> tuple[Statement, ...]:
    """Rule 7: what takes the claim back, where every source that asserted it has taken it back."""
    asserting = {party.key for party in case.parties}
    own = tuple(s for s in case.retractions if case.key_of(s) in asserting)
    return own if {case.key_of(s) for s in own} == asserting else ()


def rule_7_refuted(case: Case) -> tuple[Statement, ...]:
    """Rule 7: denials by third parties that are named and name their evidence."""
    return tuple(
        denial
        for denial in rule_2_denials(case)
        if _named_third(case.key_of(denial)) and evidence_in(denial, case.reports)
    )


def rule_7_holding(case: Case) -> tuple[StandingTerm, ...]:
    """Rule 7: all terms that hold, in the order in which the first one is the standing."""
    holds = {
        StandingTerm.RETRACTED: rule_7_retracted(case),
        StandingTerm.REFUTED: rule_7_refuted(case),
        StandingTerm.INDEPENDENTLY_CONFIRMED: rule_3_confirming(case),
        StandingTerm.CONFIRMED_BY_ADVERSARY: rule_4_harmed(case),
        StandingTerm.CORROBORATED: rule_3_corroborated(case),
        StandingTerm.DISPUTED: rule_2_denials(case),
        StandingTerm.SINGLE_ORIGIN: True,
    }
    return tuple(term for term, held in holds.items() if held)


def rule_7_first(case: Case) -> StandingTerm:
    """Rule 7: the standing, the first term that holds."""
    return rule_7_holding(case)[0]


def rule_8_background(case: Case) -> tuple[Statement, ...]:
    """Rule 8: what outlets say for or against the claim and what counts neither as an origin nor as a denial."""
    origins = {i for party in case.parties for origin in party.origins for i in origin.statements}
    said = [s for s in (*case.members, *case.confirmations) if s.id not in origins and cited_outlet(s) is None]
    return tuple(s for s in (*said, *case.denials) if case.key_of(s).ground is Ground.PRESS)


def evidence_of(case: Case, party: Party) -> str | None:
    """The evidence that a party names for the claim; `None` when it names none."""
    said = {i for origin in party.origins for i in origin.statements}
    found = (evidence_in(s, case.reports) for s in (*case.members, *case.confirmations) if s.id in said)
    return next((evidence for evidence in found if evidence), None)


def deciding(case: Case, term: StandingTerm) -> tuple[int, ...]:
    """Numbers of the rules that decided the standing, ascending."""
    by_term = {
        StandingTerm.RETRACTED: 7,
        StandingTerm.REFUTED: 7,
        StandingTerm.INDEPENDENTLY_CONFIRMED: 3,
        StandingTerm.CONFIRMED_BY_ADVERSARY: 4,
        StandingTerm.CORROBORATED: 3,
        StandingTerm.DISPUTED: 2,
        StandingTerm.SINGLE_ORIGIN: 2,
    }
    # The last term always holds; two others at once need the order of rule 7.
    ordered = len(rule_7_holding(case)) > 2
    used = [(5, rule_5_not_verified(case)), (6, rule_6_responses(case)), (7, ordered), (8, rule_8_background(case))]
    return tuple(sorted({1, by_term[term]} | {number for number, held in used if held}))


def _named_third(key: PartyKey) -> bool:
    return key.ground is Ground.THIRD_PARTY and bool(key.name)


def _roles(case: Case) -> list[tuple[str, str | None]]:
    """(harmed, doer) as the claim's statements give them; the doer is `None` where none is stated."""
    roles = []
    for statement in (*case.members, *case.confirmations):
        said = proposition_of(statement)
        whom = harms().get(said.event_type or "") if said and said.polarity else None
        if said and whom:
            patient = said.patient_side or said.patient
            harmed, doer = (said.agent, patient) if whom == "agent" else (patient, said.agent)
            if harmed:
                roles.append((_side(case, harmed), _side(case, doer) if doer else None))
    return roles


def _opponents(case: Case, side: str) -> set[str]:
    """Sides that the case's own statements set against a side: one does to the other what harms it."""
    found = set()
    for statement in case.everything():
        said = proposition_of(statement)
        if said and said.agent and said.patient and said.event_type in harms():
            pair = {_side(case, said.agent), _side(case, said.patient_side or said.patient)}
            found |= pair - {side} if side in pair else set()
    return found


def _side(case: Case, name: str) -> str:
    """The side of a named participant; a name that no speaker has stands for itself."""
    return case.sides.get(" ".join(name.casefold().split()), name)
