"""The proposed Admiralty grade: two axes that are never averaged, and never better than the rules give ground for.

The wording of the grades is that of NATO AJP-2.1 and FM 2-22.3 (appendix B), quoted in docs/rules-of-standing.md.
"""

from __future__ import annotations

from twosource.model import Grade, StandingTerm

NOT_JUDGED = "F"
"""Reliability of every source until a person has judged it: the program knows no source's record."""
CREDIBILITY = {
    StandingTerm.RETRACTED: (5, 5),
    StandingTerm.REFUTED: (5, 5),
    StandingTerm.INDEPENDENTLY_CONFIRMED: (1, 2),
    StandingTerm.CONFIRMED_BY_ADVERSARY: (2, 3),
    StandingTerm.CORROBORATED: (2, 3),
    StandingTerm.DISPUTED: (6, 6),
    StandingTerm.SINGLE_ORIGIN: (6, 6),
}
"""Credibility by standing: undisputed, disputed. Reasons for each row in docs/rules-of-standing.md, "Grades"."""
MEANING = {
    1: "confirmed by other independent sources",
    2: "probably true: not confirmed, consistent with other information",
    3: "possibly true: not confirmed, agrees with some other information",
    4: "doubtful",
    5: "improbable: contradicted by other information",
    6: "cannot be judged: there is no ground yet",
}
"""Credibility in words."""


def propose(term: StandingTerm, *, disputed: bool, reliability: str = NOT_JUDGED) -> Grade:
    """The grade proposed for a claim that stands so.

    Args:
        term: how it stands.
        disputed: a denial counts against it (rule 2).
        reliability: of its source, as a person has judged it.
    """
    return Grade(reliability=reliability, credibility=CREDIBILITY[term][disputed])
