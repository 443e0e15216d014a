"""Reports grouped into stories: how right on ECB+, how the stories of a war's press come out, and how fast.

    python benchmarks/stories.py [FOLDER] [--titles N] [--write FILE]

FOLDER holds the shared corpora and scorers; by default the one beside the checkout. ECB+ dev: B-cubed, pairs and
adjusted Rand index by the corpora's own scorer, over all topics and over each half (topics 1-17, 18 and after), for
the order of the file and for ten random orders. Press: sizes of stories, without a score, for it has no gold.
`--titles` prints the headlines of every so manyth story of two reports or more. `--write` writes the grouping of ECB+
dev as the scorer takes it.
"""

from __future__ import annotations

import argparse
import json
import random
import runpy
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from statistics import fmean
from typing import Any

from twosource.linking.stories import Centroid, assign, group, index_keys, lookups, profile, story_id
from twosource.linking.story_profiles import Profile
from twosource.model import Report
from twosource.readers.options import ReadOptions
from twosource.readers.reports import Metadata, make_report

SHARED = Path(__file__).resolve().parents[2] / "shared"
STORIES = "corpora/stories/ecbplus-dev.jsonl"
PRESS = "corpora/war-news/press-2022.jsonl"
POSTS = ("corpora/war-news/telegram-ru-2024.jsonl", "corpora/war-news/telegram-ua-2026.jsonl")
COPIES = "corpora/war-news/reuse-pairs-telegram-ru.jsonl"
COPY = 0.5
"""Containment from which one post is a copy of another, as the corpora say."""
HALF = 17
"""The last topic of the first half."""
ORDERS = 10

Measure = Callable[[Mapping[str, str], Mapping[str, str]], dict[str, Any]]
Groups = Sequence[Sequence[int]]


def rows_of(path: Path) -> list[dict[str, Any]]:
    """The rows of a JSONL file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def report_of(row: Mapping[str, Any]) -> Report:
    """The report of a row, as the reader makes it: with the date that its text states, where the row has none."""
    metadata = Metadata(
        outlet=row.get("outlet"),
        published=row.get("published"),
        title=row.get("title"),
        lang=row.get("lang"),
        url=row.get("url"),
    )
    return make_report(row["text"], doc=row["doc"], path=row["doc"], options=ReadOptions(), metadata=metadata)


def scored(measure: Measure, rows: Sequence[Mapping[str, Any]], groups: Groups, *, topics: range) -> dict[str, float]:
    """F1 of B-cubed and pairs and the Rand index of the rows of some topics, in hundredths."""
    story = {i: str(number) for number, members in enumerate(groups) for i in members}
    inside = [i for i, row in enumerate(rows) if int(row["topic"]) in topics]
    result = measure({rows[i]["doc"]: rows[i]["story"] for i in inside}, {rows[i]["doc"]: story[i] for i in inside})
    return {
        "B3": 100 * result["bcubed"]["f1"],
        "P": 100 * result["bcubed"]["p"],
        "R": 100 * result["bcubed"]["r"],
        "pairs": 100 * result["pairs"]["f1"],
        "ARI": 100 * result["ari"],
        "stories": result["pred_clusters"],
    }


def shuffled(profiles: Sequence[Profile], seed: int) -> Groups:
    """The stories of the profiles given in a random order, in indices of the order that they are in."""
    order = list(range(len(profiles)))
    random.Random(seed).shuffle(order)  # noqa: S311 - an order, no secret
    return [[order[i] for i in members] for members in group([profiles[i] for i in order])]


def one_by_one(profiles: Sequence[Profile]) -> Groups:
    """The stories when each report is given its own as it comes, and none is looked at again; nothing is damped."""
    stories: dict[str, Centroid] = {}
    listed: dict[str, dict[str, None]] = {}
    members: dict[str, list[int]] = {}
    for i, each in enumerate(profiles):
        near = {story: stories[story] for key in lookups(each) for story in listed.get(key, ())}
        story = assign(each, near).story or story_id(f"{i} {each.report}")
        stories.setdefault(story, Centroid()).add(each)
        members.setdefault(story, []).append(i)
        for key in index_keys(each):
            listed.setdefault(key, {})[story] = None
    return list(members.values())


def line(name: str, values: Mapping[str, float]) -> None:
    """Print one row of the table."""
    print(f"{name:<34}" + "".join(f"{key} {value:>5.1f}  " for key, value in values.items()))


def ecb(measure: Measure, folder: Path, target: Path | None) -> None:
    """Print what ECB+ dev gives."""
    rows = rows_of(folder / STORIES)
    profiles = [profile(report_of(row)) for row in rows]
    every = range(1000)
    groups = group(profiles)
    line("ECB+ dev", scored(measure, rows, groups, topics=every))
    line(f"  topics 1-{HALF}", scored(measure, rows, groups, topics=range(HALF + 1)))
    line(f"  topics {HALF + 1}-", scored(measure, rows, groups, topics=range(HALF + 1, 1000)))
    line("  one by one", scored(measure, rows, one_by_one(profiles), topics=every))
    runs = [scored(measure, rows, shuffled(profiles, seed), topics=every)["B3"] for seed in range(ORDERS)]
    line(f"  {ORDERS} random orders, B3", {"mean": fmean(runs), "least": min(runs), "most": max(runs)})
    if target is not None:
        made = [{"doc": rows[i]["doc"], "story": str(n)} for n, members in enumerate(groups) for i in members]
        target.write_text("".join(json.dumps(row) + "\n" for row in made), encoding="utf-8")


def sizes(name: str, groups: Groups) -> None:
    """Print how many stories there are and how large."""
    counts = sorted(map(len, groups), reverse=True)
    total = sum(counts)
    line(
        name,
        {
            "reports": total,
            "stories": len(counts),
            "of one report": sum(count == 1 for count in counts),
            "largest %": 100 * counts[0] / total,
        },
    )
    print(f"  largest: {' '.join(map(str, counts[:20]))}")


def press(folder: Path, every: int) -> None:
    """Print what the press of a war gives, and how long it takes."""
    rows = rows_of(folder / PRESS)
    reports = [report_of(row) for row in rows]
    profile(reports[0])  # the word lists are loaded once
    for count in (400, len(reports)):
        begun = time.process_time()
        profiles = [profile(report) for report in reports[:count]]
        between = time.process_time()
        groups = group(profiles)
        ended = time.process_time()
        per = 1000 / count
        line(
            f"{count} reports, s per 1,000", {"profiles": (between - begun) * per, "grouping": (ended - between) * per}
        )
    sizes("press of one war", groups)
    shown = [members for members in groups if len(members) > 1]
    for members in shown[::every] if every else ():
        print(f"\n{len(members)} reports")
        for i in members[:8]:
            print(f"    {str(rows[i]['published'])[:10]}  {rows[i]['title']}")


def posts(folder: Path) -> None:
    """Print what posts in Russian and Ukrainian give, and how many copies of one post are in one story."""
    for name in POSTS:
        rows = rows_of(folder / name)
        groups = group([profile(report_of(row)) for row in rows])
        sizes(Path(name).stem, groups)
        story = {rows[i]["doc"]: number for number, members in enumerate(groups) for i in members}
        pairs = [row for row in rows_of(folder / COPIES) if {row["a"], row["b"]} <= story.keys()]
        for label, chosen in (("copies", [p for p in pairs if p["containment"] >= COPY]), ("reuse", pairs)):
            if chosen:
                together = sum(story[pair["a"]] == story[pair["b"]] for pair in chosen)
                line(f"  {label} in one story", {"pairs": len(chosen), "%": 100 * together / len(chosen)})


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, default=SHARED)
    parser.add_argument("--titles", type=int, default=0, metavar="N")
    parser.add_argument("--write", type=Path, metavar="FILE")
    args = parser.parse_args()
    measure: Measure = runpy.run_path(str(args.folder / "scoring/clustering.py"))["measure"]
    ecb(measure, args.folder, args.write)
    press(args.folder, args.titles)
    posts(args.folder)


if __name__ == "__main__":
    main()
