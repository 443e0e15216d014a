"""Readers: bytes to `Report`. The only room that touches the outside world, and the first that a report enters.

`discover` finds the sources that inputs name, `read` gives their reports. What cannot be read comes as a `ReadError`
among the reports: file, cause and remedy in one line. A text is stored exactly as it was given; what is known about it
comes from the person who hands it in, from the file's metadata, or from the text itself, and `Report.stated` says
which. Furniture (bylines, advertisements, copyright) is marked in the text and not cut out of it.
"""

from twosource.readers.decoding import MAX_CHARACTERS
from twosource.readers.errors import ReadError
from twosource.readers.furniture import find_furniture
from twosource.readers.options import ReadOptions
from twosource.readers.plugins import Reader, readers
from twosource.readers.reading import read, read_bytes, read_inputs, read_path
from twosource.readers.scripts import script_of
from twosource.readers.sources import Source, discover

__all__ = [
    "MAX_CHARACTERS",
    "ReadError",
    "ReadOptions",
    "Reader",
    "Source",
    "discover",
    "find_furniture",
    "read",
    "read_bytes",
    "read_inputs",
    "read_path",
    "readers",
    "script_of",
]
