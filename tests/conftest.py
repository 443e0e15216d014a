"""What several tests share: one language pipeline, one reader, and where the shared corpora are."""

from pathlib import Path

import pytest

from twosource.ledger import Ledger
from twosource.model import Report, sha256_of
from twosource.readers import read_inputs
from twosource.reading.reader import Reader

SAMPLES = Path(__file__).parents[1] / "twosource" / "cli" / "samples"
SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    if not SHARED.exists():
        pytest.skip("the shared corpora are not beside this checkout")
    return SHARED


@pytest.fixture(scope="session")
def reader():
    return Reader()


@pytest.fixture
def read(reader):
    """Reading of a text, with outlet and date as options."""

    def _read(text, *, outlet="The Example", published="2031-03-08", **known):
        return reader.read(
            Report(doc="t", text=text, sha256=sha256_of(text), outlet=outlet, published=published, **known)
        )

    return _read


@pytest.fixture(scope="session")
def sample_ledger(reader, tmp_path_factory) -> Path:
    """The bundled samples, read once; a test that writes takes a copy."""
    path: Path = tmp_path_factory.mktemp("web") / "samples.ledger"
    with Ledger.open(path) as book:
        for report in read_inputs([SAMPLES]):
            assert isinstance(report, Report)
            book.add(reader.read(report))
    return path
