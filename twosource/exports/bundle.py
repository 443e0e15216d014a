"""Several files that belong together: in a folder, or in one zip file. Each is whole or left as it was."""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

from twosource.exports.files import ExportError, whole


def write(target: Path, names: Sequence[str], fill: Callable[[Path], None]) -> None:
    """Write files.

    Args:
        target: a zip file if its name ends so, otherwise a folder, made if need be.
        names: of the files.
        fill: makes all of them in the folder that it is given.

    Raises:
        ExportError: they cannot be written.
    """
    zipped = target.suffix.lower() == ".zip"
    folder = target.absolute().parent if zipped else target
    try:
        if not zipped:
            folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder, prefix=".tables-") as staging:
            fill(Path(staging))
            if zipped:
                with whole(target) as part, zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as archive:
                    for name in names:
                        archive.write(Path(staging) / name, name)
            else:
                for name in names:
                    (Path(staging) / name).replace(folder / name)
    except OSError as error:
        raise ExportError(
            f"{target} was not written ({error.strerror or error}): choose another place or free some space"
        ) from error
