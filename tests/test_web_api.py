"""The HTTP API answers whatever is asked of it, and never with a server error: requests made up from its description."""

import shutil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from twosource.web import Settings, create_app

schemathesis = pytest.importorskip("schemathesis")

EXAMPLES = 8
"""Requests of each of about forty kinds: ten seconds in all."""


@pytest.fixture(scope="module")
def operations(sample_ledger: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Any]:
    path = tmp_path_factory.mktemp("api") / "api.ledger"
    shutil.copy(sample_ledger, path)
    app = create_app(Settings(ledger=str(path), hosts=("localhost", "testserver")))
    schema = schemathesis.openapi.from_asgi("/openapi.json", app)
    return [found.ok() for found in schema.get_all_operations()]


def test_no_request_makes_a_server_error(operations: list[Any]) -> None:
    statuses: dict[str, set[int]] = {}
    for operation in operations:

        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
            derandomize=True,
            database=None,
        )
        @given(case=operation.as_strategy())
        def ask(case: Any) -> None:
            label = case.operation.label
            status = case.call().status_code
            statuses.setdefault(label, set()).add(status)
            assert status < 500, (label, case.as_curl_command())

        ask()
    assert len(statuses) > 35
    assert sum(200 in found for found in statuses.values()) > 15, "some of it was understood"
