"""RSS and Atom to reports."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.wire_samples import DENIED, SAID, atom, described, errors, read, reports, rss
from twosource.model import Basis, Report
from twosource.readers import ReadError
from twosource.readers.feed_reader import FeedReader
from twosource.readers.markup import text_of_html

DATE = "<pubDate>Sun, 04 May 2031 09:30:00 +0200</pubDate>"


def one(item: str, **more: str) -> Report:
    found = reports(rss(item, **more), "a.rss")
    assert len(found) == 1
    return found[0]


def test_an_entry_is_a_report() -> None:
    item = (
        "<title>Ships leave Ovre</title><link>https://courier.example/1</link>"
        '<guid isPermaLink="false">urn:courier:1</guid><dc:creator>Ana Varga</dc:creator>'
    )
    found = one(item + DATE + described(), head="<language>en-gb</language>")
    assert (found.doc, found.text, found.title) == ("a-1", SAID, "Ships leave Ovre")
    assert (found.outlet, found.url, found.item) == ("Hest Courier", "https://courier.example/1", "urn:courier:1")
    assert (found.published, found.updated, found.lang) == ("2031-05-04T09:30:00+02:00", None, "en-gb")
    assert (found.byline, found.part) == (("Ana Varga",), "entry 1")
    assert found.stated["published"].basis is Basis.METADATA


def test_the_content_goes_before_the_summary() -> None:
    content = "<content:encoded><![CDATA[<p>One&nbsp;ship.</p><p>Two <b>boats</b>.</p>]]></content:encoded>"
    assert one(described() + content).text == "One\u00a0ship.\n\nTwo boats."


def test_a_title_is_no_text() -> None:
    found = read(rss("<title>Ships leave Ovre</title>", described()), "a.rss")
    assert [type(each) for each in found] == [ReadError, Report]
    assert "entry 1: 'Ships leave Ovre' has a title and no text" in str(found[0])


def test_without_markup_the_line_ends_stay() -> None:
    assert one(described("Line one\nline two &amp;amp; 3 &lt; 4")).text == "Line one\nline two & 3 < 4"


def test_a_guid_is_no_address_unless_it_is_said_to_be_one() -> None:
    by_guid = one(described(more="<guid>https://courier.example/9</guid>"))
    assert (by_guid.url, by_guid.item) == ("https://courier.example/9",) * 2
    no_link = one(described(more='<guid isPermaLink="false">https://courier.example/9</guid>'))
    assert (no_link.url, no_link.item) == (None, "https://courier.example/9")


def test_a_guid_that_others_may_have_is_told_apart_by_its_feed() -> None:
    first = one(described(more='<guid isPermaLink="false">17</guid>'))
    assert first.item == "https://courier.example/ 17"
    assert first.url is None
    other = reports(rss(described(more='<guid isPermaLink="false">17</guid>')).replace("courier", "wire"), "a.rss")[0]
    assert other.item != first.item


def test_without_a_guid_there_is_no_item() -> None:
    found = one(described(more="<link>/a/1</link>"))
    assert (found.item, found.url) == (None, "https://courier.example/a/1")


def test_relative_links_go_by_xml_base() -> None:
    found = one(described(more="<link>1.html</link>"), root='xml:base="https://courier.example/sea/"')
    assert found.url == "https://courier.example/sea/1.html"


@pytest.mark.parametrize("link", ["javascript:alert(1)", "file:///etc/passwd", "ftp://x.example/1", "http://"])
def test_a_link_that_is_no_page_is_none(link: str) -> None:
    assert one(described(more=f"<link>{link}</link>")).url is None


@pytest.mark.parametrize(
    ("written", "known"),
    [
        ("Sun, 04 May 2031 09:30:00 GMT", "2031-05-04T09:30:00+00:00"),
        ("4 May 31 09:30 EST", "2031-05-04T09:30:00-05:00"),
        ("2031-05-04T09:30:00Z", "2031-05-04T09:30:00Z"),
        ("Sun, 04 May 2031 09:30:00", "2031-05-04"),
        ("2031-05-04T09:30:00", "2031-05-04"),
        ("yesterday", None),
        ("Sun, 31 Feb 2031 09:30:00 GMT", None),
        ("", None),
    ],
)
def test_a_date_is_as_exact_as_it_is_known(written: str, known: str | None) -> None:
    assert one(described(more=f"<pubDate>{written}</pubDate>")).published == known


def test_the_time_at_which_a_feed_was_made_is_no_publication() -> None:
    made = "<lastBuildDate>Sun, 04 May 2031 09:30:00 +0200</lastBuildDate>"
    both = reports(rss(described(SAID, DATE), described(DENIED, DATE), head=made), "a.rss")
    assert [found.published for found in both] == [None, None]
    other = DATE.replace("09:30", "08:00")
    newest = reports(rss(described(SAID, DATE), described(DENIED, other), head=made), "a.rss")
    assert [found.published is None for found in newest] == [False, False]


def test_a_source_is_whom_it_was_passed_on_from() -> None:
    found = one(described(more='<source url="https://wire.example/rss">The Wire</source>'))
    assert (found.relayed_from, found.outlet) == (("The Wire",), "Hest Courier")


def test_an_author_is_a_name_and_no_mail_address() -> None:
    assert one(described(more="<author>desk@courier.example (Ana Varga)</author>")).byline == ("Ana Varga",)
    assert one(described(more="<author>desk@courier.example</author>")).byline == ()


def test_atom() -> None:
    entry = (
        "<id>tag:nedre.example,2031:1</id><title>Ships</title><link href='https://nedre.example/1'/>"
        "<published>2031-05-04T08:00:00Z</published><updated>2031-05-04T10:00:00Z</updated>"
        "<author><name>Ana Varga</name><email>a@nedre.example</email></author><author><name>Idris Bello</name></author>"
        '<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>One.</p><p>Two.</p></div></content>'
        "<source><title>Ovre Gazette</title></source>"
    )
    (found,) = reports(atom(entry), "a.atom")
    assert (found.text, found.item, found.url) == (
        "One.\n\nTwo.",
        "tag:nedre.example,2031:1",
        "https://nedre.example/1",
    )
    assert (found.published, found.updated) == ("2031-05-04T08:00:00Z", "2031-05-04T10:00:00Z")
    assert (found.byline, found.relayed_from) == (("Ana Varga", "Idris Bello"), ("Ovre Gazette",))
    assert (found.outlet, found.lang) == ("Nedre Watch", "en")


def test_each_updated_is_a_version_of_one_item() -> None:
    def at(time: str, text: str) -> Report:
        return reports(atom(f"<id>urn:1</id><updated>{time}</updated><summary>{text}</summary>"), "a.atom")[0]

    first, second = at("2031-05-04T08:00:00Z", SAID), at("2031-05-05T08:00:00Z", DENIED)
    assert first.item == second.item
    assert (first.updated, second.updated) == ("2031-05-04T08:00:00Z", "2031-05-05T08:00:00Z")
    assert first.published is None


def test_plain_text_of_atom_is_left_as_it_is() -> None:
    (found,) = reports(atom("<id>urn:1</id><content type='text'>keep &lt;p&gt; as\n it is</content>"), "a.atom")
    assert found.text == "keep <p> as\n it is"


def test_content_elsewhere_or_of_another_kind_is_no_text() -> None:
    away = "<id>urn:1</id><summary>Three ships left.</summary><content src='https://x.example/1' type='text/html'/>"
    picture = "<id>urn:2</id><content type='image/png'>iVBORw0KGgo=</content>"
    assert reports(atom(away), "a.atom")[0].text == "Three ships left."
    assert "has no text" in errors(atom(picture), "a.atom")[0]


def test_rss_1_with_a_dublin_core_date() -> None:
    feed = (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://x.example/"><title>Ovre Gazette</title>'
        '</channel><item rdf:about="https://x.example/1"><title>t</title><link>https://x.example/1</link>'
        f"<description>{SAID}</description><dc:date>2031-05-04T08:00:00Z</dc:date></item></rdf:RDF>"
    )
    (found,) = reports(feed, "a.xml")
    assert (found.published, found.updated, found.item) == ("2031-05-04T08:00:00Z", None, "https://x.example/1")


def test_rss_0_91_with_its_document_type_and_names_of_characters() -> None:
    feed = (
        '<?xml version="1.0"?><!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" '
        '"http://my.netscape.com/publish/formats/rss-0.91.dtd"><rss version="0.91"><channel><title>Old</title>'
        "<item><title>t</title><description>caf&eacute; open&mdash;now</description></item></channel></rss>"
    )
    assert reports(feed, "a.rss")[0].text == "café open—now"


@pytest.mark.parametrize("declared", ["UTF-8", "windows-1251", "iso-8859-1"])
def test_sound_utf_8_is_read_whatever_is_declared(declared: str) -> None:
    feed = rss(described("Порт открыт")).replace("UTF-8", declared)
    assert reports(feed, "a.rss")[0].text == "Порт открыт"


def test_a_wrong_declaration_gives_way_to_the_bytes() -> None:
    text = "Капитан порта сказал, что паромы ушли из залива. " * 9
    feed = rss(described(text)).encode("cp1251")
    assert reports(feed, "a.rss")[0].text == text.strip()
    assert reports(feed.replace(b"UTF-8", b"windows-1251"), "a.rss")[0].text == text.strip()


def test_utf_16() -> None:
    assert reports(rss(described("Порт открыт")).encode("utf-16"), "a.xml")[0].text == "Порт открыт"


def test_a_feed_that_is_not_well_formed_is_read_all_the_same() -> None:
    feed = rss(described(SAID), described("Ships & boats&nbsp;left, R&D said <br>today."), described(DENIED))
    first, second, third = reports(feed, "a.rss")
    assert (first.text, third.text) == (SAID, DENIED)
    assert "Ships & boats\u00a0left, R&D said" in second.text
    assert [each.part for each in (first, second, third)] == ["entry 1", "entry 2", "entry 3"]


def test_a_feed_cut_off_gives_what_is_whole() -> None:
    feed = rss(described(SAID), described(DENIED))
    found = read(feed[: feed.index(DENIED)], "a.rss")
    assert isinstance(found[0], Report)
    assert found[0].text == SAID


@pytest.mark.parametrize(
    "bomb",
    [
        '<!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>',
        '<!DOCTYPE rss [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        f'<!-- {"x" * 9000} --><!DOCTYPE rss SYSTEM "[" [<!ENTITY % a SYSTEM "http://x.example/">%a;]>',
    ],
)
def test_entities_are_refused(bomb: str) -> None:
    feed = rss(described("&b; &a;")).replace("?><rss", f"?>{bomb}<rss")
    assert errors(feed, "a.rss") == [
        "a.rss: declares entities of its own; ask its publisher for a repaired one, or give the reports as JSONL"
    ]


def test_a_name_of_a_file_is_no_feed(tmp_path: object) -> None:
    assert "is not XML" in errors(str(tmp_path), "a.rss")[0]


@pytest.mark.parametrize("part", ["<b/>" * 120_000, "&a;" * 120_000, "x" * 4_100_000])
def test_an_entry_beyond_measure(part: str) -> None:
    assert "in one report" in errors(rss(f"<description>{part}</description>"), "a.rss")[0]


@pytest.mark.parametrize("feed", ["", "<rss><channel></channel></rss>", "no feed", "<html></html>"])
def test_what_holds_no_entry_is_an_error(feed: str) -> None:
    assert len(errors(feed, "a.rss")) == 1


def test_other_xml_is_none() -> None:
    reader = FeedReader()
    assert not reader.sniff(b"<?xml version='1.0'?><feed xmlns='https://other.example'>")
    assert reader.sniff(b"<?xml version='1.0'?>\n<!-- x --><rss version='0.92'>")
    assert "is none of feed, newsml" in errors("<kml></kml>", "a.xml")[0]


def test_markup_keeps_every_word() -> None:
    markup = "<div>One<br>two<ul><li>a</li><li>b</li></ul><table><tr><td>1</td><td>2</td></tr></table>end</div>"
    assert text_of_html(markup, path="x") == "One\ntwo\n\na\n\nb\n\n1 2\n\nend"
    assert text_of_html("<p>x<script>alert(1)</script><style>p{}</style></p>", path="x") == "x"


FRAGMENTS = [
    "<item>",
    "</item>",
    "<description>",
    "</description>",
    "&lt;",
    "&x;",
    "<![CDATA[",
    "]]>",
    "<entry>",
    "\x00",
    "é",
]


@given(st.lists(st.sampled_from(FRAGMENTS) | st.text(max_size=5), max_size=12).map("".join))
def test_whatever_stands_in_a_feed_only_reports_and_errors_come_of_it(inner: str) -> None:
    for found in read(rss(described(SAID, inner)).encode("utf-8", errors="replace"), "a.rss"):
        assert isinstance(found, Report) or "the reader failed" not in str(found)


@given(st.binary(max_size=200))
def test_whatever_the_bytes_only_reports_and_errors_come_of_them(data: bytes) -> None:
    for start in (b"", b"<rss><channel><item>", b"\xff\xfe<\x00r\x00"):
        for found in read(start + data, "a.rss"):
            assert isinstance(found, Report) or "the reader failed" not in str(found)


def test_a_namespace_that_is_no_address_is_read_as_well_as_it_can_be():
    """lxml parses such a file, and refuses to write it out again."""
    whole = atom(f"<id>urn:1</id><title>A</title><content>{SAID}</content>")
    (report,) = reports(whole.replace("www.w3.org/2005/Atom", "www.w3.o|g/2005/Atom"), "a.atom")
    assert report.text == SAID
