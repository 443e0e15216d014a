"""Every reader, fuzzed for a moment (`fuzz_readers.py` does it for as long as one likes)."""

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

from twosource.readers import readers

RUNS = 300
HERE = Path(__file__).parent

pytestmark = pytest.mark.skipif(importlib.util.find_spec("atheris") is None, reason="atheris is not installed")


@pytest.mark.parametrize("name", sorted(readers()))
def test_no_input_breaks_a_reader(name, tmp_path):
    # The limit of memory is off: Linux counts what the process that starts it, this one, has used.
    command = [sys.executable, str(HERE / "fuzz_readers.py"), name, f"-runs={RUNS}", "-seed=1", "-rss_limit_mb=0"]
    done = subprocess.run(
        [*command, f"-artifact_prefix={tmp_path}/"], capture_output=True, text=True, timeout=120, check=False,
        cwd=tmp_path, env={"PYTHONPATH": str(HERE.parent), "PATH": ""},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    assert f"number_of_executed_units: {RUNS}" in done.stderr
