"""The review: scripted sessions, every key, every error."""

import json
import re
import sys
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import typer
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.judgement_samples import (
    ADA,
    BO,
    LEDGER,
    SHOWN,
    Outcome,
    at_the_desk,
    claim,
    judgements,
    proposed,
    short,
    story,
)
from twosource.cli import rooms, screens
from twosource.cli.console import Ended
from twosource.cli.desk import name_of
from twosource.cli.review import Keys
from twosource.ledger import Ledger
from twosource.model import Action, judging

ENTERED, STRUCK, DRONE, BOATS = (claim(member).id for member in ("wire0", "wire2", "post2", "gazette2"))


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    """Run a command on a ledger of the story, with these lines on standard input."""
    return at_the_desk(tmp_path, monkeypatch, capsys)


@pytest.fixture
def review(run: Any) -> Callable[..., Outcome]:
    """A session of a person with the name of Ada Quill."""

    def session(*lines: str, options: tuple[str, ...] = ()) -> Outcome:
        found: Outcome = run("review", "--as", ADA, *options, typed="".join(f"{line}\n" for line in lines))
        return found

    return session


def test_the_queue_begins_with_what_matters_most(review: Any) -> None:
    session = review("n", "j", "n")
    assert session.code == 0
    assert session.shown == [short(one) for one in (ENTERED, STRUCK, DRONE, BOATS)]
    assert SHOWN.findall(session.out)[0][:2] == ("1", "4")
    first = session.out.partition(f"claim {short(STRUCK)}")[0]
    for words in ("Peruvian troops", "Proposed: corroborated · grade F3", "Denied by Ecuador", "Not judged yet"):
        assert words in first, words
    assert "  1  Ministry of Defence of Peru (Peru) asserts · wire, 4 March 2031" in first
    assert "a accept · x reject · u unsure" in first
    assert judgements() == ()


def test_accepting_signs_what_was_shown_and_goes_on(review: Any) -> None:
    session = review("a", "a seen the footage", "q")
    signed, with_reason = judgements()
    assert (signed.action, signed.who, signed.reason) == (Action.SIGN, ADA, None)
    assert signed.target.claims[0].id == ENTERED
    assert signed.value.seen == claim("wire0").standing
    assert with_reason.reason == "seen the footage"
    assert session.shown == [short(ENTERED), short(STRUCK), short(DRONE)]
    assert "signed as corroborated, F3, by Ada Quill; z takes it back" in session.err
    assert session.err.endswith("2 judgements by Ada Quill; 2 claims waiting\n")


def test_rejecting_needs_a_reason(review: Any) -> None:
    session = review("x", "x a wish, not a claim")
    (rejected,) = judgements()
    assert (rejected.action, rejected.reason) == (Action.REJECT, "a wish, not a claim")
    assert "nothing was recorded: reject needs a reason" in session.err


def test_unsure_leaves_the_queue_and_comes_with_all(review: Any) -> None:
    assert len(set(review("u", "q").shown)) == 2
    assert judgements()[0].action is Action.UNSURE
    assert short(ENTERED) not in review("n", "n").shown
    everything = review("q", options=("--all",))
    assert everything.shown == [short(ENTERED)]
    assert "Left undecided by Ada Quill" in everything.out


def test_undoing_takes_back_the_last_word_and_returns_to_its_claim(review: Any) -> None:
    session = review("a", "u", "z", "z wrong key", "z", "q")
    first, second, undo_second, undo_first = judgements()
    assert (undo_second.undoes, undo_first.undoes) == (second.id, first.id)
    assert undo_second.reason == "taken back in the review"
    assert undo_first.reason == "wrong key"
    assert session.shown == [short(one) for one in (ENTERED, STRUCK, DRONE, STRUCK, ENTERED)]
    assert "nothing was judged in this session, or all of it was undone" in session.err
    assert "0 judgements by Ada Quill; 4 claims waiting" in session.err


def test_evidence_shows_the_words_in_their_context(review: Any) -> None:
    session = review("e", "q")
    evidence = " ".join(session.out.partition("? all keys")[2].replace("│", " ").split())
    text = story()[0].report.text
    assert "Peruvian troops entered Zarumilla on Tuesday" in evidence
    assert " ".join(text[:120].split()) in evidence, "what stands after the first statement"
    assert "wire:" in evidence
    assert "wire0" in evidence


@pytest.mark.parametrize(
    ("typed", "standing", "credibility", "reason"),
    [
        ("o disputed 6 the third voice quotes the first", "disputed", 6, "the third voice quotes the first"),
        ("o refuted shown to be old", "refuted", None, "shown to be old"),
        ("o 2 two have seen it", None, 2, "two have seen it"),
        ("o retracted 5 3 ships were counted", "retracted", 5, "3 ships were counted"),
    ],
)
def test_overruling(review: Any, typed: str, standing: str | None, credibility: int | None, reason: str) -> None:
    review(typed, "q")
    (made,) = judgements()
    assert (made.action, made.value.standing, made.value.credibility) == (Action.OVERRULE, standing, credibility)
    assert made.reason == reason
    assert made.value.seen == claim("wire0").standing


@pytest.mark.parametrize("typed", ["o", "o disputed", "o disputed 6", "o 9 because", "o wrong"])
def test_half_an_overruling_is_none(review: Any, typed: str) -> None:
    assert "nothing was recorded" in review(typed, "q").err
    assert judgements() == ()


def test_splitting_by_the_numbers_on_the_screen(review: Any) -> None:
    session = review("s 3 a map, not a report", "q")
    (made,) = judgements()
    assert (made.action, made.target.statements) == (Action.SPLIT, ("gazette1",))
    again = review("n", "n", "n", "n")
    assert len(again.shown) == 5
    assert short(ENTERED) in again.shown
    assert "split: 1 statement made a claim of their own" in session.err


@pytest.mark.parametrize("typed", ["s", "s 1", "s 9 why", "s one why", "s 1,,2 why", "s 1,2,3 why", "s 4 why"])
def test_splits_that_cannot_be(review: Any, typed: str) -> None:
    session = review(typed, "q")
    assert judgements() == ()
    assert session.err.count("\n") >= 2


def test_merging_by_number_and_by_id(review: Any) -> None:
    review("m 3 one raid", "q")
    review(f"m {BOATS} one raid", "q")
    by_number, by_id = judgements()
    assert [one.id for one in by_number.target.claims] == [ENTERED, DRONE]
    assert [one.id for one in by_id.target.claims] == [ENTERED, BOATS]
    assert len(review("n", "n", "n").shown) == 2


@pytest.mark.parametrize("typed", ["m", "m 2", "m 9 why", "m czzz why", "m 1 why", "m 0 why"])
def test_merges_that_cannot_be(review: Any, typed: str) -> None:
    session = review(typed, "q")
    assert judgements() == ()
    assert session.code == 0


def test_going_back_and_the_ends_of_the_queue(review: Any) -> None:
    session = review("k", "n", "k", "", "n", "n", "n")
    assert session.shown == [short(one) for one in (ENTERED, STRUCK, ENTERED, STRUCK, DRONE, BOATS)]
    assert "this is the first one" in session.err
    assert "this is the last one" in session.err


def test_the_list_and_the_keys(review: Any) -> None:
    session = review("n", "l", "?", "%", "q")
    assert f">   2  {short(STRUCK)}" in session.out
    assert f"    1  {short(ENTERED)}" in session.out
    for key, what in screens.KEYS:
        assert key in session.out
        assert what.split(":")[0] in session.out
    assert "'%' is no key here" in session.err


def test_the_end_of_input_ends_the_review(review: Any) -> None:
    assert review().code == 0


def test_when_all_is_judged_the_review_is_over(review: Any) -> None:
    session = review("a", "a", "a", "a", "a")
    assert len(judgements()) == 4
    assert "nothing is waiting any more" in session.err
    again = review("q")
    assert again.code == 1
    assert "nothing is waiting" in again.err


def test_only_one_standing(review: Any) -> None:
    assert review("n", "n", options=("--standing", "single-origin")).shown == [short(DRONE), short(BOATS)]


def test_only_one_story(review: Any) -> None:
    with Ledger.open(LEDGER) as ledger:
        (story_of_all,) = rooms.picture(ledger).stories
    assert len(review("n", "n", "n", options=("--story", story_of_all.id[:6])).shown) == len(proposed())
    missing = review("q", options=("--story", "zzz"))
    assert missing.code == 1
    assert "no story's id begins with 'zzz'; list them with: twosource stories" in " ".join(missing.err.split())


def test_the_queue_for_programs(run: Any) -> None:
    shown = run("review", "--json")
    assert [one["id"] for one in json.loads(shown.out)] == [ENTERED, STRUCK, DRONE, BOATS]
    assert shown.err == ""


def test_a_judgement_is_never_anonymous(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    for arguments in (["review"], ["judge", "sign", ENTERED], ["review", "--as", "  "]):
        ended = run(*arguments, typed="a\n")
        assert ended.code == 2
        assert "--as" in ended.err
    assert judgements() == ()
    monkeypatch.setenv("TWOSOURCE_USER", "  Bo   Marsh ")
    run("review", typed="a\n")
    assert judgements()[0].who == BO


def test_a_changed_proposal_comes_back_first(review: Any, run: Any) -> None:
    review("a", "q")
    run("judge", "unlink", ENTERED, "wire1", "--reason", "denies another landing", "--as", BO)
    session = review("q")
    assert session.shown == [short(ENTERED)]
    flat = " ".join(session.out.split())
    assert "Signed by Ada Quill on" in flat
    assert "The proposal has changed since: it was corroborated, F3; now it is corroborated, F2 because:" in flat


def test_text_from_reports_and_people_is_never_markup(review: Any, run: Any) -> None:
    run("judge", "sign", ENTERED, "--as", "[red]Ada[/red]\x1b[31m", "--reason", ":smile: \u202e[bold]x")
    for shown in (run("judgements"), run("claim", ENTERED), review("q", options=("--all",))):
        assert "[red]Ada[/red]" in shown.out
        assert not re.search("[\x1b\u202e]", shown.out + shown.err)


KEYS = ["a", "x why", "u", "z", "e", "l", "n", "k", "?", "", "o 3 why", "s 1 why", "s 2,3 why", "m 2 why", "m 1 why"]


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(KEYS), max_size=8))
def test_whatever_is_typed_the_session_ends_well_and_undoing_all_restores(run: Any, typed: list[str]) -> None:
    ended = run("review", "--as", ADA, typed="".join(f"{line}\n" for line in typed))
    assert ended.code == 0
    with Ledger.open(LEDGER) as ledger:
        for one in reversed(rooms.decisions(ledger).effective):
            ledger.judge(judging.undo(one.id, who=ADA, reason="again"))
        assert rooms.claims(ledger)[0] == proposed()


# --- single keys on a terminal -------------------------------------------------------------------------------------------


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


def test_single_keys_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    pressed: Iterator[str] = iter(["a", " ", "\x1b[A", "\x7f", "\r", "Q"])

    def press(*_: Any) -> str:
        for one in pressed:
            return one
        raise EOFError

    monkeypatch.setattr(typer, "getchar", press)
    keys = Keys()
    assert [keys.entry().key for _ in range(7)] == ["a", "n", "k", "z", "n", "Q", "q"]


def test_on_a_terminal_what_is_needed_is_asked_for(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    pressed = iter("xosmxq")
    answers = iter(["a wish", "disputed", "6", "denied twice", "1, 2", "two raids", "2", "one story", ""])
    monkeypatch.setattr("twosource.cli.review._on_terminal", lambda: True)
    monkeypatch.setattr(typer, "getchar", lambda *_: next(pressed))
    monkeypatch.setattr(typer, "prompt", lambda *_, **__: next(answers))
    ended = run("review", "--as", ADA)
    assert ended.code == 0
    assert [one.action for one in judgements()][:2] == [Action.REJECT, Action.OVERRULE]
    assert judgements()[1].value.credibility == 6
    assert judgements()[1].reason == "denied twice"
    assert "needs a reason" in ended.err


def test_the_name_is_asked_for_on_a_terminal_and_nowhere_else(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def prompt(question: str, **_: Any) -> str:
        asked.append(question)
        return BO

    monkeypatch.delenv("TWOSOURCE_USER", raising=False)
    monkeypatch.setattr(typer, "prompt", prompt)
    monkeypatch.setattr(sys, "stdin", Terminal())
    assert [name_of(None), name_of("Ada"), len(asked)] == [BO, "Ada", 1]
    monkeypatch.setattr(sys, "stdin", StringIO())
    with pytest.raises(Ended, match="who judges"):
        name_of(None)
