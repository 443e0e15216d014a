"""Coverage-guided fuzzing of the readers: `python tests/fuzz_readers.py READER [libFuzzer options]`.

Every input must give reports and errors in words, whatever it is, in time and within memory: an exception that gets out
of a reader, ten seconds for one input, or a gigabyte is a fault, and libFuzzer writes the input to a file. For an
evening: `python tests/fuzz_readers.py pdf -max_total_time=3600`. `tests/test_fuzz.py` runs each reader for a moment.
"""

from __future__ import annotations

import logging
import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["twosource.readers", "feedparser", "warcio", "pypdf", "ijson"]):
    from twosource.model import Report
    from twosource.readers import ReadError, ReadOptions
    from twosource.readers.plugins import readers
    from twosource.readers.reading import read_bytes

from tests import archive_samples, wire_samples

WHEN = "2031-01-01T00:00:00+00:00"
AT_MOST = ("-timeout=10", "-rss_limit_mb=1024", "-max_len=20000", "-verbosity=0", "-print_final_stats=1")
SEEDS: dict[str, tuple[bytes, ...]] = {
    "feed": (
        wire_samples.rss(wire_samples.described()).encode(),
        wire_samples.atom("<id>urn:1</id><title>A</title><content>Boats left.</content>").encode(),
    ),
    "ninjs": (b'{"uri": "urn:1", "version": 2, "pubStatus": "usable", "body_text": "Boats left the port of Ovre."}',),
    "newsml": (wire_samples.g2("<inlineData>Boats left the port of Ovre.</inlineData>").encode(),),
    "telegram": (wire_samples.export(wire_samples.post()).encode(),),
    "csv": (b"outlet,published,text\nHest Courier,2031-05-01,Boats left the port of Ovre.\n",),
    "jsonl": (b'{"doc": "a", "published": "2031-05-01", "text": "Boats left the port of Ovre."}\n',),
    "html": (archive_samples.page(),),
    "text": (b"OVRE, May 1 (Hest Courier) - Boats left.\n\nThe harbour master said so.\n",),
    "mail": (
        b"From: Hest Courier <a@hest.example>\nSubject: Boats\nMessage-ID: <1@hest.example>\n\nBoats left Ovre.\n",
    ),
    "mhtml": (
        b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\n\n--b\nContent-Type: text/html\n\n<p>x\n--b--\n",
    ),
    "pdf": (archive_samples.pdf([["Boats left the port of Ovre."]]),),
    "wacz": (archive_samples.wacz({"archive/a.warc.gz": b""}),),
    "warc": (b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 0\r\n\r\n\r\n\r\n",),
}


def one(data: bytes, name: str) -> None:
    """Read one input; whatever comes is a report or an error with a remedy, or it is a fault."""
    for found in read_bytes(data, name="input", options=ReadOptions(reader=name, retrieved=WHEN)):
        if isinstance(found, ReadError):
            if not found.remedy or "the reader failed on it" in str(found):
                raise AssertionError(str(found))
        elif not isinstance(found, Report) or any(f.span.end > len(found.text) for f in found.furniture):
            raise AssertionError(repr(found))


def main() -> None:
    """Fuzz one reader with libFuzzer's own options."""
    name, options = sys.argv[1], sys.argv[2:]
    if name not in readers():
        sys.exit(f"there is no reader {name!r}; there are {', '.join(readers())}")
    logging.disable(logging.CRITICAL)
    with tempfile.TemporaryDirectory() as folder:
        for number, seed in enumerate(SEEDS.get(name, ())):
            (Path(folder) / f"seed-{number}").write_bytes(seed)
        atheris.Setup([sys.argv[0], *AT_MOST, *options, folder], lambda data: one(bytes(data), name))
        atheris.Fuzz()


if __name__ == "__main__":
    main()
