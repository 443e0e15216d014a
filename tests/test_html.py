import base64
import hashlib
import re
from collections.abc import Iterable
from html.parser import HTMLParser
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from twosource.exports.html import RUNGS, depths, document, in_order, marked, pages, row
from twosource.exports.wording import UNSAFE, confidence, day, doubtful, stated, visible
from twosource.model import (
    Actor,
    ActorKind,
    Commitment,
    Furniture,
    FurnitureKind,
    Kind,
    Reading,
    Report,
    Span,
    Statement,
    sha256_of,
)

VOID = {"meta"}
END = '<span class="end" data-n="{}" aria-hidden="true"></span>'


class Page(HTMLParser):
    """Text, elements and attributes of a page; fails on elements that do not nest."""

    def __init__(self, html: Any) -> None:
        super().__init__()
        self.open: list[tuple[str, dict[str, Any]]] = []
        self.text = ""
        self.tags: list[str] = []
        self.attributes: list[tuple[str, Any]] = []
        self.feed(str(html))
        self.close()
        assert not self.open, self.open

    def handle_starttag(self, tag: Any, attrs: Any) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        if tag not in VOID:
            self.open.append((tag, dict(attrs)))

    def handle_endtag(self, tag: Any) -> None:
        assert self.open.pop()[0] == tag

    def handle_data(self, data: Any) -> None:
        self.text += data

    def get(self, name: str) -> list[Any]:
        return [value for key, value in self.attributes if key == name]


def span(text: str, part: str) -> Span:
    start = text.index(part)
    return Span(start, start + len(part))


def statement(
    text: str, identity: str, *, source: str = "", cue: str = "", content: Iterable[str] = (), **more: Any
) -> Statement:
    return Statement(
        id=identity,
        report="r",
        sha256=sha256_of(text),
        doc="d",
        kind=more.pop("kind", Kind.ATTRIBUTED),
        source=(span(text, source),) if source else (),
        cue=(span(text, cue),) if cue else (),
        content=tuple(span(text, c) for c in content),
        **more,
    )


def reading(text: str, statements: Iterable[Statement], **of_report: Any) -> Reading:
    report = Report(doc="paper", text=text, sha256=sha256_of(text), **of_report)
    return Reading(report=report, producer="test 1", steps=(), statements=tuple(statements))


TEXT = "By A. Writer\n\nThe mayor said the guard claimed that a boat had sunk, she added, and that no one died."
INNER = statement(TEXT, "b", source="the guard", cue="claimed", content=["that a boat had sunk"], nested_in="a")
OUTER = statement(
    TEXT,
    "a",
    source="The mayor",
    cue="said",
    content=["the guard claimed that a boat had sunk", "and that no one died"],
    commitment=Commitment.DENIES,
    actor=Actor(name="Mayor of X", kind=ActorKind.PERSON, side="Xland"),
)
READING = reading(
    TEXT, [INNER, OUTER], furniture=(Furniture(span=Span(0, 12), kind=FurnitureKind.BYLINE),), outlet="The Paper"
)


def test_text_is_kept_and_marks_nest() -> None:
    page = Page(marked(READING))
    assert page.text == TEXT
    assert "furniture" in page.get("class")
    assert page.get("class").count("source attributed") == 2


def test_nested_content_lies_inside_its_parents_content() -> None:
    html = marked(READING)
    piece = html[html.index('<span class="content') : html.index("she added")]
    outer, inner = re.findall(r'class="content', piece)
    assert outer == inner
    assert re.search(r'<span class="cue attributed" title="cue of 2">claimed</span>', piece)
    assert 'data-n="1 · denies · part 1 of 2"' in piece
    assert 'data-n="2 in 1"' in piece
    assert "had sunk" + END.format(2) + "</span>" in piece


def test_content_in_pieces_is_numbered_as_one_statement() -> None:
    labels = re.findall(r'<a class="n" id="(.*?)" href="(.*?)" aria-label="(.*?)" data-n="(.*?)">', marked(READING))
    assert [label for label in labels if "part" in label[3]] == [
        ("s1-1", "#l1-1", "statement 1, part 1 of 2", "1 · denies · part 1 of 2"),
        ("s1-1-1", "#l1-1", "statement 1, part 2 of 2", "1 · part 2 of 2"),
    ]


def chain(length: int) -> Reading:
    """Statements each of which is the last words of the one before."""
    text = " ".join(f"w{i}" for i in range(length))
    held = [text[text.index(f"w{i}") :] for i in range(length)]
    return reading(
        text,
        [statement(text, str(i), content=[words], nested_in=str(i - 1) if i else None) for i, words in enumerate(held)],
    )


def test_nesting_shows_to_any_depth() -> None:
    html, page = document(chain(40)), Page(document(chain(40)))
    assert {f"{n} in {n - 1}" for n in range(2, 41)} <= set(page.get("data-n"))
    assert all(html.count(END.format(n)) == 1 for n in range(2, 41))
    assert "inside 39, depth 39" in page.text
    assert html.count('class="rung"') == sum(min(depth, RUNGS) for depth in range(40))


def test_a_nested_statement_that_is_split_by_another_ends_once() -> None:
    text = "a b c d"
    outer = statement(text, "o", content=["a b c"])
    crossing = statement(text, "x", content=["b c d"])
    inner = statement(text, "i", content=["a b"], nested_in="o")
    html = marked(reading(text, [inner, outer, crossing]))
    assert html.count('class="end"') == 1
    assert Page(html).text == text


def test_the_list_puts_a_nested_statement_after_the_one_that_holds_it() -> None:
    text = "a b c d e"
    first = statement(text, "1", content=["a", "d"])
    held = statement(text, "2", content=["d"], nested_in="1")
    between = statement(text, "3", content=["b"])
    assert [s.id for s in in_order([between, held, first])] == ["1", "2", "3"]


def test_confidence_in_words_and_number() -> None:
    words = {0.93: "sure 0.93", 0.8: "sure 0.80", 0.799: "fairly sure 0.79", 0.5: "fairly sure 0.50",
             0.499: "doubtful 0.49", 0.41: "doubtful 0.41", 0.29: "doubtful 0.29", 0: "doubtful 0.00", 1.0: "sure 1.00",
             None: "confidence not measured"}  # fmt: skip
    assert {value: confidence(value) for value in words} == words
    assert [value for value in words if doubtful(value)] == [0.499, 0.41, 0.29, 0]


def test_what_is_doubtful_is_marked_to_be_looked_at_first() -> None:
    odds = {"a": 0.41, "b": 0.5, "c": None}
    found = [statement(TEXT, i, content=["that a boat had sunk"], confidence=odd) for i, odd in odds.items()]
    page = Page(document(reading(TEXT, found)))
    assert page.text.count("look here first") == 2, "the heading and one row"
    assert [label for label in page.get("data-n") if "look here first" in label] == ["1 · look here first"]
    assert [row(s, text=TEXT, number=1, depth=0).look for s in found] == ["look here first", "", ""]
    assert "look here first" not in document(READING)


def test_every_row_says_kind_commitment_side_channel_and_confidence() -> None:
    said = statement(
        TEXT, "a", content=["that no one died"], commitment=Commitment.DENIES, channel="briefing", confidence=0.93,
        actor=Actor(name="Mayor of X", side="Xland"),
    )  # fmt: skip
    shown = " ".join(Page(document(reading(TEXT, [said]))).text.split())
    assert "Mayor of X denies that no one died attributed · side: Xland · channel: briefing · sure 0.93" in shown
    voice = statement(TEXT, "v", content=["no one died"], kind=Kind.OWN_VOICE, channel=None)
    html = document(reading(TEXT, [voice]))
    assert "own voice · side: not read yet · channel: not stated · confidence not measured" in " ".join(
        Page(html).text.split()
    )
    assert 'data-n="1 · own voice"' in html


def test_list_names_actor_side_and_commitment() -> None:
    page = Page(document(READING))
    for words in ("Mayor of X", "Xland", "denies", "The Paper", "inside 1"):
        assert words in page.text
    assert {"l1-1", "l1-2", "s1-1", "s1-2"} <= set(page.get("id"))
    assert len(page.get("id")) == len(set(page.get("id")))


def test_not_read_not_stated_and_none_differ() -> None:
    assert row(INNER, text=TEXT, number=1, depth=1).actor == "source not read yet"
    unknown = statement(TEXT, "u", content=["a boat had sunk"], actor=None, commitment=None)
    shown = row(unknown, text=TEXT, number=1, depth=0)
    assert (shown.actor, shown.does) == ("source not stated", "commitment not stated")
    assert stated(()) == "none"


def test_page_asks_for_nothing_and_its_policy_allows_only_its_own_style() -> None:
    html = "".join(pages([READING, READING]))
    page = Page(html)
    assert "script" not in page.tags
    assert not [name for name, _ in page.attributes if name in {"src", "style"} or name.startswith("on")]
    assert all(target.startswith("#") for target in page.get("href"))
    style = html[html.index("<style>") + 7 : html.index("</style>")]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"default-src 'none'; style-src 'sha256-{digest}'" in page.get("content")[0]
    assert "url(" not in style
    assert "@import" not in style
    assert {"d1", "d2"} <= set(page.get("id"))


def test_hostile_text_is_shown_and_not_obeyed() -> None:
    text = 'X said <script>alert(1)</script> & \u202egnp.exe "</style><img onerror=x>'
    hostile = '"><script>evil()</script>\u202e'
    who = Actor(name=hostile, role=hostile, organisation=hostile, side=hostile)
    bad = statement(text, "h", source="X", cue="said", content=[text[7:]], actor=who, channel=hostile)
    html = "".join(pages([reading(text, [bad], outlet=hostile, title=hostile, published=hostile, lang=hostile)]))
    page = Page(html)
    assert "script" not in page.tags
    assert "img" not in page.tags
    assert "\u202e" not in html
    assert "U+202E" in page.get("data-n")
    assert "<script>alert(1)</script>" in page.text
    html.encode("utf-8")


def test_line_ends_of_every_system_end_lines() -> None:
    assert Page(marked(reading("a\r\nb\rc\nd", []))).text == "a\nb\nc\nd"


def test_lone_surrogates_can_be_written() -> None:
    "".join(pages([reading("a\ud800b", [])])).encode("utf-8")


def test_no_documents_and_no_statements() -> None:
    assert "no documents" in Page("".join(pages([]))).text
    assert "no statements" in Page(document(reading("x", []))).text


def test_circles_and_strangers_among_parents_end() -> None:
    a = statement("a", "a", nested_in="b")
    b = statement("a", "b", nested_in="a")
    c = statement("a", "c", nested_in="gone")
    assert depths([a, b, c])["c"] == 0
    assert {s.id for s in in_order([a, b, c])} == {"a", "b", "c"}
    document(reading("a", [a, b, c]))


@given(st.data())
def test_any_marks_on_any_text_leave_the_text(data: Any) -> None:
    text = data.draw(
        st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r"), min_size=1, max_size=60)
    )
    spans = st.builds(lambda a, b: Span(min(a, b), max(a, b)), *[st.integers(0, len(text)) for _ in range(2)])
    pieces = st.lists(spans, max_size=3).map(tuple)
    statements = [
        Statement(
            id=str(i),
            report="",
            sha256="",
            doc="d",
            kind=kind,
            source=s,
            cue=c,
            content=t,
            nested_in=str(i - 1) if nested else None,
        )
        for i, (kind, s, c, t, nested) in enumerate(
            data.draw(st.lists(st.tuples(st.sampled_from(Kind), pieces, pieces, pieces, st.booleans()), max_size=4))
        )
    ]
    page = Page(marked(reading(text, statements)))
    assert page.text == UNSAFE.sub("", text)
    assert len(page.get("id")) == len(set(page.get("id")))


@given(st.text())
def test_visible_text_holds_nothing_that_steers_a_terminal(text: Any) -> None:
    assert not UNSAFE.search(visible(text))


def test_visible_keeps_other_scripts() -> None:
    assert visible("Київ 北京 مرحبا\tx\r\ny") == "Київ 北京 مرحبا\tx\ny"
    assert visible("\x1b]0;x\x07") == "<U+001B>]0;x<U+0007>"


def test_days_are_as_precise_as_they_were_stated() -> None:
    assert day("2025-06-08T21:14:00+03:00") == "8 June 2025, 21:14 +03:00"
    assert day("2025-06-08T21:14:07Z") == "8 June 2025, 21:14:07 UTC"
    assert day("2025-06-08T21:14") == "8 June 2025, 21:14"
    assert day("2025") == "2025"
    assert day(None) == "not stated"
