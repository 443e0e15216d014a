"""Telegram Desktop's export to reports."""

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.wire_samples import DENIED, SAID, chat, errors, export, post, read, reports
from twosource.model import Report
from twosource.readers import ReadError, ReadOptions
from twosource.readers.telegram_reader import Repaired, TelegramReader, posts

SERVICE = {"id": 1, "type": "service", "date": "2031-05-04T00:00:00", "action": "create_channel", "text": ""}


def test_a_post_is_a_report() -> None:
    wanted = post(edited_unixtime="1935714700", forwarded_from="Nedre Watch", author="Ana")
    (found,) = reports(export(SERVICE, wanted), "result.json")
    assert (found.doc, found.text, found.outlet) == ("result-5", SAID, "Hest Harbour")
    assert (found.published, found.updated) == ("2031-05-05T02:30:00+00:00", "2031-05-05T02:31:40+00:00")
    assert (found.item, found.part, found.url) == ("telegram channel123/5", "message 5", None)
    assert (found.relayed_from, found.byline) == (("Nedre Watch",), ("Ana",))


def test_the_local_time_without_a_zone_is_never_taken() -> None:
    old = post()
    del old["date_unixtime"]
    assert reports(export(old), "result.json")[0].published is None


@pytest.mark.parametrize("seconds", ["", "x", "1" * 40, None, "-99999999999", {}])
def test_a_time_that_is_none_is_not_stated(seconds: object) -> None:
    assert reports(export(post(date_unixtime=seconds)), "result.json")[0].published is None


def test_the_text_is_joined_from_its_parts() -> None:
    mixed = ["Ships ", {"type": "bold", "text": "left"}, " now."]
    entities = [{"type": "plain", "text": "A "}, {"type": "link", "text": "https://x.example", "href": "y"}]
    assert reports(export(post(text=mixed)), "result.json")[0].text == "Ships left now."
    assert reports(export(post(text="other", text_entities=entities)), "result.json")[0].text == "A https://x.example"


def test_posts_without_text_are_passed_over_and_placeholders_are_no_text() -> None:
    photo = post(6, "", photo="(File not included. Change data exporting settings to download.)")
    blank = post(7, " \n")
    assert [found.doc for found in reports(export(photo, blank, post()), "result.json")] == ["result-5"]
    assert "holds no post with text" in errors(export(SERVICE, photo, blank), "result.json")[0]


def test_the_public_name_gives_the_posts_their_addresses() -> None:
    for name in ("hest_harbour", "@hest_harbour", "https://t.me/s/hest_harbour"):
        assert reports(export(post()), "result.json", channel=name)[0].url == "https://t.me/hest_harbour/5"
    with pytest.raises(ReadError, match="no name of a channel"):
        ReadOptions(channel="../x")


@pytest.mark.parametrize(
    "kind", ["personal_chat", "private_group", "bot_chat", "saved_messages", "private_supergroup", "new"]
)
def test_letters_are_read_only_by_request(kind: str) -> None:
    data = export(post(), post(6), type=kind)
    assert errors(data, "result.json", reader="telegram") == []
    read_by_name = [found for found in read(data, "result.json", reader="telegram") if isinstance(found, Report)]
    assert len(read_by_name) == 2
    if kind != "new":
        (refused,) = errors(data, "result.json")
        assert "not published" in refused
        assert "--reader telegram" in refused


def test_a_member_of_a_group_is_the_author() -> None:
    (found,) = reports(export(post() | {"from": "Ola"}, type="public_supergroup"), "result.json")
    assert (found.outlet, found.byline) == ("Hest Harbour", ("Ola",))


def test_an_export_of_all_chats() -> None:
    chats = [
        chat(post()),
        chat(post(text="Dear Ola"), type="personal_chat", id=4),
        chat(post(text=DENIED), name="Two", id=9),
    ]
    about = "Here is the data you requested. Remember: Telegram is ad free."
    data = json.dumps({"about": about, "contacts": {"list": [{"id": 1}]}, "chats": {"about": "x", "list": chats}})
    found = read(data, "result.json")
    assert [type(each) for each in found] == [Report, ReadError, Report]
    kept = [each for each in found if isinstance(each, Report)]
    assert [(each.outlet, each.item) for each in kept] == [
        ("Hest Harbour", "telegram channel123/5"),
        ("Two", "telegram channel9/5"),
    ]
    assert len({each.doc for each in kept}) == 2
    assert "several chats" in errors(data, "result.json", channel="hest_harbour")[0]


def test_escapes_that_are_not_json_are_repaired() -> None:
    raw = export(post(text="TEXT")).replace("TEXT", r"a\x0bb \\x41 \u0041 c\\\x0c" + "x" * 200)
    assert reports(raw, "result.json")[0].text == "a\x0bb \\x41 A c\\\x0c" + "x" * 200


def test_a_post_that_cannot_be_read_does_not_stop_the_others() -> None:
    raw = export(post(6, "NUL"), post()).replace("NUL", r"a \x00 b")
    found = read(raw, "result.json")
    assert [type(each) for each in found] == [ReadError, Report]
    assert "message 6" in str(found[0])


def test_a_file_cut_off_gives_what_is_whole() -> None:
    whole = export(post(), post(6))
    found = read(whole[: whole.rindex("text_entities")], "result.json")
    assert [type(each) for each in found] == [Report, ReadError]


@pytest.mark.parametrize("more", ['"x": ' + "[" * 2000, '"x": [' + "[]," * 60_000, '"text": "' + "x" * 2_200_000])
def test_a_post_beyond_measure(more: str) -> None:
    data = export(post())[:-2] + ', {"id": 6, "type": "message", ' + more
    found = read(data, "result.json")
    assert [type(each) for each in found] == [Report, ReadError]


def test_one_post_is_held_at_a_time() -> None:
    class Endless(io.RawIOBase):
        given = 0

        def readable(self) -> bool:
            return True

        def readinto(self, buffer: "memoryview[int]") -> int:  # type: ignore[override]
            start = export(post())[:-2].encode() if not self.given else b""
            data = (start + (", " + json.dumps(post())).encode() * 400)[: len(buffer)]
            buffer[: len(data)] = data
            self.given += len(data)
            return len(data)

    stream = Endless()
    for _ in zip(posts(stream, "x"), range(10), strict=False):  # type: ignore[arg-type]
        pass
    assert stream.given < 300_000


def test_other_json_is_none_of_telegram() -> None:
    reader = TelegramReader()
    assert reader.sniff(b'{\n "name": "A",\n "type": "public_channel",\n "id": 1,\n "messages": [')
    assert not reader.sniff(b'{"type": "text", "messages": []}')


pieces = st.lists(st.sampled_from(["\\", "\\\\", "\\x0b", "x41", "\\u0041", "a", "0", "é", "\\n", '\\"']), max_size=30)


@given(pieces.map("".join), st.integers(1, 7))
def test_repair_does_not_depend_on_where_the_pieces_end(text: str, size: int) -> None:
    def repaired(step: int) -> bytes:
        stream = Repaired(io.BytesIO(text.encode()))
        return b"".join(iter(lambda: stream.read(step), b""))

    assert repaired(size) == repaired(10_000)


def written(text: str) -> str:
    """A string as the export writes it."""
    short = {"\n": "\\n", "\r": "\\r", "\t": "\\t", '"': '\\"', "\\": "\\\\"}
    return "".join(short.get(one) or (f"\\x{ord(one):02x}" if one < " " else one) for one in text)


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=40), st.integers(0, 40))
def test_every_character_comes_back(text: str, cut: int) -> None:
    whole = "Ships left the harbour of Ovre today. " * 120 + text
    parts = [{"type": "plain", "text": "FIRST"}, {"type": "bold", "text": "SECOND"}]
    raw = export(post(text_entities=parts)).replace("FIRST", written(whole[:-cut] if cut else whole))
    (found,) = reports(raw.replace("SECOND", written(whole[-cut:] if cut else "")), "result.json")
    assert found.text == whole


@given(st.binary(max_size=200))
def test_whatever_the_bytes_only_reports_and_errors_come_of_them(data: bytes) -> None:
    for start in (b"", export(post())[:-2].encode() + b",", b'{"name":'):
        for found in read(start + data, "result.json", reader="telegram"):
            assert isinstance(found, Report) or "the reader failed" not in str(found)
