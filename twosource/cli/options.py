"""Options that several commands share, and the settings they amount to."""

from __future__ import annotations

import os
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from msgspec import Struct

LEDGER = "twosource.ledger"
"""Where the ledger is when nobody says otherwise: in the folder one works in."""

LedgerOption = Annotated[
    str | None,
    typer.Option(
        "--ledger",
        metavar="FILE_OR_URL",
        help=f"The ledger: a file, or a database URL. Default: $TWOSOURCE_LEDGER, or ./{LEDGER}.",
        show_default=False,
    ),
]
ModelOption = Annotated[
    str | None,
    typer.Option(
        "--model",
        metavar="NAME",
        help="Installed spaCy model to read with. Default: $TWOSOURCE_MODEL, or the small English one.",
        show_default=False,
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="One JSON list on standard output, and nothing else.")]
OneJsonOption = Annotated[bool, typer.Option("--json", help="One JSON object on standard output, and nothing else.")]
AsOfOption = Annotated[
    str | None,
    typer.Option(
        "--as-of",
        metavar="TIME",
        help=(
            "Only what had been published by then: 2025-06-09 (its end), 2025-06-09T18:00+03:00, or "
            "'2025-06-09T18:00 Europe/Kyiv'. Without a zone it is UTC."
        ),
        show_default=False,
    ),
]
AllVersionsOption = Annotated[
    bool,
    typer.Option(
        "--all-versions", help="Also versions of reports that later ones have replaced, and what was withdrawn."
    ),
]
ReadByOption = Annotated[
    str | None,
    typer.Option(
        "--read-by",
        metavar="TIME",
        help="The ledger as it stood then: only what we had read by that time, written as for --as-of.",
        show_default=False,
    ),
]
OriginalsOption = Annotated[
    Path | None,
    typer.Option(
        "--originals",
        metavar="FOLDER",
        help="Where the bytes of all sources are kept. Default: $TWOSOURCE_ORIGINALS, or beside the ledger's file.",
        show_default=False,
    ),
]
NoOriginalsOption = Annotated[
    bool, typer.Option("--no-originals", help="Keep no copies of the sources' bytes, only their hashes.")
]
WhoOption = Annotated[
    str | None,
    typer.Option(
        "--as",
        metavar="NAME",
        help="Who does it, for the custody log. Default: $TWOSOURCE_USER, or the login name.",
        show_default=False,
    ),
]
OutletOption = Annotated[
    str | None, typer.Option("--outlet", metavar="NAME", help="Who published the reports.", show_default=False)
]
PublishedOption = Annotated[
    str | None,
    typer.Option("--published", metavar="DATE", help="When, as ISO 8601, as far as known.", show_default=False),
]
LangOption = Annotated[
    str | None, typer.Option("--lang", metavar="CODE", help="Their language, as BCP 47: en, uk.", show_default=False)
]
EncodingOption = Annotated[
    str | None,
    typer.Option(
        "--encoding", metavar="NAME", help="Their character encoding, if not to be detected.", show_default=False
    ),
]
ReaderOption = Annotated[
    str | None,
    typer.Option(
        "--reader",
        metavar="NAME",
        help="What kind of files they are, if it is not to be told from name and content: telegram, csv, ninjs, ...",
        show_default=False,
    ),
]
ColumnOption = Annotated[
    list[str] | None,
    typer.Option(
        "--column",
        metavar="FIELD=COLUMN",
        help="Where a table or JSONL has what: text=Body, published=Date. Once for each field.",
        show_default=False,
    ),
]
ChannelOption = Annotated[
    str | None,
    typer.Option(
        "--channel",
        metavar="NAME",
        help="The exported Telegram channel's public name, as in t.me/NAME, for the posts' addresses.",
        show_default=False,
    ),
]
InputsArgument = Annotated[
    list[str],
    typer.Argument(
        metavar="PATH...",
        help="Files of any kind that is read, folders, globs; - is standard input.",
        show_default=False,
    ),
]
OutputOption = Annotated[
    Path | None,
    typer.Option(
        "-o", "--output", metavar="FILE", help="Where to write it. Default: standard output.", show_default=False
    ),
]


class AnnotateFormat(StrEnum):
    """What `annotate` writes."""

    JSONL = "jsonl"
    HTML = "html"


class Settings(Struct, frozen=True):
    """What was said before the command's name."""

    ledger: str | None = None
    model: str | None = None


class Keep(Struct, frozen=True):
    """What was said of keeping the sources' bytes, and who said it."""

    folder: Path | None = None
    off: bool = False
    who: str | None = None

    def place(self) -> Path | None:
        """The folder that was named, with the command or in the environment."""
        named = os.environ.get("TWOSOURCE_ORIGINALS")
        return self.folder or (Path(named) if named else None)

    def name(self) -> str:
        """Who it is: as given, as the environment says, or the login name."""
        from twosource.ledger.custody import login_name  # noqa: PLC0415 - see rooms

        return (self.who or os.environ.get("TWOSOURCE_USER") or "").strip() or login_name()


def ledger_of(ctx: typer.Context, given: str | None) -> str:
    """The ledger to use: as given with the command, before it, in the environment, or the usual one."""
    settings: Settings = ctx.obj or Settings()
    return given or settings.ledger or os.environ.get("TWOSOURCE_LEDGER") or LEDGER


def model_of(ctx: typer.Context, given: str | None) -> str | None:
    """The language model to use; `None` is the default one."""
    settings: Settings = ctx.obj or Settings()
    return given or settings.model or os.environ.get("TWOSOURCE_MODEL") or None
