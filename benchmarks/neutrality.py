"""Neutrality of the whole way, measured: `python benchmarks/neutrality.py [CORPUS ...] [--show N] [--world real]`.

Exchanges two parties in a set of reports (rule 9 of standing), reads, links and judges both sets, and prints how much
is the same but for the names. Corpora: the bundled samples, the annotated stories, and 200 press reports of the shared
corpora, alone and in groups of 20 by date. Exit code 1 when a standing is not the same.

With `--world real` the exchanged reports are read with the tables as they are, and what the tables know better of one
party shows. With `--cues` the cues are exchanged and not the parties.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import re
import sys
import tempfile
import tomllib
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from twosource.linking import link
from twosource.model import Reading, Report, Span, Statement, reports_of
from twosource.readers.options import ReadOptions
from twosource.readers.reports import Metadata, make_report
from twosource.reading.reader import Reader
from twosource.standing import stand
from twosource.world.phrases import tokenise

if TYPE_CHECKING or __package__:
    from benchmarks._exchange import Exchange, enter
else:
    from _exchange import Exchange, enter  # run as a script, this folder is on the path and its parent is not

SHARED = Path(__file__).resolve().parents[2] / "shared" / "corpora"
SAMPLES = Path(__file__).resolve().parents[1] / "twosource" / "cli" / "samples"
EQUIVALENTS = Path(__file__).parent / "data" / "cue_equivalents.toml"
PRESS, GROUP = 200, 20
"""Press reports, taken at equal steps through the file; and how many are linked together."""
GROUPED = "group "
"""How the units begin in which press reports are linked together."""
STORIES = ("samples", "seeds", "ledger-dev/moskva", "ledger-dev/kramatorsk")
PARTIES = {"samples": ("Norway", "Iceland")}
OTHERWISE = ("Russia", "Ukraine")
Row = dict[str, Any]
"""doc, text, and outlet, published, title where known."""


class Unit(NamedTuple):
    """Reports that are linked together: rows' indexes in their corpus."""

    name: str
    rows: tuple[int, ...]


class Corpus(NamedTuple):
    """Reports, and how they are put together for linking."""

    name: str
    rows: list[Row]
    units: list[Unit]


# --- what is read ---------------------------------------------------------------------------------------------------


def corpora(names: Sequence[str]) -> Iterator[Corpus]:
    """The corpora of those names, as far as they are there."""
    for name in names:
        if name == "press":
            rows = press()
            alone = [Unit(str(row["doc"]), (i,)) for i, row in enumerate(rows)]
            starts = range(0, len(rows), GROUP)
            groups = [Unit(f"{GROUPED}{n}", tuple(range(len(rows))[at : at + GROUP])) for n, at in enumerate(starts, 1)]
            if rows:
                yield Corpus("press", rows, alone + groups)
        elif rows := samples() if name == "samples" else story(SHARED / name):
            yield Corpus(name, rows, [Unit(name, tuple(range(len(rows))))])


def samples() -> list[Row]:
    """The reports that come with the package."""
    return [{"doc": path.stem, "text": path.read_text(encoding="utf-8")} for path in sorted(SAMPLES.glob("*.txt"))]


def story(folder: Path) -> list[Row]:
    """The reports of an annotated story, with what its gold says of them."""
    if not folder.exists():
        return []
    documents = json.loads((folder / "gold.json").read_text(encoding="utf-8"))["documents"]
    return [
        {"doc": doc, "text": (folder / f"{doc}.txt").read_bytes().decode("utf-8")}
        | {key: known[key] for key in ("outlet", "published", "title") if known.get(key)}
        for doc, known in documents.items()
    ]


def press() -> list[Row]:
    """`PRESS` reports at equal steps through the file, in order of publication."""
    path = SHARED / "war-news" / "press-2022.jsonl"
    if not path.exists():
        return []
    with path.open(encoding="utf-8") as file:
        rows = [row for row in map(json.loads, file) if row["lang"] == "en"]
    chosen = [rows[i * len(rows) // PRESS] for i in range(PRESS)]
    return sorted(chosen, key=lambda row: (row["published"], row["doc"]))


def exchanged(row: Row, exchange: Exchange) -> Row:
    """The row with its text and title exchanged, and its outlet where that is an organ of a state."""
    return row | {key: exchange(row[key]) for key in ("text", "title", "outlet") if row.get(key)}


# --- reading, linking, judging --------------------------------------------------------------------------------------


def read(corpus: Corpus, folder: Path | None, *, masked: bool) -> list[Row]:
    """What a corpus gives in this world, or in that whose tables lie in the folder; runs in a process of its own.

    Returns:
        Of each unit its statements and claims, with spans by words so that texts of other lengths compare.
    """
    if folder is not None:
        enter(folder, *PARTIES.get(corpus.name, OTHERWISE))
    reader = Reader(masked=masked)
    readings = [reader.read(report(row)) for row in corpus.rows]
    return [judged([readings[i] for i in unit.rows]) for unit in corpus.units]


def report(row: Row) -> Report:
    """The report of a row."""
    known: Any = {key: row.get(key) for key in ("outlet", "published", "title", "lang")}
    return make_report(row["text"], doc=row["doc"], path=row["doc"], options=ReadOptions(), metadata=Metadata(**known))


def judged(readings: Sequence[Reading]) -> Row:
    """Statements and claims of reports that are linked together, by keys that do not depend on names."""
    keys: dict[str, str] = {}
    statements: dict[str, Row] = {}
    for reading in readings:
        words = Words(reading.report.text)
        for one in reading.statements:
            keys[one.id] = f"{one.doc} {one.kind.value} " + " ".join(
                words.of(part) for part in (one.source, one.cue, one.content)
            )
            statements[keys[one.id]] = facts(one, words)
    for reading in readings:
        for one in reading.statements:
            statements[keys[one.id]]["nested"] = keys.get(one.nested_in or "")
    by_id = {s.id: s for reading in readings for s in reading.statements}
    claims = {}
    for claim in link(readings):
        standing = stand(claim, by_id, reports_of(readings))
        core = f"{keys[claim.members[0].statement]} {claim.event_type}"
        while core in claims:
            core += "'"
        claims[core] = {
            "members": sorted((keys[m.statement], m.relation.value) for m in claim.members),
            "scores": sorted((keys[m.statement], m.score) for m in claim.members),
            "links": {
                name: sorted(keys[i] for i in getattr(claim, name))
                for name in ("disputed_by", "confirmed_by", "retracted_by", "unable_to_verify", "responses", "bears_on")
            },
            "origins": claim.independent_origins,
            "standing": [standing.term.value, standing.grade.reliability, standing.grade.credibility, standing.rules],
        }
    return {"statements": statements, "claims": claims}


class Words:
    """A text's words, so that a span can be given as words and not as characters."""

    def __init__(self, text: str) -> None:
        tokens = tokenise(text)
        self._starts = [t.start for t in tokens]
        self._ends = [t.end for t in tokens]

    def of(self, spans: Iterable[Span]) -> str:
        """First and last word of each span."""
        return (
            "["
            + ",".join(f"{bisect_right(self._ends, s.start)}-{bisect_left(self._starts, s.end)}" for s in spans)
            + "]"
        )


def facts(one: Statement, words: Words) -> Row:
    """What is known of a statement, names in fields of their own."""
    actor: Any = one.actor
    proposition: Any = one.proposition
    quantities: Any = one.quantities or ()
    times: Any = one.times or ()
    return {
        "commitment": one.commitment,
        "manner": [one.manner, one.stance, one.response],
        "kind": actor and actor.kind,
        "side": actor and actor.side,
        "name": actor and actor.name,
        "channel": one.channel,
        "proposition": proposition
        and [proposition.event_type, proposition.strength, proposition.polarity, proposition.refers_to],
        "doers": proposition and [proposition.agent, proposition.patient],
        "amounts": [(words.of([q.span]), q.value, q.unit, q.comparator) for q in quantities],
        "times": [(words.of([t.span]), t.value) for t in times],
        "confidence": one.confidence,
    }


# --- comparing ------------------------------------------------------------------------------------------------------

NAMED = ("side", "name", "channel", "doers")
PLAIN = ("commitment", "manner", "kind", "proposition", "amounts", "times", "nested")
OF_CLAIMS = ("members", "scores", "links", "origins", "standing")
ROUNDING = 0.002
"""By which two confidences may differ."""


def compare(
    here: Sequence[Row], there: Sequence[Row], units: Sequence[Unit], rename: Any
) -> tuple[Counter[str], list[str]]:
    """How much of two readings is the same, and what differs.

    Args:
        here: of each unit, as `read` gives it.
        there: the same of the exchanged reports.
        units: for their names.
        rename: gives a name in `here` as it should be in `there`.
    """
    count: Counter[str] = Counter()
    cases: list[str] = []
    for unit, one, other in zip(units, here, there, strict=True):
        mine, theirs = one["statements"], other["statements"]
        count["statements"] += len(mine.keys() | theirs.keys())
        count["found"] += len(mine.keys() & theirs.keys())
        cases += [f"{unit.name}: statement only {where}: {key}" for key, where in _missing(mine, theirs)]
        for key in mine.keys() & theirs.keys():
            count["both"] += 1
            for field in (*PLAIN, *NAMED):
                want = rename(mine[key][field]) if field in NAMED else mine[key][field]
                same = want == theirs[key][field]
                count[field] += same
                if not same:
                    cases.append(f"{unit.name}: {field} {want} now {theirs[key][field]}: {key}")
            sure = [mine[key]["confidence"], theirs[key]["confidence"]]
            count["confidence"] += sure[0] == sure[1] or (None not in sure and abs(sure[0] - sure[1]) <= ROUNDING)
        _claims(unit, one["claims"], other["claims"], count, cases)
    return count, cases


def _missing(mine: Row, theirs: Row) -> Iterator[tuple[str, str]]:
    for key in mine.keys() ^ theirs.keys():
        yield key, "before" if key in mine else "after"


def _claims(unit: Unit, mine: Row, theirs: Row, count: Counter[str], cases: list[str]) -> None:
    count["claims"] += len(mine.keys() | theirs.keys())
    cases += [f"{unit.name}: CLAIM only {where}: {key}" for key, where in _missing(mine, theirs)]
    for key in mine.keys() & theirs.keys():
        a, b = mine[key], theirs[key]
        for field in OF_CLAIMS:
            count[field] += a[field] == b[field]
            if a[field] != b[field]:
                cases.append(f"{unit.name}: CLAIM {field} {a[field]} now {b[field]}: {key}")


def _share(part: int, whole: int) -> str:
    return "-" if not whole else f"{100 * part / whole:.2f}" if part < whole else "100"


COLUMNS = ("found", *PLAIN, *NAMED, "confidence", *OF_CLAIMS)


def show(name: str, count: Counter[str]) -> None:
    """One block of the table."""
    print(f"\n{name}: {count['statements']} statements, {count['claims']} claims; percent the same")
    for column in COLUMNS:
        whole = "statements" if column == "found" else "claims" if column in OF_CLAIMS else "both"
        print(f"  {column:12} {_share(count[column], count[whole]):>7}")


# --- the two tests --------------------------------------------------------------------------------------------------


def exchange_test(corpus: Corpus, *, real: bool, masked: bool) -> dict[str, tuple[Counter[str], list[str]]]:
    """Read a corpus with its parties exchanged, and exchanged back.

    Exchanged back a text is as it was, but that each name is spelt in one way ("Kyiv", no "Kiev"): else two spellings
    of one text would be one in the other.
    """
    exchange = Exchange(*PARTIES.get(corpus.name, OTHERWISE))
    there = corpus._replace(rows=[exchanged(row, exchange) for row in corpus.rows])
    corpus = corpus._replace(rows=[exchanged(row, exchange) for row in there.rows])
    context = multiprocessing.get_context("spawn")
    with tempfile.TemporaryDirectory() as name, ProcessPoolExecutor(2, mp_context=context) as pool:
        folder = Path(name)
        exchange.write(folder)
        jobs = [pool.submit(read, corpus, None, masked=masked)]
        jobs.append(pool.submit(read, there, None if real else folder, masked=masked))
        before, after = (job.result() for job in jobs)
    unequal = [
        row["doc"]
        for row, new in zip(corpus.rows, there.rows, strict=True)
        if len(tokenise(row["text"])) != len(tokenise(new["text"]))
    ]

    def rename(value: Any) -> Any:
        if isinstance(value, list):
            return [rename(part) for part in value]
        return exchange(value) if isinstance(value, str) else value

    found = {}
    for title, together in ((corpus.name, False), (f"{corpus.name}, {GROUP} together", True)):
        chosen = [i for i, unit in enumerate(corpus.units) if unit.name.startswith(GROUPED) == together]
        if chosen:
            here, mirrored = ([rows[i] for i in chosen] for rows in (before, after))
            found[title] = compare(here, mirrored, [corpus.units[i] for i in chosen], rename)
    first = next(iter(found.values()))
    first[1][:0] = [f"{doc}: the exchanged text has another number of words" for doc in unequal]
    return found


def cue_test(corpus: Corpus, *, masked: bool) -> tuple[Counter[str], list[str]]:
    """Read a corpus's reports as they are, and with the cues of each set put for their equivalents.

    A statement is counted where its cue is one that is exchanged; it must be found in the other reading too, with the
    same source, content, commitment and actor. A word of another length moves what follows, so spans are compared by
    their own text.
    """
    count: Counter[str] = Counter()
    cases: list[str] = []
    reader = Reader(masked=masked)
    for row in corpus.rows:
        before = [said(one, row["text"]) for one in reader.read(report(row)).statements]
        for cue, other in equivalents():
            text = re.sub(rf"\b{re.escape(cue)}\b", other, row["text"])
            touched = [one for one in before if one[1] == cue]
            if not touched or text == row["text"]:
                continue
            after = Counter(said(one, text) for one in reader.read(report(row | {"text": text})).statements)
            for one in touched:
                key = tuple(re.sub(rf"\b{re.escape(cue)}\b", other, part) if part else part for part in one)
                same = after[key] > 0
                count["cues"] += 1
                count["same"] += same
                if not same:
                    cases.append(f"{row['doc']}: {cue} as {other}: {one}")
    return count, cases


def said(one: Statement, text: str) -> tuple[str, ...]:
    """A statement by the words of its parts, its commitment and its actor."""
    actor: Any = one.actor
    parts = (" | ".join(span.of(text) for span in spans) for spans in (one.source, one.cue, one.content))
    return (*parts, str(one.commitment), f"{actor.name} {actor.side}" if actor else "")


def equivalents() -> list[tuple[str, str]]:
    """Each pair of cues that say the same, both ways."""
    sets = tomllib.loads(EQUIVALENTS.read_text(encoding="utf-8"))["sets"]
    return [(cue, other) for group in sets for cue in group for other in group if cue != other]


def main() -> int:
    """Measure and print; 1 when a standing is not the same."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", nargs="*", default=[*STORIES, "press"])
    parser.add_argument("--show", type=int, default=0, metavar="N", help="print the first N cases that differ")
    parser.add_argument(
        "--world", choices=("exchanged", "real"), default="exchanged", help="tables of the second reading"
    )
    parser.add_argument("--cues", action="store_true", help="put cues that say the same for one another instead")
    parser.add_argument("--unmasked", action="store_true", help="let the trained models see the names")
    arguments = parser.parse_args()
    whole = 0
    for corpus in corpora(arguments.corpus):
        if arguments.cues:
            count, cases = cue_test(corpus, masked=not arguments.unmasked)
            share = _share(count["same"], count["cues"])
            print(f"{corpus.name}: {count['cues']} cues put for equivalents, {share} % the same")
            print("\n".join(f"    {case}" for case in cases[: arguments.show]))
            continue
        tables = exchange_test(corpus, real=arguments.world == "real", masked=not arguments.unmasked)
        for title, (count, cases) in tables.items():
            show(title, count)
            whole += count["claims"] - count["standing"]
            print("\n".join(f"    {case}" for case in cases[: arguments.show]))
    return int(whole > 0)


if __name__ == "__main__":
    sys.exit(main())
