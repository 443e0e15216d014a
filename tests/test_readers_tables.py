"""CSV and TSV to reports, and the map of columns."""

import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.wire_samples import DENIED, SAID, errors, read, reports
from twosource.cli import rooms
from twosource.cli.console import USAGE, Ended
from twosource.model import PubStatus, Report
from twosource.readers import ReadError, ReadOptions
from twosource.readers.csv_reader import names_of_columns
from twosource.readers.options import FIELDS, columns_of


def test_a_row_is_a_report() -> None:
    table = f'Title,Date,Body,Author,Other\nShips,2031-05-04,"{SAID}",Ana Varga; Idris Bello,x\n'
    (found,) = reports(table, "t.csv")
    assert (found.doc, found.text, found.title, found.published) == ("t-2", SAID, "Ships", "2031-05-04")
    assert (found.byline, found.part) == (("Ana Varga", "Idris Bello"), "line 2")


def test_a_map_says_which_column_is_which() -> None:
    table = "text,Words,When\nnot this,The port reopened.,4 May 2031\n"
    (found,) = reports(table, "t.csv", columns={"text": "Words", "published": "When"})
    assert (found.text, found.published) == ("The port reopened.", "2031-05-04")


def test_a_map_that_names_no_column_lists_those_there() -> None:
    (missing,) = errors("Words,When\na,b\n", "t.csv", columns={"text": "Body"})
    assert missing == "t.csv: has no column 'Body'; of its columns give one: 'Words', 'When'"
    assert "has 2 columns 'a'" in errors("a,a\nb,c\n", "t.csv", columns={"text": "a"})[0]
    (unclear,) = errors("Words,When\na,b\n", "t.csv")
    assert "'Words', 'When'" in unclear
    assert "--column text=NAME" in unclear


def test_a_map_names_fields_that_there_are() -> None:
    with pytest.raises(ReadError, match="there is no field 'txt'"):
        ReadOptions(columns={"txt": "Body"})
    with pytest.raises(ReadError, match="not FIELD=COLUMN"):
        columns_of(["Body"])
    assert columns_of(["text=Body", "published=a=b"]) == {"text": "Body", "published": "a=b"}


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_separator_is_told_from_the_first_row(separator: str) -> None:
    table = separator.join(["text", '"a, b; c|d"', "date"]) + "\n" + separator.join(['"x, y; z|w"', "1", "2031"]) + "\n"
    (found,) = reports(table, "t.csv")
    assert (found.text, found.published) == ("x, y; z|w", "2031")


def test_tabs_part_what_is_called_so() -> None:
    (found,) = reports(f"text\tdate\nA, b said: {SAID}\t2031\n", "t.tsv")
    assert found.text == f"A, b said: {SAID}"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_in_a_cell_stay(end: str) -> None:
    table = end.join(["text,date", f'"One ""x""{end}two.",2031', "Three,2032", ""])
    first, second = reports(table, "t.csv")
    assert (first.text, first.part) == (f'One "x"{end}two.', "line 2")
    assert (second.text, second.part) == ("Three", "line 4")


def test_errors_name_the_line_and_the_rest_is_read() -> None:
    table = f'text,date,a\n{SAID},2031,\n,2031,x\nb,yesterday,\na,2031,c,d\n\n,,\n"x"y,2031,\n{DENIED},,\n'
    found = read(table, "t.csv")
    said = [str(each).partition(";")[0] if isinstance(each, ReadError) else each.text for each in found]
    assert said[0] == SAID
    assert said[-1] == DENIED
    assert [each.partition(":")[2].partition(":")[0] for each in said[1:-1]] == ["3", "4", "5", "8"]
    assert "4 cells, and there are 3 columns" in said[3]


def test_an_open_quotation_mark_is_seen() -> None:
    assert "unexpected end" in errors('text,a\n"abc\ndef,1\n', "t.csv")[0]
    long = errors('text,a\n"' + "abc\n" * 600_000, "t.csv")
    assert "t.csv:2: begins a row of more than" in long[0]


@pytest.mark.parametrize("table", ["", "text,date\n", "\n\n"])
def test_a_table_without_rows(table: str) -> None:
    assert len(errors(table, "t.csv")) == 1


def test_encodings() -> None:
    table = "text;url\nПорт открыт сегодня утром;https://x.example/1\n"
    for data in (table.encode(), table.encode("utf-8-sig"), table.encode("utf-16")):
        assert reports(data, "t.csv")[0].text == "Порт открыт сегодня утром"
    assert reports(table.encode("cp1251"), "t.csv", encoding="cp1251")[0].text == "Порт открыт сегодня утром"
    assert "NUL" in errors("text,a\nab\x00c,d\n", "t.csv")[0]


def test_a_long_table_is_read_in_pieces() -> None:
    rows = (f"{SAID} {number},2031-05-04\r\n" for number in range(70_000))
    data = "text,date\r\n" + "".join(rows)
    count = 0
    for found in read(data + '"Порт, ""x""",2031\r\n', "t.csv", columns={"url": "text", "text": "date"}):
        assert isinstance(found, Report)
        count += 1
    assert count == 70_001


def test_a_notice_in_a_table() -> None:
    (found,) = reports("text,url,pub_status,version\n,https://x.example/1,canceled,2\n", "t.csv")
    assert (found.pub_status, found.version, found.text) == (PubStatus.CANCELED, 2, "")


def test_a_table_without_a_known_suffix() -> None:
    assert reports(f"date;text\n2031;{SAID}\n", "table")[0].text == SAID
    assert reports(f"Ships, text and dates.\n{SAID}\n", "letter")[0].text.startswith("Ships")


def test_the_columns_of_the_data_file_are_fields() -> None:
    assert set(names_of_columns()) == set(FIELDS)
    names = [name for each in names_of_columns().values() for name in each]
    assert len(names) == len(set(names))
    assert all(name == name.casefold().strip() for name in names)


def test_the_map_holds_for_jsonl_too() -> None:
    row = {"Body": SAID, "When": "2031-05-04", "text": "not this"}
    (found,) = reports(json.dumps(row), "a.jsonl", columns={"text": "Body", "published": "When"})
    assert (found.text, found.published, found.part) == (SAID, "2031-05-04", "line 1")
    (missing,) = errors(json.dumps({"Words": SAID}), "a.jsonl", columns={"text": "Body"})
    assert missing == "a.jsonl:1: has no key 'Body'; of its keys give one: 'Words'"


def test_the_command_line_says_reader_columns_and_channel() -> None:
    options = rooms.read_options(outlet=None, column=["text=Body", "title=Head"], reader="csv", channel="@hest_harbour")
    assert (options.columns, options.reader) == ({"text": "Body", "title": "Head"}, "csv")
    assert options.channel_name == "hest_harbour"
    for wrong in ({"reader": "cvs"}, {"channel": "a b"}, {"column": ["Body"]}, {"column": ["size=Body"]}):
        with pytest.raises(Ended, match=f"--{next(iter(wrong))}") as ended:
            rooms.read_options(**wrong)
        assert ended.value.code == USAGE


def test_further_fields_of_jsonl() -> None:
    row = {
        "text": SAID, "item": "urn:1", "relayed_from": ["Ovre Gazette", "Nedre Watch"], "captured": "2031-05-05T10:00:00Z",
        "part": "message 7", "byline": "Ana Varga; Idris Bello",
    }  # fmt: skip
    (found,) = reports(json.dumps(row), "a.jsonl")
    assert (found.item, found.relayed_from, found.part) == ("urn:1", ("Ovre Gazette", "Nedre Watch"), "message 7")
    assert (found.captured, found.byline) == ("2031-05-05T10:00:00Z", ("Ana Varga", "Idris Bello"))
    assert '"captured" is' in errors(json.dumps(row | {"captured": "soon"}), "a.jsonl")[0]


cells = st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\r\n\t"), min_size=1, max_size=20)


@given(st.lists(cells.filter(str.strip), min_size=1, max_size=5), st.sampled_from(",;\t|"))
def test_every_cell_comes_back(texts: list[str], separator: str) -> None:
    file = io.StringIO(newline="")
    table = csv.writer(file, delimiter=separator, quoting=csv.QUOTE_ALL)
    table.writerow(["text", "other"])
    table.writerows([text, "x"] for text in texts)
    assert [found.text for found in reports(file.getvalue(), "t.csv")] == texts


@given(st.binary(max_size=200))
def test_whatever_the_bytes_only_reports_and_errors_come_of_them(data: bytes) -> None:
    for start in (b"", b"text,date\n", b'text\tdate\n"', b"\xff\xfet\x00"):
        for found in read(start + data, "t.csv"):
            assert isinstance(found, Report) or "the reader failed" not in str(found)
