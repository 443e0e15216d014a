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

__all__ = ["stand"]


def stand(claim: Claim, statements: Mapping[str, Statement], reports: Mapping[str, Report]) -> Standing:
    """How the claim stands, by the published rules. A proposal until a person signs it.

    Args:
        claim: linked; its own `standing` is not read.
        statements: by id, at least those that the claim names and those that they are nested in. An id that is not
            there is passed over.
        reports: by SHA-256, those of the statements.

    Returns:
        The term, the proposed grade, the numbers of the rules that decided, and the reasons, one sentence each.
    """
    case = assemble(claim, statements, reports)
    term = rules.rule_7_first(case)
    grade = propose(term, disputed=bool(rules.rule_2_denials(case)))
    return Standing(term=term, grade=grade, rules=rules.deciding(case, term), why=why.reasons(case, term, grade))
