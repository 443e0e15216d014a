"""Web archives, zip files and PDFs of an event that never happened, for the tests of their readers."""

import hashlib
import io
import json
import zipfile
from collections.abc import Iterable, Sequence
from typing import Any

from hypothesis import strategies as st
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from tests.readers_samples import ARTICLE, PAGE

DATE = "2031-05-04T12:00:00Z"
HOST = "https://www.harbour.example"


def page(number: int = 1) -> bytes:
    """A page whose article is told from the others' by a number."""
    return (
        PAGE.replace("eleven days", f"eleven days and {number} hours")
        .replace("/news/ships", f"/news/{number}")
        .encode()
    )


PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(range(256))
LINKS = b"<html><body><ul><li><a href='/1'>One</a></li></ul></body></html>"

edits = st.lists(st.tuples(st.floats(0, 1), st.integers(0, 30), st.binary(max_size=30)), min_size=1, max_size=4)
"""Changes of a file: where as a share of it, how many bytes go, which come."""


def edited(data: bytes, changes: list[tuple[float, int, bytes]]) -> bytes:
    """A file with the changes made, one after the other."""
    for where, cut, put in changes:
        at = int(where * len(data))
        data = data[:at] + put + data[at + cut :]
    return data


class Crawl:
    """A WARC file in the making."""

    def __init__(self, *, gzip: bool = True) -> None:
        self.file = io.BytesIO()
        self.writer = WARCWriter(self.file, gzip=gzip)

    def record(self, kind: str, url: str, body: bytes = b"", /, http: Any = None, **headers: str) -> str:
        """Write one record, and give its id; a header is named with underscores."""
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        stated = {"WARC-Date": DATE} | {name: value for name, value in given.items() if name.startswith("WARC-")}
        made = self.writer.create_warc_record(
            url,
            kind,
            payload=io.BytesIO(body),
            length=len(body),
            warc_content_type=given.get("Content-Type", ""),
            warc_headers_dict=stated,
            http_headers=http,
        )
        self.writer.write_record(made)
        return str(made.rec_headers.get_header("WARC-Record-ID")).strip("<>")

    def response(
        self,
        body: bytes,
        url: str = f"{HOST}/news/1",
        *,
        status: str = "200 OK",
        headers: Sequence[tuple[str, str]] = (("Content-Type", "text/html; charset=utf-8"),),
        **more: str,
    ) -> str:
        """Write a response, and give its id."""
        return self.record(
            "response", url, body, http=StatusAndHeaders(status, list(headers), protocol="HTTP/1.1"), **more
        )

    def revisit(self, url: str, **headers: str) -> str:
        """Write a revisit without headers of HTTP, and give its id."""
        return self.record("revisit", url, b"", None, **headers)

    @property
    def data(self) -> bytes:
        """The file so far."""
        return self.file.getvalue()


def wacz(members: dict[str, bytes], *, wrong: Iterable[str] = (), unlisted: Iterable[str] = ()) -> bytes:
    """A WACZ file with these members; of those in `wrong` the list states another hash."""
    listed = [
        {"name": name, "path": name, "bytes": len(data), "hash": sha256(data + (b"x" if name in wrong else b""))}
        for name, data in members.items()
        if name not in unlisted
    ]
    package = json.dumps({"profile": "data-package", "wacz_version": "1.1.1", "resources": listed}).encode()
    return zipped({**members, "datapackage.json": package})


def sha256(data: bytes) -> str:
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


def zipped(members: dict[str, bytes], *, packed: bool = False) -> bytes:
    """A zip file."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return file.getvalue()


def pdf(pages: Sequence[Sequence[str]], *, info: str = "", catalog: str = "", contents: Sequence[bytes] = ()) -> bytes:
    """A PDF with these lines on its pages, or with these streams for contents."""
    streams = list(contents) or [drawn(lines) for lines in pages]
    kids = " ".join(f"{5 + 2 * number} 0 R" for number in range(len(streams)))
    objects = [
        f"<< /Type /Catalog /Pages 2 0 R {catalog} >>".encode(),
        f"<< /Type /Pages /Kids [{kids}] /Count {len(streams)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        f"<< {info} >>".encode("latin-1"),
    ]
    for number, stream in enumerate(streams):
        resources = "<< /Font << /F1 3 0 R >> >>"
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {6 + 2 * number} 0 R "
            f"/Resources {resources} >>".encode()
        )
        objects.append(b"<< /Length %d >>\nstream\n%b\nendstream" % (len(stream), stream))
    return assembled(objects)


def drawn(lines: Sequence[str]) -> bytes:
    """The content of a page with these lines on it."""
    out = [b"BT /F1 11 Tf 13 TL 50 790 Td"]
    for line in lines:
        words = line.encode("cp1252").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
        out.append(b"(%b) Tj T*" % words)
    return b"\n".join([*out, b"ET"])


def assembled(objects: Sequence[bytes]) -> bytes:
    """A PDF of these objects; the first is the catalog, the fourth the information."""
    data = b"%PDF-1.4\n"
    places = []
    for number, one in enumerate(objects, start=1):
        places.append(len(data))
        data += b"%d 0 obj\n%b\nendobj\n" % (number, one)
    start = len(data)
    data += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    data += b"".join(b"%010d 00000 n \n" % place for place in places)
    return data + b"trailer\n<< /Size %d /Root 1 0 R /Info 4 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1,
        start,
    )


STORY_LINES = (
    "Three ships left Port Essel on Sunday, the harbour master said, ending a blockade of",
    "eleven days. The navy denied that it had ever closed the port, and called the account",
    "of the owner of a well-",
    "known cafe false. It had stopped two boats for an inspection, it said, and the block-",
    "ade was an invention.",
    "The island's council could not verify either account on Sunday evening, and asked for",
    "an inquiry.",
)
assert ARTICLE
