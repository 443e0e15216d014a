"""The main job on annotated stories, as a person would run it: `python benchmarks/ledger.py [STORY ...]`.

Runs `twosource annotate`, `read` and `claims --json` on the seeds and the two developer stories of the shared corpora,
in place, with the outlets and dates of their gold, and prints what the shared scorers say. With `--from-text` nothing
but the texts is given, as for the seeds.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

SHARED = Path(__file__).resolve().parents[2] / "shared"
STORIES = ("seeds", "ledger-dev/moskva", "ledger-dev/kramatorsk")
TWOSOURCE = Path(sys.executable).parent / "twosource"


def rows(story: Path, *, from_text: bool) -> list[dict[str, str | None]]:
    """The story's reports as JSONL rows: doc, text, and outlet and date where they are given."""
    documents = json.loads((story / "gold.json").read_text(encoding="utf-8"))["documents"]
    made = []
    for name, known in documents.items():
        with (story / f"{name}.txt").open(encoding="utf-8", newline="") as file:
            row: dict[str, str | None] = {"doc": name, "text": file.read()}
        if not from_text:
            row |= {key: known.get(key) for key in ("outlet", "published", "url", "title") if known.get(key)}
        made.append(row)
    return made


def run(*command: str | Path, out: Path | None = None) -> str:
    """Run a command; its output goes to `out` or is returned."""
    done = subprocess.run([str(c) for c in command], check=False, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"{command[0]} exited with {done.returncode}: {done.stderr}")
    if out is not None:
        out.write_text(done.stdout, encoding="utf-8")
    return done.stdout


def moments(story: Path, scorer: Path) -> list[tuple[str, str]]:
    """(gold's moment, ISO time) of every moment whose standing the gold gives."""
    listed = run(sys.executable, scorer, story, "--list-moments").split("\n")
    return [(line.split()[0], line.split()[1]) for line in listed if line.strip()]


def measure(
    story: Path, work: Path, *, from_text: bool, options: tuple[str, ...] = (), history: bool = True
) -> list[str]:
    """Read one story and score it; returns what the scorers print, of the seeds' own scorer first.

    Args:
        story: folder with gold.json and texts.
        work: empty folder for what is written on the way.
        from_text: give no outlets and dates.
        options: further options of the scorers ("--json").
        history: list the claims as of each of the gold's moments too, which takes a command each.
    """
    source, ledger = work / "reports.jsonl", work / "story.ledger"
    text_rows = rows(story, from_text=from_text)
    source.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in text_rows), encoding="utf-8")
    annotations, claims = work / "a.jsonl", work / "c.json"
    run(TWOSOURCE, "annotate", source, out=annotations)
    run(TWOSOURCE, "--ledger", ledger, "read", source)
    run(TWOSOURCE, "--ledger", ledger, "claims", "--json", out=claims)
    scorer = SHARED / "scoring" / "ledger.py"
    as_of: list[str | Path] = []
    for number, (moment, time) in enumerate(moments(story, scorer) if history else ()):
        listing = work / f"as-of-{number}.json"
        run(TWOSOURCE, "--ledger", ledger, "claims", "--json", "--as-of", time, out=listing)
        as_of += ["--as-of", f"{moment}={listing}"]
    given: tuple[str | Path, ...] = ("--annotations", annotations, "--claims", claims, *options)
    tables = [run(sys.executable, scorer, story, *given, *as_of)]
    if story.name == "seeds":
        tables.insert(0, run(sys.executable, SHARED / "scoring" / "seeds.py", *given))
    return tables


def main() -> int:
    """Measure the stories named on the command line, all by default."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("stories", nargs="*", default=STORIES)
    parser.add_argument("--from-text", action="store_true", help="give no outlets and dates, only the texts")
    arguments = parser.parse_args()
    if not SHARED.exists():
        print("the shared corpora are not beside this checkout: nothing to measure")
        return 0
    for name in arguments.stories:
        with tempfile.TemporaryDirectory() as folder:
            given = arguments.from_text or name == "seeds"
            print(f"{name} ({'texts only' if given else 'with outlets and dates'})")
            print(*measure(SHARED / "corpora" / name, Path(folder), from_text=given), sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
