"""What a content says: event, doer, victim, polarity, units, names, references. Sentences about invented events."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from twosource.language.pipeline import load
from twosource.model import Actor, Commitment, Kind, Place, Precision, Proposition, Span, Statement
from twosource.reading.propositions import propose
from twosource.reading.taxonomy import taxonomy

PERU = Actor(name="Ministry of Defence of Peru", side="Peru")
ECUADOR = Actor(name="General Staff of Ecuador", side="Ecuador")


def said(
    text: str,
    content: str | None = None,
    *,
    actor: Actor | None = PERU,
    commitment: Commitment = Commitment.ASSERTS,
    places: tuple[str, ...] = (),
) -> Proposition:
    start = text.index(content) if content else 0
    span = Span(start, start + len(content or text))
    found = tuple(
        Place(span=Span(text.index(p), text.index(p) + len(p)), name=p, precision=Precision.SETTLEMENT) for p in places
    )
    statement = Statement(
        id="s1", report="r", sha256="0", doc="d", kind=Kind.ATTRIBUTED, source=(), cue=(), content=(span,),
        commitment=commitment, actor=actor, places=found,
    )  # fmt: skip
    proposition = propose(load()(text), statement)
    assert proposition is not None
    return proposition


@pytest.mark.parametrize(
    ("content", "event"),
    [
        ("Peruvian troops crossed the border into Loja province", "movement"),
        ("the brigade has pulled back from the ridge", "withdrawal"),
        ("two rockets struck the fuel depot", "strike"),
        ("they carried out an airstrike on the depot", "strike"),
        ("an explosion shook the harbour", "explosion"),
        ("the frigate sank in the bay", "sinking"),
        ("nine people were killed", "death"),
        ("nine people were wounded", "injury"),
        ("the town has been evacuated", "evacuation"),
        ("forty soldiers surrendered near the mine", "capture-of-people"),
        ("a drone was shot down over the bay", "shoot-down"),
        ("the army used cluster munitions", "weapon"),
        ("the two ministers met in Quito", "talks"),
        ("both sides agreed to a ceasefire", "agreement"),
    ],
)
def test_event(content, event):
    assert said(content).event_type == event


@pytest.mark.parametrize(
    "content",
    [
        "the spokeswoman reached an understanding with the miners",
        "he took a taxi to the ministry",
        "it will take years",
    ],
)
def test_words_that_need_a_place_name_no_movement_without_one(content):
    assert said(content).event_type != "movement"


def test_wordings_of_one_event_are_ordered():
    steps = ["approached the border", "reached the border", "advanced", "crossed into the province", "seized the town"]
    strengths = [said(f"Peruvian troops {step}").strength for step in steps]
    assert strengths == sorted(set(strengths))


@pytest.mark.parametrize(
    ("content", "agent"),
    [
        ("Ecuadorean forces shelled the village", "Ecuador"),
        ("the village was shelled by Ecuadorean forces", "Ecuador"),
        ("two Ecuadorean rockets struck the depot", "Ecuador"),
        ("the shelling of Ecuadorean towns went on", None),
        ("the village was shelled", None),
        ("nine people were killed after Ecuadorean forces shelled the market", "Ecuador"),
        ("Peru's navy fired missiles that struck the depot", "Peru"),
        ("the attack was by Ecuadorean saboteurs", "Ecuador"),
        ("it was aware of reports of shelling and in touch with Ecuadorean officials", None),
    ],
)
def test_doer(content, agent):
    assert said(content, actor=None).agent == agent


@pytest.mark.parametrize(("actor", "agent"), [(PERU, "Peru"), (ECUADOR, "Ecuador"), (None, None)])
def test_its_forces_are_the_speakers(actor, agent):
    assert said("its forces crossed the border", actor=actor).agent == agent


def test_a_pronoun_inside_the_content_stands_for_the_side_named_there():
    found = said("Ecuadorean troops left after their commanders crossed the border", actor=PERU)
    assert found.agent == "Ecuador"


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("Lima accused Ecuador of shelling the village.", "Ecuador of shelling the village"),
        ("Lima blamed Ecuador for the attack.", "Ecuador for the attack"),
        ("Lima attributed the attack to Ecuadorean forces.", "the attack to Ecuadorean forces"),
    ],
)
def test_who_is_blamed_is_the_doer(text, content):
    found = said(text, content)
    assert (found.event_type, found.agent, found.refers_to) == ("strike", "Ecuador", False)


def test_what_one_threatens_one_means_to_do():
    assert said("more strikes on the capital", commitment=Commitment.THREATENS).agent == "Peru"


@pytest.mark.parametrize(
    ("content", "happened"),
    [
        ("Peruvian troops entered the town", True),
        ("Peruvian troops did not enter the town", False),
        ("Peruvian troops never entered the town", False),
        ("no Peruvian soldier entered the town", False),
        ("Peruvian troops failed to enter the town", False),
    ],
)
def test_polarity(content, happened):
    found = said(content)
    assert (found.event_type, found.polarity) == ("movement", happened)


def test_a_wish_or_plan_is_no_event():
    assert said("Peru wants to seize the town").event_type is None
    assert said("Peru wants to seize the town", commitment=Commitment.DEMANDS).event_type == "movement"


def test_further_events_are_kept_with_the_keywords():
    found = said("two rockets struck the depot, killing nine people without damaging the pier")
    assert found.event_type == "strike"
    assert "death.kill" in found.keywords
    assert "not.damage.damage" in found.keywords


def test_an_event_that_is_only_spoken_of_is_not_said_to_have_happened():
    found = said("nine people were hurt in the attack")
    assert found.event_type == "injury"
    assert not any(word.startswith("strike.") for word in found.keywords)


@pytest.mark.parametrize(
    ("content", "commitment"),
    [
        ("the claim", Commitment.ASSERTS),
        ("these allegations", Commitment.DENIES),
        ("the reports from the border", Commitment.UNABLE_TO_VERIFY),
        ("the Peruvian advance", Commitment.DENIES),
        ("it", Commitment.DENIES),
        ("any attack", Commitment.DENIES),
        ("involvement in the attack", Commitment.DENIES),
        ("that the report was false", Commitment.DENIES),
        ("it could not confirm the claim", Commitment.UNABLE_TO_VERIFY),
    ],
)
def test_references(content, commitment):
    assert said(content, commitment=commitment).refers_to


@pytest.mark.parametrize(
    "content",
    ["the claim that its troops crossed the border", "shelling", "the attack a massacre", "the town is quiet"],
)
def test_no_references(content):
    assert not said(content).refers_to


def test_a_definite_event_keeps_its_type_and_doer():
    found = said("the Peruvian advance", commitment=Commitment.DENIES, actor=ECUADOR)
    assert (found.event_type, found.agent) == ("movement", "Peru")


@pytest.mark.parametrize(
    ("content", "units"),
    [
        ("soldiers of the 12th Mountain Brigade entered the town", ("12th Mountain Brigade",)),
        ("the 3rd rifle regiment and the 4th rifle division left", ("3rd rifle regiment", "4th rifle division")),
        ("the 12th day of the talks", ()),
    ],
)
def test_units(content, units):
    assert said(content).units == units


def test_the_ship_is_the_last_ship_named():
    text = "The frigate Almirante Soto left Callao on Monday. The ship sank on Tuesday."
    assert said(text, "The ship sank on Tuesday").participants == ("Almirante Soto",)


def test_a_ships_name_may_be_a_capitals():
    text = "The frigate Quito left port. Two rockets hit the Quito in the bay."
    found = said(text, "Two rockets hit the Quito in the bay", places=("Quito",))
    assert "Quito" in found.participants
    assert found.agent is None


def test_places_are_no_participants():
    assert said("rockets hit the port of Guayas Bay", places=("Guayas Bay",)).participants == ()


def test_content_without_words_says_nothing():
    text = "He said: “...”"
    statement = Statement(
        id="s", report="r", sha256="0", doc="d", kind=Kind.ATTRIBUTED, source=(), cue=(), content=(Span(9, 14),)
    )
    assert propose(load()(text), statement) is None


def test_swapping_the_sides_swaps_only_the_sides():
    text = "Peruvian troops crossed into Ecuador after Peru's artillery shelled the town of Loma Alta"
    swapped = "Ecuadorean troops crossed into Peru after Ecuador's artillery shelled the town of Loma Alta"
    one, other = said(text, actor=None), said(swapped, actor=None)
    assert (one.agent, other.agent) == ("Peru", "Ecuador")
    assert [one.event_type, one.strength, one.keywords] == [other.event_type, other.strength, other.keywords]


@settings(deadline=None, max_examples=25)
@given(st.text(alphabet=st.sampled_from("ab .,\n’“X1th regiment crossed the border no not it"), max_size=60))
def test_any_text_is_read_and_nothing_is_invented(text):
    statement = Statement(
        id="s", report="r", sha256="0", doc="d", kind=Kind.ATTRIBUTED, source=(), cue=(), content=(Span(0, len(text)),)
    )
    found = propose(load()(text), statement)
    if found is not None:
        assert all(unit in text for unit in found.units)
        assert found.event_type is None or found.predicate


def test_the_taxonomy_holds_together():
    data = taxonomy()
    words = [w for rows in (data.verbs, data.nouns, data.adjectives) for row in rows.values() for w in row]
    events = {w.event for w in words}
    known = {kind for kinds in data.things.values() for kind in kinds} | {"place"}
    assert data.outcomes | data.by_actor | data.by_name | data.transitive <= events
    assert not data.outcomes & data.by_actor
    assert {need for w in words for need in w.needs} <= known
    assert set().union(*data.victims, data.common_things, data.taken_to) <= known


@pytest.mark.parametrize(
    ("text", "content", "side"),
    [
        ("Rockets struck the Ecuadorian frigate Condor on Monday.", None, "Ecuador"),
        (
            "Ecuador's frigate Condor left port. Peru said that rockets hit the Condor.",
            "rockets hit the Condor",
            "Ecuador",
        ),
        ("Peru said that rockets hit the frigate Condor.", "rockets hit the frigate Condor", None),
    ],
)
def test_whose_a_thing_is(text, content, side):
    found = said(text, content)
    assert (found.patient, found.patient_side) == ("Condor", side)
