"""Make `data/veridicality.tsv` from MegaVeridicality: what each verb implies of its complement, and its negation.

    python -m twosource.reading.compile_veridicality MEGAVERIDICALITY_JSONL OUT_TSV

MegaVeridicality (White & Rawlins 2018; White, Rudinger, Rawlins & Van Durme 2018) asked ten people per frame sentence
("Someone denied that a particular thing happened") whether the thing happened: 3 yes, 0 maybe, -3 no. Its sentences
name no one and nothing, so what they measure is the verb in its frame. Here the sentences of one verb and frame are
averaged, and a row kept where both the plain and the negated verb were asked.
"""

from __future__ import annotations

import json
import re
import sys
from collections import defaultdict
from pathlib import Path
from statistics import fmean

from twosource.language.pipeline import load

SENTENCE = re.compile(
    r"(?P<who>A particular person|Someone|John) (?P<aux>was n't|was|did n't)? ?(?P<verb>\w+)"
    r"(?P<particle> (?:out|up|in|on|off|over|down|back|around|through|along|away))? "
    r"(?P<rest>that|to|for|a particular person to) .*"
)
HEADER = """\
# What an English verb implies of its complement: lemma, frame, value, value when the verb is negated (-3 to 3).
# Frames: that, that-passive, to, to-passive, object-to, for-to. Averages over the sentences of a verb and frame.
# Source: MegaVeridicality 2 (White & Rawlins 2018, "The role of veridicality and factivity in clause selection";
# White, Rudinger, Rawlins & Van Durme 2018, "Lexicosyntactic inference in neural models"), an open data set of the
# MegaAttitude project, http://megaattitude.io; frame sentences by way of Jiang & de Marneffe (2021), code MIT.
# Made by twosource/reading/compile_veridicality.py; do not edit by hand.
"""


def frame_of(match: re.Match[str]) -> str:
    """The frame's name, as the data file's head lists them."""
    rest = match["rest"]
    passive = (match["aux"] or "").startswith("was")
    if rest in {"that", "to"}:
        return f"{rest}-passive" if passive else rest
    return "for-to" if rest == "for" else "object-to"


def compile_rows(lines: list[str]) -> list[tuple[str, str, float, float]]:
    """Rows of the data file, in order of lemma and frame, from the corpus's JSON lines."""
    nlp = load()
    values: dict[tuple[str, str], dict[bool, list[float]]] = defaultdict(lambda: defaultdict(list))
    for row in map(json.loads, lines):
        match = SENTENCE.match(row["text"])
        if match is None:
            continue
        verb = next(t for t in nlp(row["text"]) if t.idx == match.start("verb"))
        # Without a particle to belong to, spaCy's tag can be that of an adjective, whose lemma is the participle.
        lemma = verb.lemma_.lower() + (match["particle"] or "")
        negative = "n't" in (match["aux"] or "")
        values[lemma, frame_of(match)][negative].append(row["events"][0]["factuality"])
    return [
        (lemma, frame, fmean(by[False]), fmean(by[True]))
        for (lemma, frame), by in sorted(values.items())
        if by[False] and by[True]
    ]


def main() -> int:
    """Write the data file."""
    source, out = map(Path, sys.argv[1:3])
    rows = compile_rows(source.read_text(encoding="utf-8").splitlines())
    body = "".join(f"{lemma}\t{frame}\t{value:.1f}\t{negated:.1f}\n" for lemma, frame, value, negated in rows)
    out.write_text(HEADER + body, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
