"""Attribution on PolNeAR's dev part: `python benchmarks/attribution.py [--rules]`.

PolNeAR states no licence: it is measured with, never trained or tuned on. Prints the shared scorer's table, which
leaves nested, own-voice and verification statements out as the corpus does, then recall by sort of cue, and how fast
tagger and rules are on one thread, the parse not counted.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any

from spacy.tokens import Doc

from twosource.exports.annotations import to_json
from twosource.model import Report, sha256_of
from twosource.reading.reader import AHEAD, Reader
from twosource.reading.tagger import default_tagger

SHARED = Path(__file__).resolve().parents[2] / "shared"
CORPUS = SHARED / "corpora" / "polnear" / "dev"
SPEECH = """say tell ask add argue announce call claim comment declare describe explain insist note quote read remark
reply report respond speak state suggest talk tweet warn write accuse blame criticize criticise praise urge promise"""
SHOW = "show find confirm reveal indicate demonstrate"
NEGATED = re.compile(
    r"\b(?:not|never|no|refus\w+|declin\w+|denie[ds]|deny\w*|without|fail\w*)\b|n['’]t\b", re.IGNORECASE
)


def sort_of(cue: Doc) -> list[str]:
    """The sorts that a gold cue is of; a negated cue counts there and nowhere else."""
    if "according" in cue.text.lower():
        return ["according to"]
    if NEGATED.search(cue.text):
        return ["negated or declined"]
    verbs = {t.lemma_.lower() for t in cue if t.pos_ in {"VERB", "AUX"}}
    if verbs & set(SHOW.split()):
        return ["show, find, confirm"]
    if verbs & set(SPEECH.split()):
        return ["speech verb"]
    if not verbs and any(t.pos_ in {"NOUN", "PROPN"} for t in cue):
        return ["noun cue"]
    return ["other cue"]


def by_cue(reader: Reader, scorer: ModuleType, predictions: Path) -> None:
    """Print recall of `attributed` by sort of cue."""
    total: Counter[str] = Counter()
    hit: Counter[str] = Counter()
    found = scorer.read_predictions(str(predictions))
    for doc, (raw, versions) in sorted(scorer.read_gold(str(CORPUS)).items()):
        text, records = scorer.Text(raw), versions[min(versions)]
        gold = scorer.load_records(text, records, doc)
        guesses = scorer.load_records(text, found.get(doc, []), doc)
        right = {
            id(true)
            for guess, true, overlap in scorer.pair_up(guesses, gold)
            if overlap >= 0.5 and scorer.same_source(guess, true)
        }
        for attribution, record in zip(gold, records, strict=True):
            cue = " ".join(raw[s:e] for s, e in record["cue"])
            for sort in sort_of(reader.nlp(cue) if cue else Doc(reader.nlp.vocab)):
                total[sort] += 1
                hit[sort] += id(attribution) in right
    print("\nrecall of `attributed` by sort of cue")
    for sort, number in total.most_common():
        print(f"  {sort:22} {100 * hit[sort] / number:5.1f}   of {number}")


def speed(reader: Reader, reports: list[Report]) -> None:
    """Print words a second of tagger, rules and both, on one thread."""
    words = sum(len(report.text.split()) for report in reports)
    spent = {"tagger": 0.0, "rules": 0.0}
    steps = dict(reader.nlp.pipeline)
    for report in reports:
        doc: Any = reader.nlp.make_doc(report.text)
        doc._.report = report
        for name, step in reader.nlp.pipeline:
            if name not in {"twosource_tagger", "twosource_statements"}:
                doc = step(doc)
        began = time.process_time()
        doc.user_data.pop(AHEAD, None)
        if "twosource_tagger" in steps:
            doc = steps["twosource_tagger"](doc)
        middle = time.process_time()
        steps["twosource_statements"](doc)
        spent["tagger"] += middle - began
        spent["rules"] += time.process_time() - middle
    both = sum(spent.values())
    print("\nwords a second on one thread, parse not counted")
    for name, seconds in {**spent, "tagger and rules": both}.items():
        if seconds:
            print(f"  {name:18} {words / seconds:8.0f}")


def main() -> int:
    """Read the corpus's texts in place and score them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rules", action="store_true", help="rules alone, without the tagger")
    arguments = parser.parse_args()
    if not CORPUS.exists():
        print("the shared corpora are not beside this checkout: nothing to measure")
        return 0
    reader = Reader(steps=("places",) if arguments.rules else ("places", "tagger"))
    if not arguments.rules:
        print(f"attribution model {default_tagger().version}")
    reports = []
    for path in sorted((CORPUS / "text").glob("*.txt")):
        with path.open(encoding="utf-8", newline="") as file:
            text = file.read()
        reports.append(Report(doc=path.stem, text=text, sha256=sha256_of(text)))
    path = SHARED / "scoring" / "attribution.py"
    spec = spec_from_file_location("scoring_attribution", path)
    if spec is None or spec.loader is None:
        raise ImportError(f"no scorer at {path}")
    scorer = module_from_spec(spec)
    spec.loader.exec_module(scorer)
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "predictions.jsonl"
        rows = (json.dumps(to_json(reader.read(report)), ensure_ascii=False) for report in reports)
        out.write_text("\n".join(rows) + "\n", encoding="utf-8")
        code = subprocess.run([sys.executable, str(path), "--gold", str(CORPUS), "--pred", str(out)], check=False)
        by_cue(reader, scorer, out)
    speed(reader, reports[:30])
    return code.returncode


if __name__ == "__main__":
    sys.exit(main())
