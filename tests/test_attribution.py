"""Who said what: one invented sentence for each frame that the reader knows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twosource.model import Commitment, Kind, Manner, Report, Stance, sha256_of


def spans(text, found):
    return [text[s.start : s.end] for s in found]


def only(reading, text, cue):
    """The one statement with this cue, as (source, content)."""
    match = [s for s in reading.statements if spans(text, s.cue) == [cue]]
    assert len(match) == 1, [(spans(text, s.cue), spans(text, s.content)) for s in reading.statements]
    return match[0]


FRAMES = [
    ("Norway said its cutter had left the bay.", "Norway", "said", ["its cutter had left the bay"]),
    ("The ferry sank off Bergen, Norway’s coast guard said Sunday.", "Norway’s coast guard", "said",
     ["The ferry sank off Bergen"]),
    ("The ferry sank off Bergen, according to the Norwegian navy.", "the Norwegian navy", "according to",
     ["The ferry sank off Bergen"]),
    ("According to the mayor, two bridges were closed.", "the mayor", "According to", ["two bridges were closed"]),
    ("Danish troops, she added, were leaving.", "she", "added", ["Danish troops", "were leaving"]),
    ("Iceland has denied the incursion.", "Iceland", "has denied", ["the incursion"]),
    ("Denmark refused to sign the treaty.", "Denmark", "refused", ["to sign the treaty"]),
    ("The minister accused the navy of shelling the port.", "The minister", "accused",
     ["the navy of shelling the port"]),
    ("The minister called the raid a disgrace.", "The minister", "called", ["the raid a disgrace"]),
    ("The captain warned of further raids.", "The captain", "warned of", ["further raids"]),
    ("Despite her insistence that she wants peace, she left.", "her", "insistence", ["that she wants peace"]),
    ("Officials are confident that the bridge will hold.", "Officials", "are confident",
     ["that the bridge will hold"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "source", "cue", "content"), FRAMES, ids=[f[2] + ": " + f[0][:20] for f in FRAMES])
def test_frames(read, text, source, cue, content):
    statement = only(read(text), text, cue)
    assert spans(text, statement.source) == [source]
    assert spans(text, statement.content) == content
    assert statement.kind is Kind.ATTRIBUTED


def test_two_cues_make_two_statements(read):
    text = "The mayor said the bridge was open, adding that the road was closed."
    reading = read(text)
    assert spans(text, only(reading, text, "said").content) == ["the bridge was open"]
    assert spans(text, only(reading, text, "adding").content) == ["that the road was closed"]
    assert spans(text, only(reading, text, "adding").source) == ["The mayor"]


def test_a_quotation_around_its_cue_is_one_statement(read):
    text = "“We saw three boats near the pier,” Olsen said. “None of them stopped.”"
    statement = only(read(text), text, "said")
    assert spans(text, statement.content) == ["“We saw three boats near the pier,”", "“None of them stopped.”"]
    assert statement.manner is Manner.DIRECT


def test_a_quotation_runs_over_sentences(read):
    text = "The governor told reporters: “It is over. They have left. We will rebuild.”"
    statement = only(read(text), text, "told")
    assert spans(text, statement.content) == ["“It is over. They have left. We will rebuild.”"]


def test_partly_quoted_content_is_mixed(read):
    text = "The ministry said the convoy was “under constant watch” near Oslo."
    assert only(read(text), text, "said").manner is Manner.MIXED


def test_nested_statement_points_to_the_one_around_it(read):
    text = "The Danish spokesman said that Norway claimed the ship had entered the harbour."
    reading = read(text)
    inner, outer = only(reading, text, "claimed"), only(reading, text, "said")
    assert inner.nested_in == outer.id
    assert inner.stance is Stance.DISTANCING
    assert outer.nested_in is None


def test_a_gloss_of_the_outlet_is_left_out(read):
    text = "Denmark said its ships had left the port, which lies near the border."
    assert spans(text, only(read(text), text, "said").content) == ["its ships had left the port"]


VERIFICATION = [
    ("The claim could not be independently verified.", Kind.VERIFICATION, Commitment.UNABLE_TO_VERIFY),
    ("The Example was unable to verify the reports.", Kind.VERIFICATION, Commitment.UNABLE_TO_VERIFY),
    ("It was not immediately possible to verify the footage.", Kind.VERIFICATION, Commitment.UNABLE_TO_VERIFY),
    ("The Danish ministry could not confirm the report.", Kind.ATTRIBUTED, Commitment.UNABLE_TO_VERIFY),
    ("The institute has seen no evidence of the advance.", Kind.ATTRIBUTED, Commitment.NO_EVIDENCE_OBSERVED),
]


@pytest.mark.parametrize(("text", "kind", "commitment"), VERIFICATION)
def test_verification_notes(read, text, kind, commitment):
    found = [s for s in read(text).statements if s.commitment is commitment]
    assert [s.kind for s in found] == [kind]


COMMITMENTS = [
    ("Iceland denied shelling the port.", Commitment.DENIES),
    ("Iceland’s spokesman said the report was false.", Commitment.DENIES),
    ("Iceland demanded that Norway withdraw.", Commitment.DEMANDS),
    ("Iceland promised to open the port.", Commitment.PROMISES),
    ("Iceland threatened to close the port.", Commitment.THREATENS),
    ("Iceland proposed a truce.", Commitment.PROPOSES),
    ("Iceland said the ship may have sunk.", Commitment.SPECULATES),
    ("Iceland said the storm will reach the coast.", Commitment.PREDICTS),
    ("Iceland confirmed that the ship had sunk.", Commitment.CONFIRMS),
    ("Iceland said it could not verify the report.", Commitment.UNABLE_TO_VERIFY),
    ("Iceland did not say that the ship had sunk.", None),
    ("The coast guard denied that any boat had entered the bay.", Commitment.DENIES),
    ("“Our boats did not enter the fjord,” the ministry's spokesperson, Nils Haugen, said.", Commitment.DENIES),
    ("Iceland called the report false.", Commitment.DENIES),
    ("No Icelandic boat has entered the fjord, Iceland’s defence ministry said.", Commitment.DENIES),
    ("Iceland rejected the report.", Commitment.DENIES),
    ("Iceland rejected the proposal.", Commitment.REFUSES),
]


@pytest.mark.parametrize(("text", "commitment"), COMMITMENTS)
def test_commitment(read, text, commitment):
    attributed = [s for s in read(text).statements if s.kind is Kind.ATTRIBUTED and s.nested_in is None]
    assert [s.commitment for s in attributed] == [commitment]


def test_own_voice_is_the_outlets(read):
    reading = read("Bergen is the second-largest city in Norway.")
    (statement,) = reading.statements
    assert statement.kind is Kind.OWN_VOICE
    assert statement.actor is not None
    assert (statement.actor.name, statement.actor.side) == ("The Example", "outlet")


def test_response_is_marked(read):
    text = "Iceland’s coast guard, in response, said its crews were staying at their posts."
    assert only(read(text), text, "said").response


@given(st.text(alphabet='Ab said that he, .“”"\n’‘()-', max_size=80))
def test_any_text_gives_spans_inside_it(reader, text):
    reading = reader.read(Report(doc="t", text=text, sha256=sha256_of(text)))
    for statement in reading.statements:
        assert statement.content
        for span in (*statement.source, *statement.cue, *statement.content):
            assert 0 <= span.start < span.end <= len(text)
