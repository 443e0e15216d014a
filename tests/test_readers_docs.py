"""The page of formats names every reader with its suffixes, and its examples are read as it says."""

import re
from pathlib import Path

import pytest

from twosource.model import Report
from twosource.readers import ReadOptions, read_bytes, readers
from twosource.readers.options import columns_of

PAGE = (Path(__file__).parents[1] / "docs" / "formats.md").read_text(encoding="utf-8")
TOLD = PAGE.partition("\n## What can be read\n")[2].partition("\n## Archives")[0]
EXAMPLES = re.findall(r"\n`twosource read ([^`\n]+)`\n\n```\w+ (\S+)\n(.*?)```", TOLD, re.DOTALL)


def test_every_reader_is_told_of_with_its_suffixes() -> None:
    table = TOLD.partition("\n\n### ")[0]
    known = readers()
    assert len(known) > 3
    assert [name for name in known if f"`{name}`" not in table] == []
    plain = [suffix for reader in known.values() for suffix in reader.suffixes if not suffix.endswith(".gz")]
    assert [suffix for suffix in plain if f"`{suffix}`" not in table] == []


@pytest.mark.parametrize(("command", "name", "content"), EXAMPLES, ids=[name for _, name, _ in EXAMPLES])
def test_an_example_is_read(command: str, name: str, content: str) -> None:
    assert command.split(maxsplit=1)[0] == name
    channel = re.search(r"--channel (\S+)", command)
    options = ReadOptions(
        columns=columns_of(re.findall(r"--column (\S+)", command)), channel=channel[1] if channel else None
    )
    (found,) = read_bytes(content.encode(), name=name, options=options)
    assert isinstance(found, Report), found
    assert found.text == "The port of Ovre was closed, the harbour master said."
    assert (found.published or found.updated or "").startswith("2031-05-0")
    assert found.part is not None or name.endswith(".g2")


def test_there_are_examples() -> None:
    assert len(EXAMPLES) == len(re.findall(r"^### ", TOLD, re.MULTILINE)) == 6
