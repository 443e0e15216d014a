"""The values behind the page, without a server: hues, the time strip, moments, places, search."""

from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.web_samples import hostile
from twosource.exports.spots import OTHERWISE_KM
from twosource.exports.voices import actor_of, voices
from twosource.ledger import Ledger
from twosource.model import Place, PlaceRelation, Precision, Report, Span, sha256_of
from twosource.model.route import Hop, HopKind, Known
from twosource.web import relays, search
from twosource.web.moments import later, timeline
from twosource.web.places import _moved, _precision, _shape
from twosource.web.source import Common, Picture, Source, concerning
from twosource.web.strip import LEFT, WIDTH, strip
from twosource.web.views import claim_view
from twosource.web.voices import columns, hues, quoted
from twosource.world.gazetteer import kilometres


@pytest.fixture(scope="module")
def picture(sample_ledger) -> Picture:
    with Source(str(sample_ledger), create=False) as source:
        return source.picture()


@pytest.fixture(scope="module")
def claim(picture: Picture) -> Any:
    return picture.claims[next(iter(search.summaries(picture)))]


def report(published: str | None, doc: str = "r") -> Report:
    return Report(doc=doc, text=doc, sha256=sha256_of(doc), published=published)


def test_hues_follow_what_a_side_does_and_not_its_name(picture, claim):
    groups = voices(claim, picture.book)
    hue = hues(claim, groups)
    assert hue[claim.origins[0].side] == "side-a"
    denying = {actor.side for s in groups.denies if (actor := actor_of(s))}
    assert {hue[side] for side in denying} == {"side-b"}
    assert (hue["third-party"], hue["outlet"], hue[None]) == ("third", "outlet", "unsaid")


def test_every_statement_stands_in_one_column_once(picture, claim):
    groups = voices(claim, picture.book)
    shown = columns(claim, groups, picture, hues(claim, groups))
    ids = [voice.id for column in shown for card in column.cards for voice in card.voices]
    assert len(ids) == len(set(ids)) > 5
    assert {"asserts", "denies", "unverified"} <= {column.key for column in shown}, "also where nobody speaks"
    assert shown[0].cards[0].speaker == claim.origins[0].actor, "whom it comes from stands first"


def test_quotations_are_the_reports_characters(picture):
    for statement in picture.statements.values():
        of = picture.report_of(statement)
        shown = "".join(piece.text for piece in quoted(statement, of, longest=10**6))
        spans = sorted((*statement.source, *statement.cue, *statement.content))
        for span in spans:
            assert " ".join(span.of(of.text).split()) in " ".join(shown.split())


def test_a_long_quotation_is_cut_and_says_so():
    reading = hostile()
    pieces = quoted(reading.statements[0], reading.report, longest=50)
    assert sum(len(piece.text) for piece in pieces) <= 55
    assert pieces[-1].text.endswith("…")


def said_of(before: int, cue: str, after: int) -> tuple[Any, Report]:
    """A statement whose cue stands so many characters after its beginning."""
    text = f"{'x' * before} {cue} {'y' * after}"
    where = Report(doc="t", text=text, sha256=sha256_of(text))
    at = Span(before + 1, before + 1 + len(cue))
    made = replace(hostile().statements[0], report=where.id, sha256=where.sha256, source=(), cue=(at,),
                   content=(Span(0, before), Span(at.end + 1, len(text))))  # fmt: skip
    return made, where


@given(st.integers(1, 150), st.text("said ", min_size=1, max_size=40), st.integers(1, 150), st.integers(60, 400))
def test_however_long_a_quotation_is_its_cue_is_shown(before, cue, after, longest):
    assume(cue.strip() == cue and "  " not in cue)
    pieces = quoted(*said_of(before, cue, after), longest=longest)
    assert next(piece.text for piece in pieces if piece.role == "cue").startswith(cue[: longest - 1])
    assert sum(len(piece.text) for piece in pieces) <= longest + 10


@pytest.mark.parametrize(
    ("time", "words"),
    [("2025", "published 2025"), ("2025-06", "published 2025-06"), ("2025-06-08", "published 8 June 2025"),
     ("2025-06-08T10:00:00+00:00", "published 8 June 2025, 10:00 UTC"), ("2025-W23", "published 2 June 2025 to 8 June 2025")],
)  # fmt: skip
def test_a_step_is_dated_as_exactly_as_it_is_known(time, words):
    hop = Hop(kind=HopKind.OUTLET, name="A", known=Known.NAMED, time=time)
    assert relays._time(hop) == words


def test_the_overview_counts_what_the_claim_page_groups(picture):
    for claim in picture.claims.values():
        groups = voices(claim, picture.book)
        about = {key: picture.statements[key] for key in concerning(claim)}
        found = {name: {s.id for s in listed} for name, listed in search._stances(claim, about).items()}
        expected = {name: {s.id for s in getattr(groups, name)} for name in search.STANCES}
        assert found == {name: ids for name, ids in expected.items() if ids}


def test_what_is_made_of_a_value_is_made_once(picture):
    common, made = Common(), []
    listed = list(picture.claims.values())

    def noted(claim):
        made.append(claim.id)
        return claim.id

    for _ in range(2):
        assert common.each("ids", listed, noted) == [c.id for c in listed]
    assert len(made) == len(listed)
    for _ in range(9):
        copies = [replace(claim) for claim in listed]
        common.each("ids", copies, lambda claim: claim.id)
    assert len(common._made["ids"]) <= (Common.ROOM + 1) * len(listed) + 8, "old ones are dropped"


@given(
    st.lists(
        st.sampled_from([None, "2024", "2024-03", "2024-03-05", "2024-03-05T13:40:00+00:00", "2024-03-06", "?"]),
        max_size=8,
    )
)
def test_every_report_is_at_one_moment_or_undated(times):
    line = timeline([report(time, f"r{n}") for n, time in enumerate(times)], as_of=None)
    assert sum(moment.reports for moment in line.moments) + line.undated == len(times)
    assert line.at == len(line.moments) - 1
    assert len({moment.iso for moment in line.moments}) == len(line.moments)


@pytest.mark.parametrize(
    ("as_of", "at"),
    [("2024-03-04", -1), ("2024-03-05T13:00", -1), ("2024-03-05T13:40", 0), ("2024-03-06", 1), (None, 1)],
)
def test_where_on_the_line_a_moment_is(as_of, at):
    line = timeline([report("2024-03-06", "b"), report("2024-03-05T13:40:00+00:00", "a")], as_of=as_of)
    assert line.at == at
    assert [moment.iso for moment in line.moments] == ["2024-03-05T13:40:00+00:00", "2024-03-06"]


def test_a_bare_day_is_later_than_its_noon():
    assert later(report("2024-03-05"), "2024-03-05T12:00")
    assert not later(report("2024-03-05"), "2024-03-05")
    assert not later(report(None), "2024-03-05"), "what does not say when is part of every picture"


def test_the_strip_keeps_to_its_frame(picture, claim):
    groups = voices(claim, picture.book)
    shown = columns(claim, groups, picture, hues(claim, groups))
    made = strip(claim, shown, picture, as_of="2024-03-05T14:00")
    assert made is not None
    marks = [mark for row in made.rows for mark in row.marks]
    assert all(mark.x >= LEFT and mark.x + mark.width <= WIDTH + 1 for mark in marks)
    assert made.now is not None
    assert LEFT <= made.now <= WIDTH
    assert all(mark.x > made.now for row in made.rows[1:] for mark in row.marks if mark.later)
    (days,) = (row for row in made.rows if row.key == "responds")
    assert days.marks[0].width > 50, "a bare day is as long as a day"


def place(**values: Any) -> Place:
    return Place(
        span=Span(0, 1), name="Nedre", **{"lat": 65.0, "lon": -14.0, "precision": Precision.SETTLEMENT, **values}
    )


@pytest.mark.parametrize(
    ("values", "shape", "words"),
    [
        ({}, "point", "town or village"),
        ({"precision": Precision.AREA, "relation": PlaceRelation.NEAR}, "circle", "area: near"),
        ({"precision": Precision.AREA, "relation": PlaceRelation.DIRECTION_OF}, "circle", "area: direction of"),
        ({"precision": Precision.AREA, "relation": PlaceRelation.EAST_OF, "distance_km": 40.0}, "circle", "area: east of, 40 km"),
        ({"precision": Precision.AREA}, "circle", "area"),
        ({"precision": Precision.COUNTRY}, "country", "country"),
        ({"lat": None, "lon": None, "precision": None}, "unmapped", "not found in the gazetteer"),
    ],
)  # fmt: skip
def test_a_vague_place_is_an_area_and_never_a_point(values, shape, words):
    assert _shape(place(**values), None)[0] == shape
    assert _precision(place(**values)) == words


def test_a_region_is_drawn_as_its_outline_and_a_border_as_a_line():
    border = place(precision=Precision.AREA, relation=PlaceRelation.BORDER_OF)
    assert _shape(border, "IS-7")[0] == "border"
    assert _shape(place(precision=Precision.ADMIN1), "IS-7")[0] == "region"


@given(st.floats(-80, 80), st.floats(-170, 170), st.sampled_from(range(0, 360, 45)), st.floats(1, 200))
def test_an_area_on_one_side_lies_as_far_away_as_it_is_wide(lat, lon, bearing, km):
    north, east = _moved(lat, lon, bearing, km)
    assert kilometres(lat, lon, north, east) == pytest.approx(km, rel=0.12, abs=0.1)


def test_without_a_distance_it_has_one_of_ours():
    assert _shape(place(precision=Precision.AREA, relation=PlaceRelation.BETWEEN), None)[3] == OTHERWISE_KM


def test_grey_is_for_what_was_not_seen(picture, claim):
    view = claim_view(claim, picture, newest=(claim, picture), as_of=None)
    says = [one for spot in view.spots for one in spot.says]
    assert {one.basis for one in says} >= {"claimed", "denied", "not verified"}
    assert {one.hue for one in says if one.basis in {"not verified", "no evidence"}} == {"none"}
    assert all(one.icon for one in says), "no code rests on colour alone"


@given(st.text(max_size=40))
def test_any_search_is_answered(picture, words):
    assert len(search.statements(picture, words)) <= len(picture.statements)
    search.claims(picture, search.Wanted(q=words))


def test_what_was_found_has_all_the_words(picture):
    for words in ("boats", "boats fjord", "ESKIFJÖRDUR"):
        found = search.statements(picture, words)
        assert found
        for statement in found:
            text = picture.report_of(statement).text
            spans = (*statement.source, *statement.cue, *statement.content)
            said = search.folded(" ".join(span.of(text) for span in spans) + getattr(statement.actor, "name", ""))
            assert all(term in said for term in search.folded(words).split())


@pytest.mark.parametrize(("number", "expected"), [(0, 1), (1, 1), (2, 2), (3, 3), (99, 3)])
def test_pages(number, expected):
    rows, at, pages = search.page_of(range(25), number, size=10)
    assert (at, pages) == (expected, 3)
    assert len(rows) == (5 if expected == 3 else 10)


def test_a_picture_is_made_once_for_one_state_of_the_ledger(sample_ledger, tmp_path):
    path = tmp_path / "copy.ledger"
    path.write_bytes(sample_ledger.read_bytes())
    with Source(str(path), create=False) as source:
        first = source.picture()
        assert source.picture("2030-01-01") is first, "the same readings are the same picture"
        assert source.picture("2024-03-05") is not first
        with Ledger.open(path) as book:
            book.add(hostile())
        second = source.picture()
        assert second is not first
        assert len(second.statements) == len(first.statements) + 1
