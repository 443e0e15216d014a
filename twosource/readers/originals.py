"""The bytes of sources as they came: hashed on arrival, and kept untouched under their hash in a folder.

A copy is written beside under another name, flushed to the disk, and moved into place, so that whatever ends the
program leaves a whole original or a leftover, which the next run removes.
"""

from __future__ import annotations

import errno
import hashlib
import io
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any, BinaryIO

from msgspec import Struct

from twosource.model.custody import Keeping
from twosource.readers.errors import ReadError
from twosource.readers.guard import reason

try:
    import fcntl
except ImportError:  # only POSIX has it; elsewhere an open file cannot be removed, which does as well
    fcntl = None  # type: ignore[assignment]

SUFFIX = ".originals"
"""What is added to a ledger's name for the folder beside it."""
LIMIT = 256 * 2**20
"""Bytes up to which a source is copied. Pages, feeds and exports of channels have thousands to millions; what is
larger is a crawl, which has a keeper of its own, and would take the disk twice over."""
BLOCK = 1 << 18
"""Bytes read at once."""
INCOMING = "incoming"
"""Where copies are that are not whole yet."""
YOUNG = 60.0
"""Seconds for which a copy that is not whole is let be: its writer may just have made it, and not locked it yet."""
NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
"""Errors of writing; all others are of the source."""
ROOM_REMEDY = "free some space, name another folder with --originals, or read with --no-originals"


class Original(Struct, frozen=True, kw_only=True):
    """What is known of a source's bytes when all of them have been seen (see `twosource.model.custody.Arrival`)."""

    sha256: str
    size: int
    kept: Keeping
    kept_at: str | None


class Originals:
    """A folder of originals: `ab/abcdef...` by SHA-256. Without a folder bytes are hashed and not kept."""

    def __init__(self, folder: Path | None, *, limit: int = LIMIT) -> None:
        self.folder = folder
        self.limit = limit

    @classmethod
    def beside(cls, ledger: Path) -> Originals:
        """The originals beside an SQLite ledger."""
        return cls(ledger.with_name(ledger.name + SUFFIX))

    def path_of(self, sha256: str) -> Path | None:
        """Where an original is, or would be."""
        return None if self.folder is None else self.folder / sha256[:2] / sha256

    @contextmanager
    def keep(self, stream: BinaryIO, *, path: Path | None = None) -> Iterator[tuple[Original, io.BufferedReader]]:
        """Hash a source and keep a copy, in one pass; gives what is known of it, and its bytes to read.

        What is kept is what is read: the reader gets the copy. Of a file that is not copied it gets the file again.

        Args:
            stream: at its start.
            path: of the file, where it is one; `None` for a stream that cannot be read twice.

        Raises:
            ReadError: it cannot be copied, or a file that is not copied was changed while it was read.
        """
        if path is not None and path.is_file() and (self.folder is None or path.stat().st_size > self.limit):
            with self._referred(stream, path) as found:
                yield found
            return
        with self._part() as (part, name):
            try:
                sha256, size = hashed(stream, part)
            except OSError as error:
                if error.errno not in NO_ROOM:
                    raise
                with self._explained():
                    raise
            if self.folder is None or size > self.limit:
                kept_at = str(path.absolute()) if path is not None and path.is_file() else None
                kept = Keeping.HASH_ONLY if self.folder is None or kept_at is None else Keeping.REFERENCED
                kept_at = kept_at if kept is Keeping.REFERENCED else None
                part.seek(0)
                yield Original(sha256=sha256, size=size, kept=kept, kept_at=kept_at), buffered(part)
                return
            place = self._settled(part, name, sha256, size)
        with place.open("rb") as copy:
            kept_at = str(self.folder.absolute())
            yield Original(sha256=sha256, size=size, kept=Keeping.COPIED, kept_at=kept_at), copy

    @contextmanager
    def _referred(self, stream: BinaryIO, path: Path) -> Iterator[tuple[Original, io.BufferedReader]]:
        before = _state(stream)
        sha256, size = hashed(stream)
        stream.seek(0)
        kept = Keeping.HASH_ONLY if self.folder is None else Keeping.REFERENCED
        kept_at = None if self.folder is None else str(path.absolute())
        yield Original(sha256=sha256, size=size, kept=kept, kept_at=kept_at), buffered(stream)
        if _state(stream) != before:
            raise ReadError(path, "was changed while it was read", "wait until it is whole, then read it again")

    @contextmanager
    def _part(self) -> Iterator[tuple[IO[bytes], Path]]:
        """A new file that nobody else writes or removes; gone at the end, unless it was moved into place."""
        if self.folder is None:
            with tempfile.TemporaryFile() as part:
                yield part, Path()
            return
        with self._explained():
            incoming = self.folder / INCOMING
            incoming.mkdir(parents=True, exist_ok=True)
            number, name = tempfile.mkstemp(dir=incoming, suffix=".part")
        try:
            with open(number, "w+b") as part:  # noqa: PTH123 - a descriptor, not a path
                if fcntl is not None:
                    fcntl.flock(part, fcntl.LOCK_EX)
                yield part, Path(name)
        finally:
            Path(name).unlink(missing_ok=True)

    def _settled(self, part: IO[bytes], name: Path, sha256: str, size: int) -> Path:
        """Move a whole copy into place, where there is none of its size already."""
        place = self.path_of(sha256)
        if place is None:
            raise ValueError("there is no folder to keep it in")
        if place.is_file() and place.stat().st_size == size:
            return place
        with self._explained():
            part.flush()
            os.fsync(part.fileno())
            part.close()
            place.parent.mkdir(exist_ok=True)
            name.chmod(0o444)
            name.replace(place)
            _flush_folder(place.parent)
        return place

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise ReadError(str(self.folder), f"no original can be kept there: {reason(error)}", ROOM_REMEDY) from error

    def sweep(self) -> int:
        """Remove what runs that were ended left behind; gives how many files that were."""
        removed = 0
        incoming = None if self.folder is None else self.folder / INCOMING
        for part in sorted(incoming.glob("*.part")) if incoming is not None and incoming.is_dir() else ():
            with suppress(OSError):  # another run's, or gone by now
                if time.time() - part.stat().st_mtime < YOUNG:
                    continue
                with part.open("rb") as file:
                    if fcntl is not None:
                        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                part.unlink()
                removed += 1
        return removed


def hashed(stream: BinaryIO, copy: IO[bytes] | None = None) -> tuple[str, int]:
    """SHA-256 and number of the bytes that are left in a stream, which are also written to `copy`."""
    digest = hashlib.sha256()
    size = 0
    while block := stream.read(BLOCK):
        digest.update(block)
        size += len(block)
        if copy is not None:
            copy.write(block)
    return digest.hexdigest(), size


def hash_of(path: Path) -> tuple[str, int]:
    """SHA-256 and size of a file.

    Raises:
        OSError: it cannot be read.
    """
    with path.open("rb") as stream:
        return hashed(stream)


def buffered(stream: Any) -> io.BufferedReader:
    """A stream that can be looked ahead in."""
    return stream if isinstance(stream, io.BufferedReader) else io.BufferedReader(stream)


def _state(stream: BinaryIO) -> tuple[int, int]:
    found = os.fstat(stream.fileno())
    return found.st_size, found.st_mtime_ns


def _flush_folder(folder: Path) -> None:
    """Have a folder's new entry on the disk; where folders cannot be opened that is left to the system."""
    with suppress(OSError):
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)
