"""Samples for the tests of the readers, and what they ask of what comes out."""

import json

from twosource.model import Report
from twosource.readers import ReadError

STORY = (
    "Three ships left Port Essel on Sunday, the harbour master said.\n\nThe navy denied that it had closed the port.\n"
)
ARTICLE = " ".join(
    ["Three ships left Port Essel on Sunday, the harbour master said, ending a blockade of eleven days."] * 4
)
PAGE = f"""<!DOCTYPE html>
<html lang="en-GB"><head><meta charset="utf-8"><title>Ships leave Port Essel | Harbour Courier</title>
<meta property="og:site_name" content="Harbour Courier">
<meta property="article:published_time" content="2024-05-04T09:30:00+01:00">
<meta property="article:modified_time" content="2024-05-05T09:30:00+01:00">
<meta name="author" content="Ana Varga">
<link rel="canonical" href="https://www.harbour.example/news/ships">
</head><body><nav><a href="/">Home</a></nav><article><h1>Ships leave Port Essel</h1>
<p>{ARTICLE}</p><p>The navy <b>denied</b> that it had ever closed the port, and called the caf&eacute; owner’s account false.</p>
</article><footer>&copy; 2024 Harbour Courier Ltd</footer></body></html>"""


def only(items):
    found = list(items)
    assert len(found) == 1, found
    return found[0]


def report(items):
    found = only(items)
    assert isinstance(found, Report), found
    return found


def error(items):
    found = only(items)
    assert isinstance(found, ReadError), found
    assert len(str(found).splitlines()) == 1
    assert found.remedy
    return found


def lines(*rows):
    return b"\n".join(row if isinstance(row, bytes) else json.dumps(row).encode() for row in rows) + b"\n"
