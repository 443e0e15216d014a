"""Event factuality: negation, modality and what governors leave of their complements."""

import pytest
from spacy.tokens import Doc

from twosource.language.pipeline import load
from twosource.model import Commitment
from twosource.reading.compile_veridicality import SENTENCE, frame_of
from twosource.reading.factuality import TOP, clause_factuality, factuality
from twosource.reading.veridicality import FACTIVE, book, cues_of, of_verb

SURE, LIKELY, UNSURE = 2.0, 1.0, 0.0
"""At least so high is "presented as having happened", "as likely"; below the last, "as not having happened"."""


@pytest.fixture(scope="module")
def nlp():
    return load()


@pytest.fixture
def number(nlp):
    """Factuality of a word of a text, the word written once in it."""

    def _number(text, word, *, of=factuality):
        doc = nlp(text)
        (token,) = [t for t in doc if t.text == word]
        return of(doc, token)

    return _number


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("The ferry sank off the island on Monday.", "sank"),
        ("The crew managed to save the cargo.", "save"),
        ("The captain knew that the pump failed.", "failed"),
        ("The mayor confirmed that the bridge collapsed.", "collapsed"),
        ("The mayor said the bridge collapsed.", "collapsed"),
        ("The divers found the wreck after the storm sank it.", "sank"),
        ("The explosion woke the town.", "explosion"),
        ("The driver did not come because it rained.", "rained"),
    ],
)
def test_what_the_author_presents_as_having_happened(number, text, word):
    assert number(text, word) >= SURE


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("The ferry did not sink.", "sink"),
        ("Nobody crossed the river.", "crossed"),
        ("The two camps never met.", "met"),
        ("The shop no longer sells maps.", "sells"),
        ("The crew failed to save the cargo.", "save"),
        ("The union refused to sign the contract.", "sign"),
        ("The crew did not manage to save the cargo.", "save"),
        ("The pilot was unable to land.", "land"),
        ("They left without paying.", "paying"),
        ("There was no explosion.", "explosion"),
        ("I do not think that the road closed.", "closed"),
        ("The ferry did not burn or sink.", "sink"),
    ],
)
def test_what_the_author_presents_as_not_having_happened(number, text, word):
    assert number(text, word) < UNSURE


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("The ferry may sink.", "sink"),
        ("The union wants to strike.", "strike"),
        ("If the dam breaks, the valley will flood.", "breaks"),
        ("The court asked whether the clerk resigned.", "resigned"),
        ("The mayor denied that the bridge collapsed.", "collapsed"),
        ("The team tried to reopen the mine.", "reopen"),
        ("The owner considered selling the mill.", "selling"),
        ("The rebels threatened to burn the mill.", "burn"),
    ],
)
def test_what_the_author_leaves_open_is_not_presented_as_a_fact(number, text, word):
    assert number(text, word) < SURE


def test_two_negations_undo_each_other(number):
    assert number("The crew did not fail to save the cargo.", "save") >= LIKELY
    refused, let = (number(f"The guard {verb} to open the gate.", "open") for verb in ("refused", "did not refuse"))
    assert refused < UNSURE < let


def test_not_denying_is_nearer_to_asserting_than_denying_is(number):
    denied = number("The mayor denied that the bridge collapsed.", "collapsed")
    not_denied = number("The mayor did not deny that the bridge collapsed.", "collapsed")
    asserted = number("The mayor said that the bridge collapsed.", "collapsed")
    assert denied < not_denied <= asserted


def test_not_only_does_not_negate(number):
    assert number("The storm not only flooded the cellar but broke the roof.", "flooded") >= SURE


def test_a_factive_clause_survives_negation_and_a_verb_of_saying_does_not_assert_it(number):
    factive = number("The guards did not notice that the gate collapsed.", "collapsed")
    said = number("The guards did not say that the gate collapsed.", "collapsed")
    assert factive >= LIKELY
    assert said < factive


def test_what_is_certain_is_ranked_above_what_is_likely_above_what_is_possible(number):
    numbers = [number(f"The dam {verb}.", word) for verb, word in (("broke", "broke"), ("will break", "break"))]
    numbers += [number(f"The dam {verb}.", "break") for verb in ("could break", "will not break")]
    assert numbers == sorted(numbers, reverse=True)


def test_unlikely_is_below_likely(number):
    likely, unlikely = (number(f"The strike is {word} to end.", "end") for word in ("likely", "unlikely"))
    assert unlikely < likely
    assert unlikely < LIKELY


def test_a_question_is_not_an_assertion(number):
    assert number("Did the mayor resign?", "resign") < LIKELY


def test_a_condition_without_if(number):
    assert number("Had the guards closed the gate, the cattle would have stayed.", "closed") < LIKELY


def test_a_clause_keeps_its_own_negation(number):
    text = "The guard noticed that the train did not stop."
    assert number(text, "stop") < UNSURE
    assert number(text, "stop", of=clause_factuality) >= SURE


def test_an_auxiliary_is_read_as_its_verb(number):
    assert number("The ferry has sunk.", "has") == number("The ferry has sunk.", "sunk")


def test_weak_adjectives_and_void_ones(number):
    plain = number("The attack shook the town.", "attack")
    assert number("The alleged attack shook the town.", "attack") < plain
    assert number("The failed attack shook the town.", "attack") < UNSURE


def test_whether_leaves_its_clause_open_wherever_it_stands(number):
    assert number("Whether the mill closed remains a secret.", "closed") < SURE
    assert number("They argued about whether the mill closed.", "closed") < SURE


def test_a_verb_with_no_object_at_all_is_less_than_the_verb(number):
    assert number("The two firms reached no agreement.", "reached") < number("The two firms reached it.", "reached")


def test_every_number_is_on_the_scale(nlp):
    doc = nlp("Nobody denied that the mill, which may not have failed to close, was not unlikely to have to be sold.")
    for token in doc:
        assert -TOP <= factuality(doc, token) <= TOP
        assert -TOP <= clause_factuality(doc, token) <= TOP


def test_a_token_of_another_document_is_refused(nlp):
    doc, other = nlp("The ferry sank."), nlp("The mill burned.")
    with pytest.raises(ValueError, match="not of this document"):
        factuality(doc, other[2])


def test_every_commitment_and_name_in_the_table_has_a_value():
    table = book()
    assert set(table.commitment) == {commitment.value for commitment in Commitment}
    pairs = [*table.commitment.values(), *table.cue_class.values(), *table.complements.values()]
    assert all(name in table.values for pair in pairs for name in pair)
    assert all(-TOP <= value <= TOP for value in table.values.values())
    assert all(-1 <= share <= 1 for share in table.shares.values())


def test_verbs_of_saying_are_not_factive_and_verbs_of_knowing_are():
    verbs = book().verbs
    for lemma, factive in (("know", True), ("notice", True), ("say", False), ("think", False), ("deny", False)):
        plain, negated = verbs[lemma, "that"]
        assert (plain >= FACTIVE[0] and negated >= FACTIVE[1]) is factive, lemma


def test_an_unparsed_document_is_read_without_failing(nlp):
    doc = Doc(nlp.vocab, words=["Ferry", "sunk"])
    assert all(-TOP <= factuality(doc, token) <= TOP for token in doc)


@pytest.mark.parametrize(
    ("sentence", "frame", "particle"),
    [
        ("Someone forgot that a particular thing happened", "that", None),
        ("Someone was n't told that a particular thing happened", "that-passive", None),
        ("A particular person did n't dare to do a particular thing .", "to", None),
        ("A particular person was forced to have a particular thing .", "to-passive", None),
        ("Someone asked for a particular thing to happen .", "for-to", None),
        ("Someone urged a particular person to do a particular thing .", "object-to", None),
        ("Someone found out that a particular thing happened", "that", " out"),
    ],
)
def test_frames_of_the_veridicality_lexicon(sentence, frame, particle):
    match = SENTENCE.match(sentence)
    assert match is not None
    assert frame_of(match) == frame
    assert match["particle"] == particle


def test_a_class_with_a_particle_counts_only_with_it(nlp):
    with_it, without = nlp("She pointed out that it rained.")[1], nlp("She pointed at it.")[1]
    assert {c.particle for c in cues_of(book(), with_it)} >= {"out"}
    assert "out" not in {c.particle for c in cues_of(book(), without)}


def test_the_three_sources_in_their_order(nlp):
    table = book()
    managed, promised, avoided = (
        nlp(text)[1] for text in ("She managed to leave.", "She promised to leave.", "She avoided leaving.")
    )
    assert of_verb(table, managed, "infinitive") == table.verbs["manage", "to"]
    assert of_verb(table, promised, "infinitive")[0] == table.values["promises"]
    assert of_verb(table, avoided, "gerund")[0] == table.values["prevented"]
