"""Bytes to text: exactly, or not at all."""

import codecs
import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twosource.readers.decoding import MAX_CHARACTERS, check_text, decode, odd_characters
from twosource.readers.errors import ReadError, printable

RUSSIAN = (
    "В воскресенье три судна покинули порт, сообщил начальник гавани. Военный флот отрицает, что закрывал выход в море. "
    "Капитан одного из судов рассказал, что экипаж ждал одиннадцать дней и никто не объяснил причину задержки. "
    "Мэр города заявил, что порт останется открытым, пока этого хотят жители."
)
UKRAINIAN = (
    "У неділю три судна вийшли з порту, повідомив начальник гавані. Військовий флот заперечує, що закривав вихід у море. "
    "Капітан одного із суден розповів, що екіпаж чекав одинадцять днів і ніхто не пояснив причину затримки."
)
ENGLISH = "“No ship was turned back,” the navy’s spokesman said – it’s over. The café on the quay paid £5 for the news."


@pytest.mark.parametrize("codec", ["cp1251", "koi8_r", "iso8859_5", "cp866"])
def test_russian_in_its_old_encodings(codec):
    assert decode(RUSSIAN.encode(codec), path="a.txt") == RUSSIAN


@pytest.mark.parametrize("codec", ["cp1251", "koi8_u"])
def test_ukrainian_in_its_old_encodings(codec):
    assert decode(UKRAINIAN.encode(codec), path="a.txt") == UKRAINIAN


def test_english_with_typographic_signs_in_windows_1252():
    assert decode(ENGLISH.encode("cp1252"), path="a.txt") == ENGLISH


def test_latin_1_with_a_letter_that_all_western_readings_share():
    text = "The café on the quay reopened, its owner said, and the naïve joke was on nobody.".replace("ï", "i")
    assert decode(text.encode("latin-1"), path="a.txt") == text


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_is_not_part_of_the_text(codec):
    assert decode(ENGLISH.encode(codec), path="a.txt") == ENGLISH


@pytest.mark.parametrize("mark", [codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE])
def test_both_byte_orders(mark):
    codec = "utf-16-le" if mark == codecs.BOM_UTF16_LE else "utf-16-be"
    assert decode(mark + RUSSIAN.encode(codec), path="a.txt") == RUSSIAN


def refusal(data, encoding=None):
    with pytest.raises(ReadError) as caught:
        decode(data, path="a.txt", encoding=encoding)
    assert str(caught.value).startswith("a.txt: ")
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_an_uncertain_encoding_is_refused_and_the_remedy_named():
    assert "--encoding NAME" in refusal("žluťoučký kůň úpěl ďábelské ódy".encode("cp1250"))
    assert decode("žluťoučký kůň".encode("cp1250"), path="a.txt", encoding="cp1250") == "žluťoučký kůň"


def test_mac_quotation_marks_are_not_taken_for_letters():
    assert "--encoding" in refusal("“We didn’t close it,” they said. “Nobody did.”".encode("mac_roman"))


def test_broken_utf_8_is_not_decoded_as_something_else():
    assert "broken at byte" in refusal(RUSSIAN.encode()[:-2])
    assert "broken at byte" in refusal(RUSSIAN.encode() + b"\xed\xa0\x80" + RUSSIAN.encode())


def test_a_wrong_encoding_is_said_to_be_wrong():
    assert "is not in the encoding ascii" in refusal(RUSSIAN.encode(), "ascii")
    assert "utf-16" in refusal(b"a\x00b\x00")
    assert "no encoding that Python knows" in refusal(b"a", "klingon")


@pytest.mark.parametrize(
    ("start", "name"), [(b"%PDF-1.7", "a PDF"), (b"PK\x03\x04", "Office"), (b"\x89PNG\r\n", "PNG")]
)
def test_files_that_are_mistaken_for_text_are_named(start, name):
    assert name in refusal(start + bytes(100))


@pytest.mark.parametrize("codec", ["hex", "base64", "rot13", "zip"])
def test_codecs_that_are_no_character_encodings_are_refused(codec):
    assert "no encoding" in refusal(b"61", codec)


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00\ufeff")))
def test_utf_8_comes_back_as_it_was(text):
    data = text.encode()
    if not data.startswith((b"%PDF-", b"PK\x03\x04", b"GIF8", b"SQLite format", b"{\\rtf")):
        assert decode(data, path="a.txt") == text


@given(st.binary(max_size=200))
def test_any_bytes_are_text_or_an_error(data):
    with contextlib.suppress(ReadError):
        assert isinstance(decode(data, path="a.txt"), str)


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("", "is empty"),
        (" \n\t\u3000", "only white space"),
        ("a\x00b", "NUL"),
        ("\x01\x02\x03\x04 a", "control codes"),
        ("a \ud800 b", "surrogate"),
        ("a" * (MAX_CHARACTERS + 1), "1,000,001 characters"),
    ],
)
def test_what_can_be_no_report(text, cause):
    with pytest.raises(ReadError, match=cause):
        check_text(text, path="a.txt")


def test_a_few_control_characters_and_direction_overrides_are_text():
    check_text("The port \u202ereopened\u202c.\x0c" + "a" * 200 + "\x07", path="a.txt")
    check_text("a" * MAX_CHARACTERS, path="a.txt")


def test_odd_characters_are_those_of_wrong_encodings():
    assert odd_characters(ENGLISH) == 0
    assert odd_characters("donÕt Ze³enski £ódŸ 5Ł") == 5
    assert odd_characters(RUSSIAN) == 0


@pytest.mark.parametrize("name", ["a\nb", "a\x1b[31m", "\u202egpj.exe", "a\udcffb"])
def test_a_hostile_name_is_one_harmless_line(name):
    shown = printable(name)
    shown.encode("utf-8")
    assert shown.isprintable()
