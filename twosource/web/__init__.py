"""Web: the ledger as pages for people and as an HTTP API for programs.

`create_app` makes the application; `twosource serve` runs it. The server needs no network, the pages ask no other host
for anything, and text from reports never runs. docs/web.md is the guide.
"""

from twosource.web.app import create_app
from twosource.web.settings import Settings

__all__ = ["Settings", "create_app"]
