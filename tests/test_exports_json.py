"""The two JSON shapes: what is written is what the model says, in builtin values that any program can read."""

import importlib
import json
import sys
from pathlib import Path
from typing import Any

import msgspec
import pytest
from msgspec import UNSET
from msgspec.structs import replace

from tests.ledger_samples import FIRST, claim_of, full, plain
from twosource.exports import annotations, claims
from twosource.model import Claim, Difference, Origin, Reading, Statement, ValueOf

SCORING = Path(__file__).parents[2] / "shared" / "scoring"


def as_read(value: Any) -> Any:
    """What another program gets."""
    return json.loads(msgspec.json.encode(value))


def by_id(*readings: Reading) -> dict[str, Statement]:
    return {one.id: one for reading in readings for one in reading.statements}


def test_a_document_in_the_shape_of_annotate() -> None:
    found = as_read(annotations.to_json(full()))
    assert list(found)[:4] == ["doc", "sha256", "published", "lang"]
    assert (found["doc"], found["published"], found["lang"], found["outlet"]) == (
        "wire",
        "2031-03-04",
        "en",
        "Harbour Wire",
    )
    said = found["attributions"][0]
    assert {key: said[key] for key in ("kind", "manner", "commitment", "stance", "channel", "nested_in", "response")} == {
        "kind": "attributed", "manner": "mixed", "commitment": "asserts", "stance": "neutral", "channel": "briefing",
        "nested_in": None, "response": False,
    }  # fmt: skip
    assert said["actor"] == {
        "name": "Arvonian navy", "kind": "armed force", "side": "Arvonia", "organisation": None, "role": None,
    }  # fmt: skip
    ((start, end),) = said["content"]
    assert FIRST[start:end] == said["exact"]["content"][0]
    assert said["exact"]["cue"] == ["said"]
    assert said["places"] == [901], "a demonym names a people, not a place"
    assert said["times"] == ["2031-03-04", "P40D"]
    assert said["quantities"][0] | {"span": None} == {
        "value": 40.0, "unit": "days", "comparator": "about", "span": None, "low": None, "high": None, "denominator": None,
    }  # fmt: skip
    assert [(one["name"], one["geonameid"], one["demonym"]) for one in found["toponyms"]] == [
        ("Strait of Merrow", 901, False),
        ("Arvonia", 900, True),
    ]
    assert found["furniture"][0]["kind"] == "copyright"
    assert found["attributions"][1]["nested_in"] == said["id"]


def test_not_read_not_stated_and_none_are_three_things() -> None:
    found = as_read(annotations.to_json(full()))
    _, denied, note = found["attributions"]
    assert "timex" not in found
    assert as_read(annotations.to_json(replace(full(), times=())))["timex"] == []
    keys = ("commitment", "stance", "channel", "places", "times", "quantities")
    assert {key: denied.get(key, "absent") for key in keys} == {
        "commitment": "denies", "stance": None, "channel": None, "places": [], "times": [], "quantities": [],
    }  # fmt: skip
    assert [key for key in keys if key in note] == []
    assert note["actor"] is None
    assert "actor" not in as_read(annotations.to_json(plain()))["attributions"][0]


def test_only_builtin_values() -> None:
    """The standard library's encoder takes nothing else."""
    for reading in (full(), plain()):
        json.dumps(annotations.to_json(reading))
    json.dumps(claims.to_json(claim_of(full()), by_id(full())))


def test_confidence_is_a_number_or_null() -> None:
    """0.0 is measured, and so not null."""
    first = full().statements[0]
    for value in (0.93, 0.0, None):
        said = replace(full(), statements=(replace(first, confidence=value),))
        assert as_read(annotations.to_json(said))["attributions"][0]["confidence"] == value


def test_every_key_of_a_statement_is_documented() -> None:
    page = (Path(__file__).parents[1] / "docs" / "formats.md").read_text(encoding="utf-8")
    table = page.split("A statement in `attributions`:")[1].split("\n## ")[0]
    for reading in (full(), plain()):
        for found in as_read(annotations.to_json(reading))["attributions"]:
            assert [key for key in found if f"`{key}`" not in table] == []


def test_a_claim_in_the_shape_of_claims() -> None:
    claim, statements = claim_of(full()), by_id(full())
    found = as_read(claims.to_json(claim, statements))
    said, denied, note = full().statements
    assert found["statements"][0] == {
        "id": said.id, "doc": "wire", "content": [list(said.content[0])], "actor": "Arvonian navy",
        "commitment": "asserts", "relation": "same", "score": 1.0, "reason": "the first to say it",
    }  # fmt: skip
    assert found["disputed_by"] == [
        {"id": denied.id, "doc": "wire", "content": [list(denied.content[0])], "actor": "Keldmark's coast guard",
         "commitment": "denies"}
    ]  # fmt: skip
    assert [one["id"] for one in found["unable_to_verify"]] == [note.id]
    assert (found["confirmed_by"], found["retracted_by"], found["responses"]) == ([], [], [])
    assert found["origins"] == [
        {"actor": "Arvonian navy", "channel": "briefing", "side": "Arvonia", "statements": [said.id]}
    ]
    assert (found["relays"], found["independent_origins"]) == (["Harbour Wire"], 1)
    value = {"value": "40 days", "statements": [said.id], "spans": []}
    assert found["differences"] == [{"point": "number", "values": [value]}]
    assert (found["standing"], found["grade"]) == ("disputed", {"reliability": "F", "credibility": 6})
    assert found["why"] == ["Keldmark's coast guard denied it."]
    assert (found["rules"], found["mentioned"]) == ([2], [])


def test_before_the_rules_there_is_no_standing() -> None:
    found = claims.to_json(replace(claim_of(full()), standing=None), by_id(full()))
    assert (found["standing"], found["grade"], found["why"], found["rules"]) == (None, None, [], [])


def every_id(value: Any) -> set[str]:
    """Every text in a place where a statement's id may stand."""
    if isinstance(value, dict):
        inside = [every_id(one) for key, one in value.items() if key in ("statements", "values")]
        return set().union(*inside)
    if isinstance(value, list):
        return set().union(*(every_id(one) for one in value))
    return {value} if isinstance(value, str) else set()


def test_every_statement_can_be_followed_without_looking_elsewhere() -> None:
    claim, other = claim_of(full()), plain()
    stray = other.statements[0].id
    claim = replace(
        claim,
        origins=(*claim.origins, Origin(actor="x", side=None, channel=None, statements=(stray,))),
        differences=(Difference(point="unit", values=(ValueOf(value="y", statements=(stray,)),)),),
    )
    found = as_read(claims.to_json(claim, by_id(full(), other)))
    lists = [value for value in found.values() if isinstance(value, list)]
    entries = {one["id"]: one for some in lists for one in some if isinstance(one, dict) and "doc" in one}
    assert every_id([found["origins"], found["differences"]]) <= set(entries)
    assert [one["id"] for one in found["mentioned"]] == [stray]


def test_a_statement_that_is_not_at_hand_is_an_error() -> None:
    with pytest.raises(LookupError, match="is not at hand"):
        claims.to_json(claim_of(full()), {})


def test_an_actor_that_was_not_read_has_no_key() -> None:
    reading = full()
    unread = replace(reading.statements[0], actor=UNSET, commitment=None)
    found = claims.entry(unread.id, {unread.id: unread})
    assert found == {"id": unread.id, "doc": "wire", "content": [list(unread.content[0])], "commitment": None}


def test_the_scorer_follows_the_lists_of_a_claim(monkeypatch: pytest.MonkeyPatch) -> None:
    if not SCORING.is_dir():
        pytest.skip("the shared corpora and their scorers are not here")
    monkeypatch.syspath_prepend(str(SCORING))
    sys.modules.pop("ledger", None)
    scorer: Any = importlib.import_module("ledger")
    reading, claim = full(), claim_of(full())
    said, denied, note = reading.statements
    gold = [
        {"id": name, "doc": "wire", "kind": str(one.kind), "commitment": str(one.commitment or ""), "side": None,
         "nested_in": None, "channel": None, "quantity": None, **{r: [list(s) for s in getattr(one, r)] for r in
         ("source", "cue", "content")}}
        for name, one in (("1", said), ("2", denied), ("3", note))
    ]  # fmt: skip
    story = scorer.Story.__new__(scorer.Story)
    story.texts = {"wire": FIRST}
    story.by_id = {one["id"]: one for one in gold}
    predicted = as_read(annotations.to_json(reading))["attributions"]
    story.found = scorer.match(gold, predicted, FIRST)
    story.words = {one["id"]: scorer.tokens(FIRST, one["content"]) for one in gold}
    listed = as_read(claims.to_json(claim, by_id(reading)))
    assert story.gold_ids(listed["statements"]) == {"1"}
    assert story.gold_ids(listed["disputed_by"]) == {"2"}
    assert story.gold_ids(listed["unable_to_verify"]) == {"3"}


def test_the_claim_model_has_no_list_that_the_json_lacks() -> None:
    found = claims.to_json(claim_of(full()), by_id(full()))
    assert set(Claim.__struct_fields__) - {"members"} <= set(found)


def test_the_documentation_names_every_key() -> None:
    said = (Path(__file__).parents[1] / "docs" / "formats.md").read_text(encoding="utf-8")
    found = annotations.to_json(replace(full(), times=()))
    keys = {*found, *found["attributions"][0], *found["toponyms"][0], *found["attributions"][0]["quantities"][0]}
    keys |= {*claims.to_json(claim_of(full()), by_id(full()))}
    assert [key for key in sorted(keys) if f"`{key}`" not in said] == []
