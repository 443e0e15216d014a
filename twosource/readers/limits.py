"""Bounded decompression: gzip files, HTTP bodies and the members of zip files, never more of them than is asked for.

A few kilobytes can unpack to terabytes. Everything that is unpacked here is unpacked piece by piece, and refused with a
`ReadError` as soon as it goes beyond a limit; nothing is believed that the file says of its own size.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Mapping
from typing import BinaryIO

from twosource.readers.errors import ReadError

GZIP = b"\x1f\x8b"
"""How a gzip file begins."""
MAX_PART = 4_000_000
"""Bytes of one page or message in an archive, after unpacking. A news page has 0.1 to 3 million; its pictures are
records of their own there."""
MAX_RATIO = 200
"""Bytes out for one byte in. Deflate can do no better than 1,032. Texts of the shared corpora reach 3, pages made of
them with much navigation 15, and one of their rows written ten thousand times 170."""
FREE = 16_000_000
"""Bytes up to which the ratio is not asked: so much may be unpacked in a tenth of a second, whatever it is."""
MAX_TOTAL = 64_000_000_000
"""Bytes of all members of one zip file, after unpacking: a week of a large crawl. More is read in parts."""
MAX_DIRECTORY = 2_000_000
"""Bytes of a zip file's table of contents: 20,000 members. Each costs ten times as much in memory as it is long."""
MAX_LAYERS = 3
"""Encodings, one over the other, of one HTTP body. Servers use one; a second is a mistake, a fourth no server's."""
MAX_HEADERS = 256_000
"""Bytes of the headers of one record or message: servers refuse more than 8,000 to 64,000."""
BLOCK = 65_536
"""Bytes read, or unpacked, at once."""
BOMB_REMEDY = "it may be made to fill the memory; if you trust it, unpack it yourself and give what is in it"
CUT_REMEDY = "get it again, from a copy that is whole; what came before was read"


class Members:
    """The bytes of a gzip file member by member, or of a file that is not compressed at all.

    It has the methods that `warcio.archiveiterator.ArchiveIterator` asks of its reader.

    Attributes:
        decompressor: of the present member; `None` where the file is not compressed.
        between: the next line stands between two records and must be blank.
    """

    def __init__(self, stream: BinaryIO, name: str) -> None:
        self.name = name
        self.between = False
        self._stream = stream
        self._raw = stream.read(BLOCK)
        self._buffer, self._at = b"", 0
        self._taken = self._given = self._header = 0
        self.decompressor = zlib.decompressobj(16 + zlib.MAX_WBITS) if self._raw.startswith(GZIP) else None

    def read(self, length: int) -> bytes:
        """At most `length` of the present member's bytes; fewer at its end only.

        Raises:
            ReadError: it is damaged, cut short, or unpacks to too much.
        """
        self._header = 0
        pieces: list[bytes] = []
        while length > 0 and (self._at < len(self._buffer) or self._fill()):
            piece = self._buffer[self._at : self._at + length]
            self._at += len(piece)
            length -= len(piece)
            pieces.append(piece)
        return pieces[0] if len(pieces) == 1 else b"".join(pieces)

    def readline(self, length: int | None = None) -> bytes:
        """The next line of the present member with its end; empty at its end.

        Raises:
            ReadError: as `read` does; or the headers are too long, or a record does not end where it says.
        """
        pieces: list[bytes] = []
        while (length is None or length > 0) and (self._at < len(self._buffer) or self._fill()):
            found = self._buffer.find(b"\n", self._at)
            end = len(self._buffer) if found < 0 else found + 1
            piece = self._buffer[self._at : end if length is None else min(end, self._at + length)]
            self._at += len(piece)
            self._header += len(piece)
            if self._header > MAX_HEADERS:
                raise ReadError(self.name, f"has a record with more than {MAX_HEADERS:,} bytes of headers", CUT_REMEDY)
            pieces.append(piece)
            length = None if length is None else length - len(piece)
            if piece.endswith(b"\n"):
                break
        line = b"".join(pieces)
        if self.between and line.strip():
            raise ReadError(self.name, "has a record that does not end where it says", CUT_REMEDY)
        self.between = False
        return line

    def read_next_member(self) -> bool:
        """Go on to the next member; `False` when there is none, or the present one is not at its end.

        Raises:
            ReadError: something else than a member follows.
        """
        if self.decompressor is None or not self.decompressor.eof or self._at < len(self._buffer):
            return False
        self._raw = (self.decompressor.unused_data or self._stream.read(BLOCK)).lstrip(b"\x00")
        if len(self._raw) < len(GZIP):
            self._raw += self._stream.read(BLOCK)
        if not self._raw:
            return False
        if not self._raw.startswith(GZIP):
            raise ReadError(self.name, "is damaged: between two gzip members stands something else", CUT_REMEDY)
        self.decompressor = zlib.decompressobj(16 + zlib.MAX_WBITS)
        self._taken = self._given = self._header = 0
        return True

    def rem_length(self) -> int:
        """How much of what was read is not used yet; places in the file are not kept, so nothing."""
        return 0

    def close_decompressor(self) -> None:
        """Give up the present member."""
        self.decompressor = None
        self._buffer, self._at, self._raw = b"", 0, b""

    def _fill(self) -> bool:
        """Put the next bytes of the present member into the buffer; `False` at its end."""
        self._buffer, self._at = b"", 0
        while not self._buffer:
            if self.decompressor is None:
                self._buffer, self._raw = self._raw or self._stream.read(BLOCK), b""
                return bool(self._buffer)
            if self.decompressor.eof:
                return False
            raw = self.decompressor.unconsumed_tail or self._raw or self._stream.read(BLOCK)
            if not self.decompressor.unconsumed_tail:
                self._raw = b""
                self._taken += len(raw)
            if not raw:
                raise ReadError(self.name, "is cut short in the middle of a gzip member", CUT_REMEDY)
            try:
                self._buffer = self.decompressor.decompress(raw, BLOCK)
            except zlib.error as error:
                raise ReadError(self.name, f"is a damaged gzip file ({error})", CUT_REMEDY) from None
            self._given += len(self._buffer)
            check_ratio(self._given, self._taken, self.name)
        return True


def check_ratio(given: int, taken: int, name: str) -> None:
    """Make sure that unpacking is worth it.

    Args:
        given: bytes that came out.
        taken: bytes that went in.
        name: what to call the file in an error.

    Raises:
        ReadError: more than `FREE` bytes came out, and more than `MAX_RATIO` times as many as went in.
    """
    if given > FREE and given > MAX_RATIO * taken:
        raise ReadError(name, f"unpacks to more than {MAX_RATIO} times its size", BOMB_REMEDY)


class Inflated(io.RawIOBase):
    """What is in a gzip file, all members one after the other; wrap it in an `io.BufferedReader`."""

    def __init__(self, stream: BinaryIO, name: str) -> None:
        super().__init__()
        self._members = Members(stream, name)

    def readable(self) -> bool:
        """It can be read, once, from its start."""
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override] # typeshed's Buffer has no slots
        """Fill `buffer` as far as there are bytes.

        Raises:
            ReadError: the file is damaged, cut short, or unpacks to too much.
        """
        data = self._members.read(len(buffer))
        while not data and self._members.read_next_member():
            data = self._members.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


def head_within(head: bytes) -> bytes:
    """How the content of a gzip file begins that begins with `head`; `head` itself where it is none."""
    if not head.startswith(GZIP):
        return head
    try:
        return zlib.decompressobj(16 + zlib.MAX_WBITS).decompress(head, BLOCK)
    except zlib.error:
        return b""


def name_within(name: str) -> str:
    """A gzip file's name without its last suffix, where that is ".gz"."""
    return name[:-3] if name.lower().endswith(".gz") else name


def inflate(data: bytes, *, path: str, limit: int = MAX_PART, raw: bool = False) -> bytes:
    """What gzip or zlib made `data` of.

    Args:
        data: of gzip, also of several members, or of zlib.
        path: what to call it in an error.
        limit: bytes beyond which it is refused.
        raw: deflate without zlib's header and checksum.

    Raises:
        ReadError: it is damaged, cut short, or longer than `limit`.
    """
    out = b""
    while True:
        one = zlib.decompressobj(-zlib.MAX_WBITS if raw else 32 + zlib.MAX_WBITS)
        try:
            out += one.decompress(data, limit + 1 - len(out))
        except zlib.error as error:
            raise ReadError(path, f"is damaged: it cannot be unpacked ({error})", CUT_REMEDY) from None
        if len(out) > limit:
            raise ReadError(path, f"unpacks to more than {limit:,} bytes", BOMB_REMEDY)
        if not one.eof:
            raise ReadError(path, "is damaged: its compressed body is cut short", CUT_REMEDY)
        if raw or not one.unused_data.startswith(GZIP):
            return out
        data = one.unused_data


def http_body(body: bytes, headers: Mapping[str, str], *, path: str) -> bytes:
    """The body of an HTTP message without its transfer and content encodings.

    Archives keep some bodies decoded under headers that still say how they were encoded; such a body is taken as it is.

    Args:
        body: as it was sent.
        headers: by name in lower case.
        path: what to call it in an error.

    Raises:
        UnknownEncodingError: it is encoded in a way that is not read here.
        ReadError: it cannot be decoded, or is longer than `MAX_PART` then.
    """
    if "chunked" in headers.get("transfer-encoding", "").lower():
        body = dechunk(body)
    layers = [name.strip().lower() for name in headers.get("content-encoding", "").split(",")]
    layers = [name for name in layers if name not in {"", "identity", "none"}]
    if len(layers) > MAX_LAYERS:
        raise ReadError(path, f"is encoded more than {MAX_LAYERS} times over", BOMB_REMEDY)
    for layer in reversed(layers):
        if layer in {"gzip", "x-gzip"}:
            body = inflate(body, path=path) if body.startswith(GZIP) else body
        elif layer in {"deflate", "x-deflate"}:
            body = undeflate(body, path=path)
        else:
            raise UnknownEncodingError(path, f"is encoded as {layer[:20]!r}", "only gzip and deflate are read")
    return body


class UnknownEncodingError(ReadError):
    """A body is encoded in a way that is not read here, such as brotli."""


def undeflate(body: bytes, *, path: str) -> bytes:
    """A body in the content encoding "deflate": zlib by the standard, bare deflate by some servers, or neither.

    Raises:
        ReadError: it is cut short or too long.
    """
    for raw in (False, True):
        try:
            zlib.decompressobj(-zlib.MAX_WBITS if raw else zlib.MAX_WBITS).decompress(body, 1)
        except zlib.error:
            continue
        return inflate(body, path=path, raw=raw)
    return body


def dechunk(body: bytes) -> bytes:
    """A body without the lengths of its chunks; as it is where they are not there, or do not agree with it."""
    pieces: list[bytes] = []
    at = 0
    while True:
        end = body.find(b"\r\n", at, at + 64)
        try:
            length = int(body[at:end].partition(b";")[0], 16) if end > at else -1
        except ValueError:
            length = -1
        if length < 0 or end + 2 + length > len(body):
            return body
        if length == 0:
            return b"".join(pieces)
        pieces.append(body[end + 2 : end + 2 + length])
        at = end + 2 + length + 2


class Capped(io.RawIOBase):
    """A file of which at most `limit` bytes are read at once, for parsers that read tables whole."""

    def __init__(self, stream: BinaryIO, name: str, limit: int) -> None:
        super().__init__()
        self._stream, self._name, self._limit = stream, name, limit

    def read(self, size: int = -1) -> bytes:
        """At most `size` bytes; all that is left is never given.

        Raises:
            ReadError: more than the limit is asked for.
        """
        if size > self._limit:
            raise ReadError(self._name, f"has a table of contents of more than {self._limit:,} bytes", BOMB_REMEDY)
        return self._stream.read(self._limit if size < 0 else size)

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a place in the file."""
        return self._stream.seek(offset, whence)

    def tell(self) -> int:
        """The place in the file."""
        return self._stream.tell()

    def seekable(self) -> bool:
        """As the file is."""
        return self._stream.seekable()

    def readable(self) -> bool:
        """It can be read."""
        return True


def open_zip(stream: BinaryIO, name: str) -> zipfile.ZipFile:
    """The zip file in a stream.

    Raises:
        ReadError: it is none, cannot be gone back in, or has, or says that it has, too much in it.
    """
    if not stream.seekable():
        raise ReadError(name, "is a zip file, which cannot be read from a pipe", "give the file by its name")
    try:
        archive = zipfile.ZipFile(Capped(stream, name, MAX_DIRECTORY))
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OverflowError, EOFError, IndexError) as error:
        raise ReadError(name, f"is no zip file, or a damaged one ({error})", CUT_REMEDY) from None
    if sum(info.file_size for info in archive.infolist()) > MAX_TOTAL:
        raise ReadError(name, f"unpacks to more than {MAX_TOTAL:,} bytes", BOMB_REMEDY)
    return archive


class Member(io.RawIOBase):
    """One member of a zip file, unpacked as it is read; wrap it in an `io.BufferedReader`."""

    def __init__(self, archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str) -> None:
        """Open it.

        Raises:
            ReadError: it is encrypted, packed in a way that is not read here, or unpacks to too much.
        """
        super().__init__()
        self._name = name
        if info.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED} or info.flag_bits & 1:
            raise ReadError(name, "is encrypted, or packed in another way than deflate", "unpack the file, zip it anew")
        check_ratio(info.file_size, info.compress_size, name)
        try:
            self._member = archive.open(info)
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, EOFError) as error:
            raise ReadError(name, f"is damaged ({error})", CUT_REMEDY) from None

    def readable(self) -> bool:
        """It can be read, once, from its start."""
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override] # typeshed's Buffer has no slots
        """Fill `buffer` as far as there are bytes.

        Raises:
            ReadError: it is damaged or cut short.
        """
        try:
            data = self._member.read(len(buffer))
        except (zipfile.BadZipFile, zlib.error, EOFError) as error:
            raise ReadError(self._name, f"is damaged ({error})", CUT_REMEDY) from None
        buffer[: len(data)] = data
        return len(data)
