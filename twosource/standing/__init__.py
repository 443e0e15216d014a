"""Claims -> standing: the published rules, each a small pure function, and the reasons in sentences.

Nothing here says what is true. `stand` proposes a term and an Admiralty grade for one claim by the rules of
docs/rules-of-standing.md; a person signs or overrules it.
"""

from __future__ import annotations

from collections.abc import Mapping

from twosource.model import Claim, Report, Standing, Statement
from twosource.standing import rules, why
from twosource.standing.case import assemble
from twosource.standing.grades import propose
from twosource.standing.reliability import reliability_of
from twosource.standing.signing import Signed, SignedState, signature_of

__all__ = ["Signed", "SignedState", "signature_of", "stand"]


def stand(
    claim: Claim,
    statements: Mapping[str, Statement],
    reports: Mapping[str, Report],
    *,
    reliability: Mapping[str, str] | None = None,
) -> Standing:
    """How the claim stands, by the published rules. A proposal until a person signs it.

    Args:
        claim: linked; its own `standing` is not read.
        statements: by id, at least those that the claim names and those that they are nested in. An id that is not
            there is passed over.
        reports: by SHA-256, those of the statements.
        reliability: what persons judged of sources: letters A to F by folded name of actor or outlet
            (`twosource.linking.decisions.Decisions.reliability`). Nobody is judged where it is left out.

    Returns:
        The term, the proposed grade, the numbers of the rules that decided, and the reasons, one sentence each.
    """
    case = assemble(claim, statements, reports)
    term = rules.rule_7_first(case)
    judged = reliability_of(case, reliability or {})
    grade = propose(term, disputed=bool(rules.rule_2_denials(case)), reliability=judged.letter)
    reasons = why.reasons(case, term, grade, judged=judged.names)
    return Standing(term=term, grade=grade, rules=rules.deciding(case, term), why=reasons)
