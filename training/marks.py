"""Marks: the short lines in which an annotator writes what he sees, and what turns them into offsets.

A document is shown as numbered sentences (`show`). One line marks one attribution:

    NUMBER | source | cue | content | flags

`NUMBER` is the cue's sentence. Source, cue and content quote the text; `~` stands for everything between two quoted
ends, ` + ` parts the pieces of one that is discontinuous, `7: ` before a piece says that it begins in sentence 7, and
`-` is an empty source or cue. A mark that names what is not there is an error with its line, never a guess.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

COMMITMENTS = {
    "denies": "denies",
    "confirms": "confirms",
    "unable": "unable-to-verify",
    "noev": "no-evidence-observed",
    "demands": "demands",
    "refuses": "refuses",
    "proposes": "proposes",
    "promises": "promises",
    "threatens": "threatens",
    "predicts": "predicts",
    "speculates": "speculates",
    "conditional": "conditional",
    "none": None,
}
STANCES = {"dist": "distancing", "endo": "endorsing"}
REACH = 6
"""Sentences after its first that a content's end is looked for in; longer quotations are marked in pieces."""

Span = tuple[int, int]


class MarkError(ValueError):
    """A mark that does not fit the text. One line: where, what, why."""


@dataclass(slots=True, kw_only=True)
class Mark:
    """One attribution as offsets into the document's text."""

    source: list[Span]
    cue: list[Span]
    content: list[Span]
    kind: str = "attributed"
    commitment: str | None = "asserts"
    stance: str = "neutral"


@dataclass(slots=True)
class Marked:
    """A document's marks, and the numbers of the sentences that state something in the outlet's own voice."""

    doc: str
    marks: list[Mark] = field(default_factory=list)
    own_voice: list[int] = field(default_factory=list)


def show(doc: str, text: str, sentences: Sequence[Span]) -> str:
    """The document as an annotator sees it: numbered sentences, white space evened out."""
    lines = [f"# DOC {doc}"]
    lines += [f"[{i}] {' '.join(text[s:e].split())}" for i, (s, e) in enumerate(sentences, 1)]
    return "\n".join(lines)


def read_marks(marked: str, documents: dict[str, tuple[str, Sequence[Span]]]) -> tuple[list[Marked], list[str]]:
    """The documents marked in one annotator's file, and an error for each line that does not fit."""
    found: list[Marked] = []
    errors: list[str] = []
    for number, raw in enumerate(marked.splitlines(), 1):
        line = raw.strip()
        if not line or line.startswith("//"):
            continue
        if line.startswith("# DOC "):
            found.append(Marked(line[6:].strip()))
            if found[-1].doc not in documents:
                errors.append(f"line {number}: no document {found[-1].doc!r}")
            continue
        if not found or found[-1].doc not in documents:
            errors.append(f"line {number}: stands before the first # DOC line")
            continue
        text, sentences = documents[found[-1].doc]
        try:
            if line.startswith("OWN"):
                found[-1].own_voice.extend(_numbers(line[3:], len(sentences)))
            else:
                found[-1].marks.append(_mark(line, text, sentences))
        except MarkError as error:
            errors.append(f"line {number}: {error}    in: {line[:120]}")
    return found, errors


def _numbers(text: str, last: int) -> Iterator[int]:
    for part in re.split(r"[\s,:]+", text.strip()):
        if not part:
            continue
        match = re.fullmatch(r"(\d+)(?:-(\d+))?", part)
        if match is None:
            raise MarkError(f"{part!r} is no sentence number")
        first, end = int(match[1]), int(match[2] or match[1])
        if not 1 <= first <= end <= last:
            raise MarkError(f"there is no sentence {part}")
        yield from range(first, end + 1)


def _mark(line: str, text: str, sentences: Sequence[Span]) -> Mark:
    cells = [cell.strip() for cell in line.split(" | ")]
    cells[-1] = cells[-1].rstrip("|").strip()
    if len(cells) == 4:
        cells.append("")
    if len(cells) != 5 or not cells[0].isdigit():
        raise MarkError("needs NUMBER | source | cue | content | flags")
    home = int(cells[0])
    if not 1 <= home <= len(sentences):
        raise MarkError(f"there is no sentence {home}")
    content = _pieces(cells[3], home, text, sentences, near=None)
    if not content:
        raise MarkError("an attribution has a content")
    near = content[0]
    cue = _pieces(cells[2], home, text, sentences, near=near)
    source = _pieces(cells[1], home, text, sentences, near=cue[0] if cue else near)
    mark = Mark(source=source, cue=cue, content=_less(content, [*cue, *source]))
    for flag in cells[4].replace(",", " ").split():
        if flag == "v":
            mark.kind = "verification"
        elif flag in COMMITMENTS:
            mark.commitment = COMMITMENTS[flag]
        elif flag in STANCES:
            mark.stance = STANCES[flag]
        else:
            raise MarkError(f"no flag {flag!r}")
    return mark


def _pieces(cell: str, home: int, text: str, sentences: Sequence[Span], *, near: Span | None) -> list[Span]:
    if cell in {"", "-"}:
        return []
    spans: list[Span] = []
    for piece in cell.split(" + "):
        match = re.match(r"(\d+):\s+(.*)", piece.strip(), re.DOTALL)
        sentence = int(match[1]) if match and 1 <= int(match[1]) <= len(sentences) else home
        quoted = match[2] if match and sentence == int(match[1]) else piece.strip()
        spans.append(_find(quoted, text, sentences, sentence, near))
    return sorted(spans)


def _find(quoted: str, text: str, sentences: Sequence[Span], sentence: int, near: Span | None) -> Span:
    occurrence = 0
    match = re.search(r"#(\d)$", quoted)
    if match:
        occurrence, quoted = int(match[1]), quoted[: match.start()]
    first, _, last = (part.strip() for part in quoted.partition("~"))
    low, high = sentences[sentence - 1]
    starts = list(_pattern(first).finditer(text, low, high)) or list(
        _pattern(first).finditer(text, low, sentences[min(sentence, len(sentences) - 1)][1])
    )
    if not starts:
        raise MarkError(f"sentence {sentence} has no {first!r}")
    if occurrence:
        if occurrence > len(starts):
            raise MarkError(f"{first!r} stands {len(starts)} times in sentence {sentence}")
        begin = starts[occurrence - 1]
    elif near is not None:
        begin = min(starts, key=lambda m: max(near[0] - m.end(), m.start() - near[1], 0))
    else:
        begin = starts[0]
    if not last:
        return begin.span()
    limit = sentences[min(sentence - 1 + REACH, len(sentences) - 1)][1]
    end = _pattern(last).search(text, begin.end(), limit)
    if end is None:
        raise MarkError(f"after {first!r} there is no {last!r}")
    return begin.start(), end.end()


def _pattern(quoted: str) -> re.Pattern[str]:
    """The quoted words with any white space between them, at word boundaries."""
    words = quoted.split()
    if not words:
        raise MarkError("an empty piece")
    body = r"\s*".join(_marks(word) for word in re.findall(r"\w+|[^\w\s]+", quoted))
    left = r"(?<!\w)" if words[0][0].isalnum() else ""
    right = r"(?!\w)" if words[-1][-1].isalnum() else ""
    return re.compile(left + body + right)


QUOTES = "\"“”„«»''‘’`"


def _marks(word: str) -> str:
    """A word as a pattern; quotation marks and dashes match their kin, which annotators cannot tell apart."""
    return "".join(f"[{QUOTES}]" if c in QUOTES else "[-–—]" if c in "-–—" else re.escape(c) for c in word)


def _less(spans: list[Span], holes: list[Span]) -> list[Span]:
    for hole in holes:
        cut: list[Span] = []
        for start, end in spans:
            if hole[0] >= end or hole[1] <= start:
                cut.append((start, end))
            else:
                cut += [piece for piece in ((start, hole[0]), (hole[1], end)) if piece[1] - piece[0] > 1]
        spans = cut
    return spans
