"""claimreview, annotations, prov, misp: read back with the standards' own libraries; a proposal is never a rating."""

import json
from pathlib import Path
from typing import Any

import prov.model
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from pyld import jsonld
from pymisp import MISPEvent

from tests.exports_samples import shelling, view
from tests.ledger_samples import FIRST, claim_of, full, plain
from twosource.exports import claimreview, misp, web_annotations
from twosource.exports import prov as prov_export
from twosource.exports.addresses import web_address
from twosource.exports.view import View, view_of
from twosource.ledger import Ledger, picture
from twosource.model import Action, Claim, Grade, StandingTerm
from twosource.model.judging import sign

OA = "http://www.w3.org/ns/oa#"
ANNOTATION_CONTEXT = {
    "@context": {
        "oa": OA,
        "dc": "http://purl.org/dc/elements/1.1/",
        "dcterms": "http://purl.org/dc/terms/",
        "as": "http://www.w3.org/ns/activitystreams#",
        "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
        "xsd": "http://www.w3.org/2001/XMLSchema#",
        "foaf": "http://xmlns.com/foaf/0.1/",
        "schema": "http://schema.org/",
        "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
        "id": {"@type": "@id", "@id": "@id"},
        "type": {"@type": "@id", "@id": "@type"},
        "Annotation": "oa:Annotation",
        "SpecificResource": "oa:SpecificResource",
        "TextualBody": "oa:TextualBody",
        "TextPositionSelector": "oa:TextPositionSelector",
        "TextQuoteSelector": "oa:TextQuoteSelector",
        "TimeState": "oa:TimeState",
        "AnnotationCollection": "as:OrderedCollection",
        "AnnotationPage": "as:OrderedCollectionPage",
        "Software": "as:Application",
        "motivation": {"@type": "@vocab", "@id": "oa:motivatedBy"},
        "purpose": {"@type": "@vocab", "@id": "oa:hasPurpose"},
        "identifying": "oa:identifying",
        "tagging": "oa:tagging",
        "classifying": "oa:classifying",
        "linking": "oa:linking",
        "body": {"@type": "@id", "@id": "oa:hasBody"},
        "target": {"@type": "@id", "@id": "oa:hasTarget"},
        "source": {"@type": "@id", "@id": "oa:hasSource"},
        "selector": {"@type": "@id", "@id": "oa:hasSelector"},
        "state": {"@type": "@id", "@id": "oa:hasState"},
        "start": {"@type": "xsd:nonNegativeInteger", "@id": "oa:start"},
        "end": {"@type": "xsd:nonNegativeInteger", "@id": "oa:end"},
        "exact": "oa:exact",
        "prefix": "oa:prefix",
        "suffix": "oa:suffix",
        "cached": {"@type": "@id", "@id": "oa:cachedSource"},
        "sourceDate": {"@type": "xsd:dateTime", "@id": "oa:sourceDate"},
        "value": "rdf:value",
        "format": "dc:format",
        "creator": {"@type": "@id", "@id": "dcterms:creator"},
        "generator": {"@type": "@id", "@id": "as:generator"},
        "name": "foaf:name",
        "label": "rdfs:label",
        "first": {"@type": "@id", "@id": "as:first"},
        "items": {"@type": "@id", "@container": "@list", "@id": "as:items"},
        "total": {"@type": "xsd:nonNegativeInteger", "@id": "as:totalItems"},
        "startIndex": {"@type": "xsd:nonNegativeInteger", "@id": "as:startIndex"},
    }
}
"""Those terms of http://www.w3.org/ns/anno.jsonld that the export uses, in our own copy: no test asks the network."""


def no_network(url: str, _options: Any = None) -> dict[str, Any]:
    known = {
        web_annotations.CONTEXT: ANNOTATION_CONTEXT,
        claimreview.CONTEXT: {"@context": {"@vocab": "https://schema.org/"}},
    }
    return {"contentType": "application/ld+json", "contextUrl": None, "documentUrl": url, "document": known[url]}


def expanded(document: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = jsonld.expand(document, {"documentLoader": no_network})
    return found


def written(write: Any, seen: View, folder: Path) -> Any:
    write(seen, folder / "out.json")
    return json.loads((folder / "out.json").read_text(encoding="utf-8"))


def judged(claim: Claim, action: Action, **value: Any) -> Claim:
    """The claim with one judgement on it."""
    made = sign(claim, who="Ada Quill", reason="as the map shows")
    changed = replace(made, action=action, value=replace(made.value, **value)).recorded("2031-03-07T10:00:00.000000Z")
    return replace(claim, judgements=(changed,))


@pytest.fixture
def claim() -> Claim:
    return claim_of(full())


# ---------------------------------------------------------------- claimreview


def graph(claim: Claim, folder: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = written(claimreview.write, view([full()], [claim]), folder)["@graph"]
    return found


def test_a_claim_without_a_signature_has_no_review(claim: Claim, tmp_path: Path) -> None:
    (made,) = graph(claim, tmp_path)
    assert made["@type"] == "Claim"
    assert (made["text"], made["datePublished"]) == ("patrol boats had left the strait", "2031-03-04")
    assert made["author"] == [{"@type": "Organization", "name": "Arvonian navy"}]
    assert made["firstAppearance"]["url"] == "https://wire.example/1"
    assert "disputed" not in json.dumps(made).lower(), "what is proposed is not told"


@pytest.mark.parametrize("action", [Action.REJECT, Action.UNSURE])
def test_neither_a_rejection_nor_a_doubt_is_a_rating(action: Action, claim: Claim, tmp_path: Path) -> None:
    assert [node["@type"] for node in graph(judged(claim, action), tmp_path)] == ["Claim"]


def test_what_a_person_signed_is_a_review_of_hers(claim: Claim, tmp_path: Path) -> None:
    made, review = graph(judged(claim, Action.SIGN), tmp_path)
    assert review["@type"] == "ClaimReview"
    assert review["itemReviewed"] == {"@id": made["@id"]}
    assert review["author"] == review["reviewRating"]["author"] == {"@type": "Person", "name": "Ada Quill"}
    assert (review["reviewRating"]["alternateName"], review["datePublished"]) == ("disputed", "2031-03-07")
    assert "ratingValue" not in review["reviewRating"], "the grades are no scale"


def test_an_overruling_is_rated_as_the_person_says(claim: Claim, tmp_path: Path) -> None:
    over = judged(claim, Action.OVERRULE, standing=StandingTerm.REFUTED, credibility=5)
    _, review = graph(over, tmp_path)
    assert review["reviewRating"]["alternateName"] == "refuted"
    assert review["reviewRating"]["ratingExplanation"] == "Credibility 5: improbable"


def test_claims_are_json_ld(claim: Claim, tmp_path: Path) -> None:
    document = written(claimreview.write, view([full()], [judged(claim, Action.SIGN)]), tmp_path)
    kinds = {kind for node in expanded(document) for kind in node["@type"]}
    assert kinds == {"https://schema.org/Claim", "https://schema.org/ClaimReview"}


# ---------------------------------------------------------------- addresses from outside


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "data:text/html,x", "https://", "https://a b.example", "ftp://a.example", "//a.example",
     'https://a.example/"><script>', "https://a.example/\n", "http://[", "", None],
)  # fmt: skip
def test_only_addresses_of_the_web_are_links(url: str | None) -> None:
    assert web_address(url) in {None, "https://a.example/"}


@given(st.text())
def test_no_text_becomes_a_link_by_chance(text: str) -> None:
    found = web_address(text)
    assert found is None or found.lower().startswith(("http://", "https://"))


# ---------------------------------------------------------------- annotations


def test_annotations_are_those_of_the_model(claim: Claim, tmp_path: Path) -> None:
    document = written(web_annotations.write, view([full(), plain()], [claim]), tmp_path)
    (collection,) = expanded(document)
    items = collection["https://www.w3.org/ns/activitystreams#first".replace("https", "http")][0][
        "http://www.w3.org/ns/activitystreams#items"
    ][0]["@list"]
    assert len(items) == document["total"] == 10
    for one in items:
        assert one["@type"] == [OA + "Annotation"]
        (target,) = one[OA + "hasTarget"]
        assert {kind for each in target[OA + "hasSelector"] for kind in each["@type"]} == {
            OA + "TextPositionSelector",
            OA + "TextQuoteSelector",
        }
        assert one[OA + "motivatedBy"][0]["@id"].startswith(OA)
        assert all(body[OA + "hasPurpose"][0]["@id"].startswith(OA) for body in one[OA + "hasBody"])


def test_both_selectors_select_the_same_characters(tmp_path: Path) -> None:
    document = written(web_annotations.write, view([full()], []), tmp_path)
    for one in document["first"]["items"]:
        target = one["target"]
        position, quoted = target["selector"]
        assert FIRST[position["start"] : position["end"]] == quoted["exact"]
        assert FIRST.count(quoted["prefix"] + quoted["exact"] + quoted["suffix"]) == 1
        assert target["source"] == "https://wire.example/1"
        assert target["state"]["cached"] == f"urn:sha256:{full().report.sha256}"
        assert target["state"]["sourceDate"] == "2031-03-05T08:00:00Z"


def test_a_report_without_an_address_is_named_by_its_text(tmp_path: Path) -> None:
    for url in (None, "javascript:alert(1)"):
        reading = replace(plain(), report=replace(plain().report, url=url))
        (one,) = written(web_annotations.write, view([reading], []), tmp_path)["first"]["items"]
        assert one["target"]["source"] == f"urn:sha256:{reading.report.sha256}"


def test_what_is_not_read_or_not_stated_has_no_body(tmp_path: Path) -> None:
    items = written(web_annotations.write, view([full()], []), tmp_path)["first"]["items"]
    content = [one for one in items if one["motivation"] == "classifying"]
    values = [[body.get("value") for body in one["body"]] for one in content]
    assert values == [
        ["content", None, "attributed", "mixed", "asserts", "neutral"],
        ["content", None, "attributed", "denies"],
        ["content", None, "verification"],
    ]


# ---------------------------------------------------------------- prov


@pytest.fixture
def book(sample_ledger: Path) -> Any:
    with Ledger.open(sample_ledger, create=False) as opened:
        yield opened


def test_prov_is_read_by_the_prov_library(book: Ledger, tmp_path: Path) -> None:
    seen = view_of(book, picture(book))
    prov_export.write(seen, tmp_path / "prov.json")
    with (tmp_path / "prov.json").open(encoding="utf-8") as file:
        document = prov.model.ProvDocument.deserialize(file, format="json")
    derived = list(document.get_records(prov.model.ProvDerivation))
    kinds = {str(kind) for one in derived for kind in one.get_asserted_types()}
    assert {"prov:Quotation", "prov:PrimarySource"} <= kinds
    entities = {str(one.identifier) for one in document.get_records(prov.model.ProvEntity)}
    ends = {str(end) for one in derived for _, end in one.formal_attributes[:2]}
    assert ends <= entities, "nothing is derived from what is not there"
    agents = {str(one.identifier): one for one in document.get_records(prov.model.ProvAgent)}
    software = [
        one for one in agents.values() if any("SoftwareAgent" in str(kind) for kind in one.get_asserted_types())
    ]
    assert all(one.get_attribute("tw:version") for one in software)
    assert software
    for relation in (prov.model.ProvAttribution, prov.model.ProvAssociation):
        for one in document.get_records(relation):
            assert str(dict(one.formal_attributes)[prov.model.PROV_ATTR_AGENT]) in agents


def test_prov_names_the_origin_of_the_samples_and_who_quoted_it(book: Ledger, tmp_path: Path) -> None:
    found = picture(book)
    chosen = max(found.claims, key=lambda one: len(one.routes))
    made = written(prov_export.write, view_of(book, found, claim=chosen), tmp_path)
    primary = [
        row["prov:usedEntity"]
        for row in made["wasDerivedFrom"].values()
        if row.get("prov:type", {}).get("$") == "prov:PrimarySource"
    ]
    labels = [made["entity"][one]["prov:label"] for one in primary]
    assert labels == ["Icelandic Coast Guard"]
    quoted = {
        row["prov:generatedEntity"]
        for row in made["wasDerivedFrom"].values()
        if row["prov:usedEntity"] in primary and row.get("prov:type", {}).get("$") == "prov:Quotation"
    }
    assert len(quoted) >= 4
    assert all(one.startswith("report:") for one in quoted)


def test_prov_says_which_version_is_a_revision_and_who_judged(tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "cases.ledger") as book:
        for number, text in enumerate(("One boat left.", "Two boats left.")):
            reading = plain(text, doc=f"v{number}", url="https://wire.example/9", published=f"2031-03-0{4 + number}")
            book.add(reading)
        reading = next(book.readings())
        claim = judged(claim_of(full()), Action.SIGN)
        seen = replace(view([reading, full()], [claim]), ledger=book)
        made = written(prov_export.write, seen, tmp_path)
    revisions = [r for r in made["wasDerivedFrom"].values() if r.get("prov:type", {}).get("$") == "prov:Revision"]
    assert [made["entity"][one["prov:generatedEntity"]]["prov:label"] for one in revisions] == ["v1"]
    (judgement,) = (name for name in made["entity"] if name.startswith("judgement:"))
    authors = [r["prov:agent"] for r in made["wasAttributedTo"].values() if r["prov:entity"] == judgement]
    assert [made["agent"][one]["prov:label"] for one in authors] == ["Ada Quill"]


# ---------------------------------------------------------------- misp


def event(seen: View, folder: Path) -> MISPEvent:
    misp.write(seen, folder / "event.json")
    made = MISPEvent()
    made.load_file(str(folder / "event.json"))
    return made


def tags_of(made: MISPEvent) -> list[list[str]]:
    return [[tag.name for tag in one.tags] for one in made.attributes if one.type == "text"]


def test_a_misp_event_is_read_by_pymisp(claim: Claim, tmp_path: Path) -> None:
    made = event(view([full()], [claim]), tmp_path)
    assert [(one.type, one.value, one.to_ids) for one in made.attributes] == [
        ("text", "patrol boats had left the strait", False),
        ("link", "https://wire.example/1", False),
    ]
    assert tags_of(made) == [
        ['admiralty-scale:source-reliability="f"', 'admiralty-scale:information-credibility="6"'],
    ]
    assert "Denied by: Keldmark's coast guard." in made.attributes[0].comment
    assert made.attributes[0].comment.endswith("Not signed.")
    assert (made.published, str(made.date)) == (False, "2031-03-04")


def test_a_proposed_grade_never_becomes_a_tag(claim: Claim, tmp_path: Path) -> None:
    assert claim.standing is not None
    proposed = replace(claim, standing=replace(claim.standing, grade=Grade(reliability="F", credibility=2)))
    (tags,) = tags_of(event(view([full()], [proposed]), tmp_path))
    assert tags[1] == 'admiralty-scale:information-credibility="6"'
    (tags,) = tags_of(event(view([full()], [judged(proposed, Action.SIGN)]), tmp_path))
    assert tags[1] == 'admiralty-scale:information-credibility="2"'
    (tags,) = tags_of(event(view([full()], [judged(proposed, Action.REJECT)]), tmp_path))
    assert tags[1] == 'admiralty-scale:information-credibility="6"'


def test_the_same_claims_are_the_same_event() -> None:
    reading, claim = shelling()
    assert misp.event(view([reading], [claim])) == misp.event(view([reading], [claim]))


def test_the_samples_as_linked_data(book: Ledger, tmp_path: Path) -> None:
    seen = view_of(book, picture(book))
    made = event(seen, tmp_path)
    assert len(tags_of(made)) == len(seen.claims)
    claims = written(claimreview.write, seen, tmp_path)["@graph"]
    assert {one["@type"] for one in claims} == {"Claim"}
    items = written(web_annotations.write, seen, tmp_path)["first"]["items"]
    assert len(items) > 100
