"""The reading steps in somebody else's spaCy pipeline: alone, switched off, replaced, packed and unpacked."""

import json
import os
import re
import subprocess
import sys
import tomllib
from importlib import import_module
from pathlib import Path

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import UNSET
from spacy.language import Language
from spacy.tokens import Doc, DocBin

from twosource.language.pipeline import DEFAULT_MODEL
from twosource.model import Place, Report, Span, sha256_of
from twosource.reading import components, extensions

ROOT = Path(__file__).parents[1]
TEXT = "“We left Ovre,” the minister of Norland said on 3 May 2031. It is 5 km away, near Geneva."
STEPS = {
    "quotations": "quotations", "places": "places", "times": "times", "quantities": "quantities",
    "tagger": "tagging", "statements": "statements",
}  # fmt: skip
"""Components without their prefix, and the attribute that each one sets."""


@pytest.fixture(scope="module")
def loaded():
    """A trained pipeline as its makers left it, with all our steps after it."""
    nlp = spacy.load(DEFAULT_MODEL)
    for step in STEPS:
        nlp.add_pipe(f"twosource_{step}")
    return nlp


@pytest.mark.parametrize("step", [step for step in STEPS if step != "statements"])
def test_a_step_alone_sets_its_own_attribute_and_no_other(step):
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    nlp.add_pipe(f"twosource_{step}")
    doc = nlp(TEXT)
    own = STEPS[step]
    assert getattr(doc._, own) not in {UNSET, None} if step != "tagger" else doc._.tagging.found
    assert [name for name in extensions.ATTRIBUTES if getattr(doc._, name) is not UNSET] == [own]


def test_statements_alone_in_a_trained_pipeline():
    nlp = spacy.load(DEFAULT_MODEL)
    nlp.add_pipe("twosource_statements")
    doc = nlp(TEXT)
    (said,) = [one for one in doc._.statements if one.kind == "attributed"]
    assert [span.of(TEXT) for span in said.source] == ["the minister of Norland"]
    assert said.places is UNSET
    assert said.sha256 == sha256_of(TEXT)
    assert doc._.places is UNSET


@pytest.mark.parametrize(
    ("step", "missing"), [("places", "the ends of sentences"), ("statements", "parts of speech, lemmas and a parse")]
)
def test_a_step_says_what_it_needs_before_it(step, missing):
    nlp = spacy.blank("en")
    nlp.add_pipe(f"twosource_{step}", name="ours")
    with pytest.raises(ValueError, match=f"ours needs {missing}"):
        nlp(TEXT)
    assert len(nlp("")) == 0


def test_no_component_warns_of_what_it_needs_in_a_trained_pipeline(loaded):
    assert [name for name, missing in loaded.analyze_pipes()["problems"].items() if missing] == []


def test_a_step_that_is_switched_off_has_not_read(loaded):
    with loaded.select_pipes(disable=["twosource_places", "twosource_times"]):
        doc = loaded(TEXT)
    assert (doc._.places, doc._.times) == (UNSET, UNSET)
    assert doc._.statements
    assert {one.places for one in doc._.statements} == {UNSET}
    again = loaded(TEXT)
    assert "Geneva" in {place.name for place in again._.places}
    assert all(one.places is not UNSET for one in again._.statements)


def test_a_step_is_replaced_by_anothers_component():
    place = Place(span=Span(9, 13), name="Ovre upon Sea", geonameid=1)

    @Language.component("another_gazetteer")
    def another(doc):
        doc._.places = (place,)
        return doc

    nlp = spacy.load(DEFAULT_MODEL)
    nlp.add_pipe("another_gazetteer")
    nlp.add_pipe("twosource_statements")
    doc = nlp(TEXT)
    assert doc._.places == (place,)
    assert (place,) in {one.places for one in doc._.statements}


def test_a_report_says_when_and_where_it_was_published(loaded):
    text = "The minister said on Sunday that the port was closed."
    doc = loaded.make_doc(text)
    doc._.report = Report(doc="a", text=text, sha256=sha256_of(text), published="2031-05-06")
    assert [time.value for time in loaded(doc)._.times] == ["2031-05-04"]


def left(doc):
    return [getattr(doc._, name) for name in ("report", *extensions.ATTRIBUTES) if name != "tagging"]


def test_what_the_steps_left_survives_every_way_of_packing(loaded):
    doc = loaded.make_doc(TEXT)
    doc._.report = Report(doc="a", text=TEXT, sha256=sha256_of(TEXT), outlet="The Ovre Post")
    doc = loaded(doc)
    box = DocBin(docs=[doc], store_user_data=True)
    packed = DocBin().from_bytes(box.to_bytes())
    (boxed,) = packed.get_docs(loaded.vocab)
    for other in (Doc(loaded.vocab).from_bytes(doc.to_bytes()), boxed, doc.copy()):
        assert left(other) == left(doc)
    assert Doc(loaded.vocab).from_bytes(doc.to_bytes())._.tagging is UNSET, "a step on the way is left behind"
    assert doc._.tagging is not UNSET, "packing changes nothing"


def test_other_peoples_data_are_packed_as_before():
    nlp = spacy.blank("en")
    doc = nlp("Nothing.")
    doc.user_data["theirs"] = {"twosource": "a word", "list": [1, 2]}
    again = Doc(nlp.vocab).from_bytes(doc.to_bytes())
    assert again.user_data["theirs"] == doc.user_data["theirs"]
    doc.user_data["hopeless"] = object()
    with pytest.raises(TypeError):
        doc.to_bytes()


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 10**6), st.text(max_size=8)), max_size=5))
def test_any_values_come_back_as_they_were(rows):
    doc = Doc(spacy.blank("en").vocab, words=["a"])
    doc._.places = tuple(Place(span=Span(a, b), name=name) for a, b, name in rows if name.isprintable())
    doc._.quotations = tuple(Span(a, b) for a, b, _ in rows)
    again = Doc(doc.vocab).from_bytes(doc.to_bytes())
    assert left(again) == left(doc)
    assert all(isinstance(span, Span) for span in again._.quotations)


def test_a_name_that_somebody_else_has_taken_is_told():
    class Taken:
        @staticmethod
        def has_extension(_name):
            return True

        @staticmethod
        def get_extension(_name):
            return (None, None, None, None)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(extensions, "Doc", Taken)
        with pytest.raises(ValueError, match=r"has declared doc\._\.report"):
            extensions.register()


def declared() -> dict[str, str]:
    settings_ = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    points: dict[str, str] = settings_["project"]["entry-points"]["spacy_factories"]
    return points


def test_every_component_is_declared_to_spacy():
    assert set(declared()) == {f"twosource_{step}" for step in (*STEPS, "paragraphs")}
    for target in declared().values():
        module, _, name = target.partition(":")
        assert callable(getattr(import_module(module), name))
    made = re.findall(r'factory\(\s*"(\w+)"', Path(components.__file__).read_text(encoding="utf-8"))
    assert set(made) == set(declared()) - {"twosource_paragraphs"}


def test_an_installed_package_needs_no_import(tmp_path):
    info = tmp_path / "twosource-0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: twosource\nVersion: 0\n")
    lines = "\n".join(f"{name} = {target}" for name, target in declared().items())
    (info / "entry_points.txt").write_text(f"[spacy_factories]\n{lines}\n")
    code = (
        "import json, sys, spacy\n"
        "nlp = spacy.blank('en')\n"
        "heavy = [name for name in ('twosource.reading.reader', 'onnxruntime') if name in sys.modules]\n"
        "nlp.add_pipe('twosource_quotations')\n"
        "print(json.dumps([heavy, nlp('“No,” she said.')._.quotations]))"
    )
    path = os.pathsep.join([str(tmp_path), str(ROOT)])
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": path},
    )  # fmt: skip
    assert json.loads(done.stdout) == [[], [[0, 5]]]
