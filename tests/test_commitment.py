"""What a source does with its content, and where it spoke: the rules alone, on invented sentences."""

import pytest

from twosource.model import Commitment, Kind, Report, Stance, sha256_of
from twosource.reading.reader import STEPS, Reader

DENIES, UNABLE, NO_EVIDENCE = Commitment.DENIES, Commitment.UNABLE_TO_VERIFY, Commitment.NO_EVIDENCE_OBSERVED
CONFIRMS, ASSERTS, SPECULATES = Commitment.CONFIRMS, Commitment.ASSERTS, Commitment.SPECULATES
PREDICTS, PROMISES, THREATENS = Commitment.PREDICTS, Commitment.PROMISES, Commitment.THREATENS
DEMANDS, REFUSES, CONDITIONAL = Commitment.DEMANDS, Commitment.REFUSES, Commitment.CONDITIONAL


@pytest.fixture(scope="module")
def rules():
    """A reader without the tagger, whose proposals would hide what the rules do."""
    return Reader(steps=[step for step in STEPS if step != "tagger"])


@pytest.fixture
def read(rules):
    def _read(text, *, outlet="The Example"):
        return rules.read(Report(doc="t", text=text, sha256=sha256_of(text), outlet=outlet, published="2031-03-08"))

    return _read


def outermost(reading):
    return [s for s in reading.statements if s.kind is Kind.ATTRIBUTED and s.nested_in is None]


SENSES = [
    # what cannot be told
    ("The mayor said there was not enough information to determine who fired.", UNABLE),
    ("The mayor said she did not know whether the boat had sunk.", UNABLE),
    ("The mayor said it was unclear whether the boat had sunk.", UNABLE),
    ("The mayor is unaware who fired.", UNABLE),
    ("Officials are not sure that the boat has sunk.", UNABLE),
    ("The minister said Norway does not have a clear picture of the damage.", UNABLE),
    ("“We are no longer able to say where the boat is,” the admiral said.", UNABLE),
    ("The coast guard said it could not verify the report.", UNABLE),
    ("The mayor said the navy had not established a base there.", ASSERTS),
    # who does not speak says nothing
    ("Iceland’s navy has not confirmed the loss of the boat.", None),
    ("Iceland’s navy could not confirm the loss of the boat.", UNABLE),
    ("The experts disagreed on the cause.", ASSERTS),
    # agreement
    ("Norway’s navy said it also believes that the ferry was hit.", CONFIRMS),
    ("The navy now believes that the ferry was hit.", CONFIRMS),
    ("The admiral said the ferry was indeed hit by a shell.", CONFIRMS),
    ("The experts agreed that the ferry was hit.", ASSERTS),
    # denials and refusals
    ("The minister called the attack on the port a provocation.", DENIES),
    ("The minister called the drill a provocation.", ASSERTS),
    ("Norway ruled out that its boats had fired.", DENIES),
    ("Norway ruled out a truce.", REFUSES),
    ("Norway rejected the claim.", DENIES),
    ("Norway rejected the proposal.", REFUSES),
    # the source's own stance
    ("Officials said they expect to find survivors.", PREDICTS),
    ("The mayor said she doubts that the boat sank.", SPECULATES),
    ("Officials doubt that the boats were lost.", SPECULATES),
    ("“We expect an answer from Oslo,” the mayor said.", PREDICTS),
    ("“The fall of the port is only a matter of time,” the mayor said.", PREDICTS),
    # the future
    ("The admiral said the boat won’t return.", PREDICTS),
    ("The ministry said it will send more boats.", PROMISES),
    ("The ministry said it would send more boats.", PROMISES),
    ("The mayor said the port would reopen on Monday.", PREDICTS),
    ("“We’re going to rebuild the port,” the mayor said.", PROMISES),
    ("The mayor said the crews were going to the station to leave the port.", ASSERTS),
    ("“It would be a disaster,” the mayor said.", CONDITIONAL),
    ("Norway promised more strikes.", THREATENS),
    ("Norway promised an end to the strikes.", PROMISES),
    ("Norway promised to step up its attacks on the port.", THREATENS),
    ("Norway promised to stop its attacks on the port.", PROMISES),
    ("“The number of strikes on the port will be increased in response to the raid,” the general said.", THREATENS),
    ("The mayor announced an evacuation of the port.", PROMISES),
    ("The mayor announced the death of the captain.", ASSERTS),
    ("Norway agreed on a loan for the port.", PROMISES),
    ("Norway agreed to open the port.", PROMISES),
    ("The mayor said bread prices will rise.", PREDICTS),
    ("The general said Norway will pay a high price.", THREATENS),
    ("“I do not know where to go,” the captain said.", ASSERTS),
    ("“It’s not possible to mend the bridge,” the mayor said.", ASSERTS),
    ("The ferry is now believed to be lost.", ASSERTS),
    # duty and possibility
    ("The minister called on both crews to leave the harbour.", DEMANDS),
    ("The mayor said the crews must leave.", DEMANDS),
    ("The mayor said they should be proud of the crews.", ASSERTS),
    ("The mayor said the shell must have hit the bridge.", ASSERTS),
    ("The mayor said the ferry could not leave.", ASSERTS),
    ("The mayor said the ferry could sink.", SPECULATES),
]


@pytest.mark.parametrize(("text", "commitment"), SENSES, ids=[text[:60] for text, _ in SENSES])
def test_commitment(read, text, commitment):
    assert [s.commitment for s in outermost(read(text))] == [commitment]


@pytest.mark.parametrize(("text", "commitment"), SENSES, ids=[text[:60] for text, _ in SENSES])
def test_another_word_for_said_changes_nothing(read, text, commitment):
    if "said" in text:
        assert [s.commitment for s in outermost(read(text.replace("said", "stated")))] == [commitment]


SIDES = [text for text, _ in SENSES if "Norw" in text or "Iceland" in text]


@pytest.mark.parametrize("text", SIDES)
def test_another_party_changes_nothing(read, text):
    other = text.replace("Norway", "X").replace("Iceland", "Norway").replace("X", "Iceland")
    assert [s.commitment for s in outermost(read(other))] == [s.commitment for s in outermost(read(text))]


def test_who_goes_on_with_also_confirms_nothing(read):
    text = "The mayor believes the port is shut. He also believes the road is closed."
    assert [s.commitment for s in outermost(read(text))] == [ASSERTS, ASSERTS]


HEARSAY = [
    ("The bridge is said to be mined.", "is said", ["The bridge", "to be mined"], ASSERTS),
    ("Two sailors were feared dead.", "were feared", ["Two sailors", "dead"], SPECULATES),
    ("The bridge in Bergen was allegedly mined on Sunday.", "allegedly",
     ["The bridge in Bergen was", "mined on Sunday"], ASSERTS),
]  # fmt: skip


@pytest.mark.parametrize(("text", "cue", "content", "commitment"), HEARSAY)
def test_hearsay_has_an_empty_source(read, text, cue, content, commitment):
    (statement,) = read(text).statements
    assert statement.source == ()
    assert [s.of(text) for s in statement.cue] == [cue]
    assert [s.of(text) for s in statement.content] == content
    assert (statement.kind, statement.commitment, statement.stance) == (Kind.ATTRIBUTED, commitment, Stance.DISTANCING)


def test_hearsay_in_what_somebody_said_is_part_of_it(read):
    text = "The bridge in Bergen was reportedly mined on Sunday, the mayor said."
    assert [[s.of(text) for s in one.cue] for one in read(text).statements] == [["said"]]


@pytest.mark.parametrize(
    "text",
    [
        "It is unclear how many boats were lost off Bergen.",
        "It was not clear if there were any casualties.",
        "It was not known who had mined the bridge.",
    ],
)
def test_what_the_outlet_does_not_know_is_its_own_voice(read, text):
    (statement,) = read(text).statements
    assert (statement.kind, statement.commitment) == (Kind.OWN_VOICE, UNABLE)
    assert [s.of(text) for s in statement.content] == [text.removesuffix(".")]


@pytest.mark.parametrize(
    "text",
    [
        "The report that Norwegian boats entered Bergen on Monday is untrue.",
        "There is no truth to the claim that Norway shelled Bergen.",
        "It is false that Norway lost three boats near Bergen.",
    ],
)
def test_an_outlet_that_calls_a_report_false_denies_it_and_asserts_nothing_of_it(read, text):
    assert [(s.kind, s.commitment) for s in read(text).statements] == [(Kind.OWN_VOICE, Commitment.DENIES)]


def test_the_whole_of_what_something_is_called_is_content(read):
    text = "The minister described the talks as a farce."
    (statement,) = read(text).statements
    assert [s.of(text) for s in statement.content] == ["the talks as a farce"]


CHANNELS = [
    ("In an interview with CNN, the mayor said the port was shut.", "interview (CNN)"),
    ("Speaking to Reuters, the mayor said the port was shut.", "interview (Reuters)"),
    ("The mayor said on CNN that the port was shut.", "interview (CNN)"),
    ("The mayor told the Reuters news agency that the port was shut.", "statement to Reuters"),
    ("The mayor told the BBC the port was shut.", "statement to the BBC"),
    ("The mayor told the Fjordposten newspaper that the port was shut.", "statement to Fjordposten"),
    ("The mayor told reporters the port was shut.", "briefing"),
    ("At a briefing in Oslo, the admiral said the port was shut.", "briefing"),
    ("The navy said in a statement that the port was shut.", "statement"),
    ("The navy said in a statement on Telegram that the port was shut.", "Telegram"),
    ("On Telegram, the mayor wrote that the port was shut.", "Telegram"),
    ("In a post on Facebook, the mayor said that the port was shut.", "Facebook"),
    ("The mayor tweeted that the port was shut.", "Twitter"),
    ("A Telegram channel said that the port was shut.", "Telegram"),
    ("The navy said on its Telegram channel that the port was shut.", "Telegram"),
    ("In her nightly address, the mayor said that the port was shut.", "address"),
    ("Danish news agencies quoted the ministry as saying that the port was shut.", "Danish news agencies"),
    ("The mayor said that the port was shut.", None),
]


@pytest.mark.parametrize(("text", "channel"), CHANNELS, ids=[text[:60] for text, _ in CHANNELS])
def test_channel(read, text, channel):
    assert [s.channel for s in outermost(read(text)) if "the port was shut" in s.content[0].of(text)] == [channel]


def test_speech_that_goes_on_keeps_its_channel(read):
    text = "The mayor told the BBC the port was shut. She said two boats were lost."
    assert [s.channel for s in outermost(read(text))] == ["statement to the BBC"] * 2


@pytest.mark.parametrize(
    "text",
    [
        "The mayor told the BBC the port was shut. Later she said two boats were lost.",
        "The mayor told the BBC the port was shut. Snow fell on Bergen all night. She said two boats were lost.",
        "The mayor told the BBC the port was shut. The admiral said two boats were lost.",
    ],
)
def test_other_speech_has_no_channel_of_the_last(read, text):
    assert [s.channel for s in outermost(read(text))] == ["statement to the BBC", None]


def test_an_official_publishers_own_text_is_its_address(read):
    text = "Our boats left the port of Bergen today. I believe that the talks will go on."
    found = read(text, outlet="Office of the President of Iceland").statements
    assert {s.channel for s in found} == {"address"}
    text = "The boats left the port of Bergen today."
    assert {s.channel for s in read(text, outlet="Office of the President of Iceland").statements} == {"statement"}
    assert {s.channel for s in read(text).statements} == {None}


def test_an_official_publisher_demands_in_its_own_voice(read):
    text = "All boats must leave the port of Bergen."
    found = read(text, outlet="Office of the President of Iceland").statements
    assert [(s.kind, s.commitment) for s in found] == [(Kind.OWN_VOICE, DEMANDS)]
    assert [s.commitment for s in read(text).statements] == [ASSERTS]
