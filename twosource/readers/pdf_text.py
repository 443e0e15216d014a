"""The lines of a PDF's pages to a text with paragraphs. Only this is changed of what stands on the pages.

- Lines of one paragraph are joined by a space, paragraphs are parted by a blank line.
- A hyphen at a line's end goes where it is a soft one, or where the word without it stands elsewhere in the text and
  the word with it does not. Any other hyphen stays, and the next line follows it without a space.
- Page numbers, and lines at the head or foot of most pages, are left out: they cut sentences in two.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

SHORT = 0.75
"""Share of the page's usual line below which a line that ends a sentence ends its paragraph. Ragged lines are seldom
shorter: the word that did not fit would have to be a quarter of the line."""
USUAL = 0.9
"""Of the lines by length, the one that is as long as the text is wide: headings and last lines are shorter."""
RUNNING_PAGES = 3
"""Pages on which a line must stand at the same end to be a running head; on half of all pages as well."""
RUNNING_LINES = 2
"""Lines at either end of a page among which running heads are looked for."""
SENTENCE_END = re.compile(r"[.!?…:][\"'”’»)\]]*$")
ITEM = re.compile(r"(?:[•▪◦‣*·–—-]\s|\(?\d{1,2}[.)]\s)")
PAGE_NUMBER = re.compile(r"[-–—\s]*(?:page\s+)?\d{1,4}(?:\s*(?:/|of)\s*\d{1,4})?[-–—\s]*", re.IGNORECASE)
DIGITS = re.compile(r"\d+")
BROKEN = re.compile(r"([^\W\d_]+)-$")
BEGUN = re.compile(r"[^\W\d_]+")
WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
SOFT_HYPHEN = "\u00ad"


def text_of_pages(pages: Sequence[str]) -> str:
    """The text of all pages.

    Args:
        pages: the text of each as it is drawn, line by line.
    """
    lines = [[line.strip() for line in page.splitlines()] for page in pages]
    running = running_lines(lines)
    bodies = [body(page, running) for page in lines]
    words = Counter(word.lower() for page in bodies for line in page for word in WORD.findall(line))
    paragraphs: list[str] = []
    for page in bodies:
        for number, paragraph in enumerate(paragraphs_of(page, words)):
            if number == 0 and paragraphs and goes_on(paragraphs[-1], paragraph):
                paragraphs[-1] = joined(paragraphs[-1], paragraph, words)
            else:
                paragraphs.append(paragraph)
    return "\n\n".join(paragraphs)


def without_digits(line: str) -> str:
    """A line as it is on every page, whatever number it bears there."""
    return DIGITS.sub("0", line)


def ends_of(page: list[str]) -> set[str]:
    """The first and the last lines of a page, without numbers."""
    filled = [line for line in page if line]
    return {without_digits(line) for line in (*filled[:RUNNING_LINES], *filled[-RUNNING_LINES:])}


def running_lines(pages: list[list[str]]) -> set[str]:
    """The lines, without numbers, that stand at the head or foot of most pages."""
    counts = Counter(line for page in pages for line in ends_of(page))
    least = max(RUNNING_PAGES, (len(pages) + 1) // 2)
    return {line for line, count in counts.items() if count >= least}


def body(page: list[str], running: set[str]) -> list[str]:
    """The lines of a page without running heads and its number."""
    filled = [number for number, line in enumerate(page) if line]
    ends = {*filled[:RUNNING_LINES], *filled[-RUNNING_LINES:]}
    left_out = {n for n in ends if without_digits(page[n]) in running or PAGE_NUMBER.fullmatch(page[n])}
    return [line for number, line in enumerate(page) if number not in left_out]


def paragraphs_of(page: list[str], words: Counter[str]) -> list[str]:
    """The paragraphs of a page; `words` is how often each word stands in the text, in lower case."""
    lengths = sorted(len(line) for line in page if line)
    usual = lengths[int(len(lengths) * USUAL)] if lengths else 0
    found: list[str] = []
    ended = True
    for line in page:
        if not line:
            ended = True
        elif ended or ITEM.match(line):
            found.append(line)
            ended = ends(line, usual)
        else:
            found[-1] = joined(found[-1], line, words)
            ended = ends(line, usual)
    return found


def ends(line: str, usual: int) -> bool:
    """Whether a line is the last of its paragraph: it ends a sentence, and has room left; or it is a heading."""
    short = len(line) < SHORT * usual
    return short and (SENTENCE_END.search(line) is not None or heading(line))


def heading(line: str) -> bool:
    """Whether a short line is a heading, as far as can be told without its size: all in capitals."""
    return line.isupper()


def goes_on(before: str, after: str) -> bool:
    """Whether a page begins in the middle of a sentence that the page before it did not end."""
    return not SENTENCE_END.search(before) and after[:1].islower()


def joined(before: str, after: str, words: Counter[str]) -> str:
    """Two pieces of a paragraph in one; what is done with a hyphen between them is told at the head of this module."""
    if before.endswith(SOFT_HYPHEN):
        return before[:-1] + after
    first, second = BROKEN.search(before), BEGUN.match(after)
    if first is None or second is None:
        return f"{before} {after}"
    whole, parted = (first[1] + second[0]).lower(), f"{first[1]}-{second[0]}".lower()
    safe = second[0].islower() and words[whole] > 0 and words[parted] == 0
    return (before[:-1] if safe else before) + after
