"""`twosource serve` from outside: where it listens, when it asks for a token, and how it stops."""

import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from twosource.cli import main, rooms, serve
from twosource.ledger import Ledger

ADDRESS = re.compile(r"http://\S+")


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What the application was made with; nothing is served."""
    found: dict[str, Any] = {}

    def application(where: str, **settings: Any) -> None:
        found.update(settings, ledger=where)

    monkeypatch.setattr(rooms, "application", application)
    monkeypatch.setattr(rooms, "run", lambda _app, bound: bound.close())
    return found


def run(*arguments: str) -> Any:
    with pytest.raises(SystemExit) as ended:
        main(["serve", "--no-open", "--port", "0", *arguments])
    return ended.value.code


def test_it_listens_to_this_machine_alone_and_needs_no_token(asked, capsys):
    assert run("--ledger", "x.ledger", "--new") == 0
    assert asked["token"] is None
    assert set(asked["hosts"]) == {"localhost", "127.0.0.1", "[::1]"}
    assert asked["ledger"] == "x.ledger"
    assert asked["new"]
    assert "token" not in capsys.readouterr().err


def test_any_other_address_needs_a_token_and_prints_it(asked, capsys, monkeypatch):
    monkeypatch.setattr(serve, "_bound", lambda _host, _port: socket.create_server(("127.0.0.1", 0)))
    assert run("--host", "desk.example", "--new") == 0
    assert len(asked["token"]) >= 32
    assert f"?token={asked['token']}" in capsys.readouterr().err
    assert "desk.example" in asked["hosts"]
    assert "evil.example" not in asked["hosts"]


@pytest.mark.parametrize("token", ["short", "", "с кириллицей, и достаточно длинный"])
def test_a_token_that_can_be_guessed_or_not_be_sent_is_refused(asked, token):
    assert run("--new", "--token", token) == 2
    assert asked == {}


def test_a_port_that_is_taken_is_told_in_one_line(asked, capsys):
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(SystemExit) as ended:
        main(["serve", "--no-open", "--new", "--port", str(taken.getsockname()[1])])
    assert ended.value.code == 1
    assert "choose another port" in capsys.readouterr().err
    assert asked == {}


def test_a_ledger_that_is_none_ends_with_one_line(tmp_path: Path, capsys):
    (tmp_path / "note.txt").write_text("no ledger")
    assert run("--ledger", str(tmp_path / "note.txt")) == 1
    assert "note.txt" in capsys.readouterr().err


def test_a_mistyped_name_begins_no_ledger(tmp_path: Path, capsys):
    missing = tmp_path / "none.ledger"
    for more in ([], ["--read-only"]):
        assert run("--ledger", str(missing), *more) == 1
        said = capsys.readouterr().err
        assert "--new" in said
        assert "check the name" in said
    assert not missing.exists()
    assert run("--ledger", str(missing), "--new", "--read-only") == 2


def test_a_new_ledger_is_begun_where_that_is_asked_for(tmp_path: Path, monkeypatch):
    monkeypatch.setattr(rooms, "run", lambda _app, bound: bound.close())
    assert run("--ledger", str(tmp_path / "new.ledger"), "--new") == 0
    with Ledger.open(tmp_path / "new.ledger", create=False) as book:
        assert book.info().reports == 0


def test_it_serves_and_stops_with_ctrl_c(tmp_path: Path):
    with Ledger.open(tmp_path / "empty.ledger"):
        pass
    code = "from twosource.cli import main; main(['serve', '--no-open', '--port', '0', '--ledger', 'empty.ledger'])"
    path = {"PYTHONPATH": str(Path(rooms.__file__).parents[2]), "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        [sys.executable, "-c", code], cwd=tmp_path, stderr=subprocess.PIPE, text=True, env={**os.environ, **path}
    ) as server:
        assert server.stderr is not None
        line = server.stderr.readline()
        address = ADDRESS.search(line)
        assert address is not None, line
        with urllib.request.urlopen(f"{address[0]}claims", timeout=60) as answer:  # noqa: S310 - our own server
            assert b"There are no reports in this ledger" in answer.read()
        server.send_signal(signal.SIGINT)
        assert server.wait(timeout=60) in {0, 130, -signal.SIGINT}
