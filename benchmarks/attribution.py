"""Attribution on PolNeAR's dev part: `python benchmarks/attribution.py`.

PolNeAR states no licence: it is measured with, never trained or tuned on. Prints the shared scorer's table, which
leaves nested, own-voice and verification statements out, as the corpus does.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from twosource.exports.annotations import to_json
from twosource.model import Report, sha256_of
from twosource.reading.reader import Reader

SHARED = Path(__file__).resolve().parents[2] / "shared"
CORPUS = SHARED / "corpora" / "polnear" / "dev"


def main() -> int:
    """Read the corpus's texts in place and score them."""
    if not CORPUS.exists():
        print("the shared corpora are not beside this checkout: nothing to measure")
        return 0
    reader = Reader(steps=("places",))
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as out:
        for path in sorted((CORPUS / "text").glob("*.txt")):
            with path.open(encoding="utf-8", newline="") as file:
                text = file.read()
            reading = reader.read(Report(doc=path.stem, text=text, sha256=sha256_of(text)))
            out.write(json.dumps(to_json(reading), ensure_ascii=False) + "\n")
        out.flush()
        scorer = SHARED / "scoring" / "attribution.py"
        return subprocess.run(
            [sys.executable, str(scorer), "--gold", str(CORPUS), "--pred", out.name], check=False
        ).returncode


if __name__ == "__main__":
    sys.exit(main())
