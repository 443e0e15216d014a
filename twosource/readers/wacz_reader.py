"""WACZ files (Web Archive Collection Zipped, 1.1): the WARC files in them, each held against its hash before reading.

No member is ever written to a disk, so its name cannot lead anywhere.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections import Counter
from collections.abc import Iterator
from typing import BinaryIO

import msgspec
from msgspec import Struct

from twosource.model import Report
from twosource.readers.errors import ReadError
from twosource.readers.guard import guarded
from twosource.readers.limits import BLOCK, MAX_PART, Inflated, Member, name_within, open_zip
from twosource.readers.options import ReadOptions
from twosource.readers.warc_reader import Archive, Kept, archived, tell

PACKAGE = "datapackage.json"
DIGEST = "datapackage-digest.json"
ARCHIVES = "archive/"
PAGES = "pages/"
MAX_PAGES = 8_000_000
"""Bytes of a list of pages: 50,000 pages. Titles of pages beyond it are not used."""
WACZ_REMEDY = "get it again from where it was made; or unpack it and read the files in archive/ one by one, unchecked"
ZIP = b"PK\x03\x04"


class Resource(Struct):
    """One member as datapackage.json lists it; `hash` is "sha256:" and 64 hexadecimal digits."""

    path: str
    hash: str


class Package(Struct):
    """What is read of datapackage.json."""

    resources: list[Resource]


class Row(Struct):
    """A line of pages.jsonl; the first says what the file is and has no address."""

    url: str = ""
    title: str | None = None


class WaczReader:
    """One record of one of its WARC files, one report."""

    name = "wacz"
    suffixes: tuple[str, ...] = (".wacz",)

    def sniff(self, head: bytes) -> bool:
        """Whether it begins as a zip file with the members of a WACZ does."""
        member = head[30:80]
        return head.startswith(ZIP) and member.startswith((PACKAGE.encode(), ARCHIVES.encode(), b"pages/", b"indexes/"))

    def read(self, stream: BinaryIO, *, name: str, options: ReadOptions) -> Iterator[Report | ReadError]:
        """The reports of the pages, and an error for each page or member that is damaged.

        Raises:
            ReadError: it is no WACZ file, or what lists its members is not what its maker wrote.
        """
        with open_zip(stream, name) as archive:
            hashes = listed(archive, name)
            kept, counts = Kept(), Counter[str]()
            titles: dict[str, str] = {}
            found = failed = 0
            for error in add_titles(titles, archive, hashes, name):
                failed += 1
                yield error
            for info in archive.infolist():
                if not info.filename.startswith(ARCHIVES) or info.is_dir():
                    continue
                path = f"{name}: {info.filename}"
                one = Archive(name=path, options=options, titles=titles, kept=kept, counts=counts)
                for item in guarded(checked(archive, info, hashes, one), path):
                    found += isinstance(item, Report)
                    failed += isinstance(item, ReadError)
                    yield item
            every = Archive(name=name, options=options, counts=counts)
            if not found + failed:
                raise ReadError(
                    name, f"holds no article ({every.passed_over() or 'no record'})", "crawl the pages anew"
                )
            tell(every)


def checked(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, hashes: dict[str, str], one: Archive
) -> Iterator[Report | ReadError]:
    """The reports of one WARC file in the archive.

    Raises:
        ReadError: it is not what its maker put there, or damaged.
    """
    check_hash(archive, info, hashes, one.name)
    yield from archived(io.BufferedReader(Member(archive, info, one.name)), one)


def check_hash(archive: zipfile.ZipFile, info: zipfile.ZipInfo, hashes: dict[str, str], path: str) -> None:
    """Make sure that a member is what datapackage.json lists under its name.

    Raises:
        ReadError: it is not listed, or something else.
    """
    stated = hashes.get(info.filename)
    if stated is None:
        raise ReadError(path, f"is not listed in {PACKAGE}: somebody else may have put it there", WACZ_REMEDY)
    digest = hashlib.sha256()
    with Member(archive, info, path) as member:
        while block := member.read(BLOCK):
            digest.update(block)
    if f"sha256:{digest.hexdigest()}" != stated.strip().lower():
        raise ReadError(path, f"is not what {PACKAGE} says: its SHA-256 is another", WACZ_REMEDY)


def whole(archive: zipfile.ZipFile, name: str, path: str, limit: int = MAX_PART) -> bytes:
    """A short member.

    Raises:
        ReadError: it is not there, longer than `limit`, or damaged.
    """
    try:
        info = archive.getinfo(name)
    except KeyError:
        raise ReadError(path, f"has no {name}, so it is no WACZ file", "unpack it, and read what is in it") from None
    with Member(archive, info, f"{path}: {name}") as member:
        data = member.read(limit + 1)
    if len(data) > limit:
        raise ReadError(f"{path}: {name}", f"has more than {limit:,} bytes", WACZ_REMEDY)
    return data


def listed(archive: zipfile.ZipFile, path: str) -> dict[str, str]:
    """The hashes of the members by name, as datapackage.json lists them.

    Raises:
        ReadError: it is not there, no such list, or not the one that datapackage-digest.json vouches for.
    """
    data = whole(archive, PACKAGE, path)
    try:
        resources = msgspec.json.decode(data, type=Package).resources
        if DIGEST in archive.NameToInfo:
            vouched = msgspec.json.decode(whole(archive, DIGEST, path), type=Resource).hash
            if vouched.strip().lower() != f"sha256:{hashlib.sha256(data).hexdigest()}":
                raise ReadError(path, f"has another {PACKAGE} than {DIGEST} says", WACZ_REMEDY)
    except msgspec.DecodeError as error:
        raise ReadError(path, f"has a {PACKAGE} that is not as it should be ({error})", WACZ_REMEDY) from None
    return {one.path: one.hash for one in resources}


def add_titles(
    titles: dict[str, str], archive: zipfile.ZipFile, hashes: dict[str, str], path: str
) -> Iterator[ReadError]:
    """Add the titles of pages by address, from the lists of pages; an error for each list that is not as made."""
    for info in archive.infolist():
        if not info.filename.startswith(PAGES) or not name_within(info.filename).endswith(".jsonl"):
            continue
        try:
            check_hash(archive, info, hashes, f"{path}: {info.filename}")
            stream: BinaryIO = io.BufferedReader(Member(archive, info, path))
            if name_within(info.filename) != info.filename:
                stream = io.BufferedReader(Inflated(stream, path))
            lines = stream.read(MAX_PAGES).splitlines()
        except ReadError as error:
            yield error
            continue
        titles.update((row.url, row.title) for line in lines if (row := row_of(line)).url and row.title)


def row_of(line: bytes) -> Row:
    """A line of a list of pages; an empty one where it is none."""
    try:
        return msgspec.convert(json.loads(line), Row)
    except (ValueError, RecursionError, msgspec.ValidationError):
        return Row()
