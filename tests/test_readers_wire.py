"""ninjs and NewsML-G2 to reports."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.wire_samples import DENIED, SAID, errors, g2, g2_message, ninjs, read, reports
from twosource.model import PubStatus, Report
from twosource.readers import ReadError
from twosource.readers.wire import later, times

XHTML = (
    '<inlineXML contenttype="application/xhtml+xml"><html xmlns="http://www.w3.org/1999/xhtml"><head><title>T</title>'
    "</head><body><p>One.</p><p>Two.</p></body></html></inlineXML>"
)
NITF = (
    '<inlineXML contenttype="application/nitf+xml"><nitf xmlns="http://iptc.org/std/NITF/2006-10-18/"><head><title>T'
    "</title></head><body><body.head><hedline><hl1>Headline</hl1></hedline><byline>By Ana Varga</byline></body.head>"
    "<body.content><p>One.</p><p>Two.</p><media><media-caption>A ship</media-caption></media></body.content></body>"
    "</nitf></inlineXML>"
)
PLAIN = f'<inlineData contenttype="text/plain">{SAID}</inlineData>'


def test_an_item_of_ninjs_3() -> None:
    more = {"by": "By Ana Varga and Idris Bello", "located": "Ovre", "copyrightHolder": "Hest Press"}
    (found,) = reports(json.dumps(ninjs(**more)), "a.json")
    assert (found.doc, found.text, found.title) == ("a-1", SAID, "Ships leave Ovre")
    assert (found.item, found.version, found.pub_status) == ("urn:newsml:hest.example:1", 2, PubStatus.USABLE)
    assert (found.published, found.updated) == ("2031-05-04T08:00:00Z", "2031-05-04T09:00:00Z")
    assert (found.byline, found.dateline, found.lang) == (("Ana Varga", "Idris Bello"), "Ovre", "en")
    assert (found.outlet, found.part) == ("Hest Press", "item 1")


def test_an_item_of_ninjs_1() -> None:
    item = {
        "uri": "https://wire.example/1", "versioncreated": "2031-05-04T09:00:00Z", "pubstatus": "usable", "headline": "H",
        "body_text": "One. Two.", "body_xhtml": "<p>One.</p><p>Two.</p>", "byline": "Ana Varga",
    }  # fmt: skip
    (found,) = reports(json.dumps(item), "a.json")
    assert (found.text, found.title, found.byline) == ("One.\n\nTwo.", "H", ("Ana Varga",))
    assert (found.published, found.updated) == (None, "2031-05-04T09:00:00Z")


def test_the_main_body_and_headline_are_taken() -> None:
    bodies = [
        {"role": "caption", "contentType": "text/plain", "value": "A ship"},
        {"role": "main", "contenttype": "text/html", "value": f"<p>{DENIED}</p>"},
        {"role": "main", "contentType": "image/png", "value": "iVBORw0KGgo="},
    ]
    headlines = [{"role": "sub", "value": "x"}, {"value": "Navy denies"}]
    (found,) = reports(json.dumps(ninjs(bodies=bodies, headlines=headlines)), "a.json")
    assert (found.text, found.title) == (DENIED, "Navy denies")


@pytest.mark.parametrize("form", ["list", "lines", "indented"])
def test_items_in_each_form(form: str) -> None:
    both = [ninjs(), ninjs(uri="urn:2", bodies=[{"value": DENIED}])]
    data = {
        "list": json.dumps(both),
        "lines": "\n\n".join(map(json.dumps, both)),
        "indented": "\n".join(json.dumps(each, indent=2) for each in both),
    }[form]
    assert [found.text for found in reports(data, "a.json")] == [SAID, DENIED]


def test_a_bad_line_does_not_stop_the_others() -> None:
    found = read("\n".join([json.dumps(ninjs()), '{"uri": }', json.dumps(ninjs(uri="urn:3"))]), "a.json")
    assert [type(each) for each in found] == [Report, ReadError, Report]
    assert str(found[1]).startswith("a.json:2: ")


def test_a_notice_needs_no_body() -> None:
    notice = {"uri": "urn:newsml:hest.example:1", "pubStatus": "canceled", "versionCreated": "2031-05-05T09:00:00Z"}
    (found,) = reports(json.dumps(notice), "a.json")
    assert found.withdrawn
    assert (found.text, found.item) == ("", "urn:newsml:hest.example:1")
    assert "does not say which item" in errors(json.dumps({"guid": "", "pubStatus": "withheld"}), "a.ninjs")[0]
    assert "has the status 'pulled'" in errors(json.dumps(ninjs(pubStatus="pulled")), "a.json")[0]


def test_what_has_no_body_says_what_it_is() -> None:
    assert (
        "holds no text (picture urn:p)"
        in errors(json.dumps({"uri": "urn:p", "type": "picture", "headlines": []}), "a.json")[0]
    )


def test_an_embargoed_item_was_not_published_before_that_ends() -> None:
    (found,) = reports(json.dumps(ninjs(embargoedUntil="2031-05-06T00:00:00Z")), "a.json")
    assert (found.published, found.updated) == ("2031-05-06T00:00:00Z", None)
    (unknown,) = reports(json.dumps(ninjs(embargoedUntil="until further notice")), "a.json")
    assert unknown.published is None


def test_sources_of_information_are_relays_but_not_the_outlet() -> None:
    sources = [{"name": "Ovre Gazette"}, {"name": "hest press"}, {"literal": "Nedre Watch"}, {"uri": "x"}, "odd"]
    (found,) = reports(json.dumps(ninjs(infoSources=sources, copyrightHolder="Hest Press")), "a.json")
    assert found.relayed_from == ("Ovre Gazette", "Nedre Watch")


def test_associations_are_left_alone() -> None:
    inner = ninjs(uri="urn:inner", bodies=[{"value": DENIED}])
    assert [found.text for found in reports(json.dumps([ninjs(associations=[inner])]), "a.json")] == [SAID]


def test_an_item_beyond_measure() -> None:
    data = '[{"uri": "a", "pubStatus": "usable", "associations": [' + "{}," * 60_000
    assert "beyond measure" in errors(data, "a.json")[0]
    assert "too deeply" in errors('[{"uri": "a", "pubStatus": "usable"}, ' + "[" * 1000, "a.json")[-1]


@pytest.mark.parametrize("content", [XHTML, NITF])
def test_a_news_item_of_newsml(content: str) -> None:
    about = (
        '<located><name>Ovre</name></located><infoSource literal="Nedre Watch"/><infoSource qcode="nprov:Hest Press"/>'
        '<by>By Ana Varga</by><headline>Ships <i xmlns="x">leave</i></headline><language tag="en"/>'
    )
    meta = "<firstCreated>2031-05-04T08:00:00+03:00</firstCreated>"
    (found,) = reports(f'<?xml version="1.0"?>{g2(content, meta=meta, about=about)}', "a.xml")
    assert (found.doc, found.text, found.title) == ("a", "One.\n\nTwo.", "Ships leave")
    assert (found.item, found.version, found.pub_status) == ("urn:hest:2", 3, PubStatus.USABLE)
    assert (found.published, found.updated) == ("2031-05-04T08:00:00+03:00", "2031-05-04T12:00:00+03:00")
    assert (found.outlet, found.byline, found.dateline) == ("Hest Press", ("Ana Varga",), "Ovre")
    assert (found.lang, found.relayed_from, found.part) == ("en", ("Nedre Watch",), None)


def test_a_message_of_items() -> None:
    package = '<packageItem guid="urn:p" version="1"><itemMeta/></packageItem>'
    gone = g2("", status="http://cv.iptc.org/newscodes/pubstatusg2/canceled", guid="urn:gone")
    picture = g2('<remoteContent href="x.jpg"/>', guid="urn:picture")
    found = read(g2_message(g2(PLAIN), package, gone, picture, g2(PLAIN, guid="urn:9")), "a.xml")
    assert [type(each) for each in found] == [Report, ReadError, Report, ReadError, Report]
    assert "item 2: is a package" in str(found[1])
    assert isinstance(found[2], Report)
    assert (found[2].pub_status, found[2].text, found[2].part) == (PubStatus.CANCELED, "", "item 3")
    assert "holds no text (urn:picture)" in str(found[3])


def test_an_unknown_status_is_an_error() -> None:
    assert "has the status 'gone'" in errors(g2(PLAIN, status="stat:gone"), "a.xml")[0]


def test_newsml_with_entities_is_refused() -> None:
    bomb = '<!DOCTYPE newsItem [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
    assert "declares entities" in errors(bomb + g2(PLAIN.replace(SAID, "&b;")), "a.xml")[0]


def test_data_that_is_no_text_is_not_read() -> None:
    coded = '<inlineData contenttype="text/plain" encoding="base64">U2hpcHM=</inlineData>'
    assert "holds no text" in errors(g2(coded), "a.xml")[0]


moments = st.sampled_from(
    ["2031-05-04T08:00:00Z", "2031-05-04T10:00:00+03:00", "2031-05-04", "2031-05-05", "2031-05", "2032"]
)


@given(moments, moments)
def test_nothing_is_certainly_both_before_and_after(one: str, other: str) -> None:
    assert not (later(one, other) and later(other, one))
    published, updated = times(one, other, None)
    assert published == one
    assert updated is None or later(updated, published)


KEYS = [
    "uri",
    "version",
    "firstCreated",
    "pubStatus",
    "bodies",
    "headlines",
    "by",
    "infoSources",
    "body_xhtml",
    "language",
]
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*KEYS, "value", "role"]), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(KEYS), values, max_size=8))
def test_whatever_an_item_holds_only_reports_and_errors_come_of_it(item: dict[str, object]) -> None:
    for found in read(json.dumps(item), "a.ninjs"):
        assert isinstance(found, Report) or "the reader failed" not in str(found)


@given(st.binary(max_size=200))
def test_whatever_the_bytes_only_reports_and_errors_come_of_them(data: bytes) -> None:
    for start, name in (
        (b"", "a.ninjs"),
        (b'{"uri": "a"', "a.ninjs"),
        (b"[{", "a.ninjs"),
        (b"", "a.g2"),
        (g2(XHTML)[:300].encode(), "a.g2"),
    ):
        for found in read(start + data, name):
            assert isinstance(found, Report) or "the reader failed" not in str(found)
