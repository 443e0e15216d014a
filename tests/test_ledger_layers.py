"""Layers in the ledger: in and out unchanged, once, whole or not at all, and never changed afterwards."""

import sqlite3
import zlib

import pytest
import shapely
from msgspec.structs import replace
from sqlalchemy import text

from tests.ground_samples import GIVEN, geojson, layer, square, write
from tests.test_ledger import ledger, target  # noqa: F401 - the fixtures: every kind of database
from twosource.exports import jsonl
from twosource.ledger import Ledger, LedgerError
from twosource.ledger import layers as module
from twosource.ledger.layers import Outcome, add_layer, add_layers, box_of, history, layers
from twosource.territory.boundaries import boundaries
from twosource.territory.layer_files import read_layers
from twosource.territory.layers import Layer


def test_a_layer_comes_out_as_it_went_in(ledger, tmp_path):  # noqa: F811
    path = write(tmp_path, "a-20310304.geojson", square(), properties=[{"name": "Øst", "n": 1.5}])
    (one,) = read_layers(path, GIVEN, boundaries())
    assert isinstance(one, Layer)
    assert add_layer(ledger, one) is Outcome.ADDED
    assert layers(ledger) == [one]
    assert layers(ledger)[0].shape.equals(square())
    assert box_of(ledger, "MAPDESK") == pytest.approx(one.box)
    assert box_of(ledger, "Other") is None


def test_the_same_file_twice_changes_nothing(ledger, tmp_path):  # noqa: F811
    one = layer(tmp_path, square())
    assert [add_layer(ledger, one) for _ in range(2)] == [Outcome.ADDED, Outcome.KNOWN]
    assert len(layers(ledger)) == 1


def test_an_unchanged_day_is_recognised_and_its_shape_kept_once(ledger, tmp_path):  # noqa: F811
    days = [layer(tmp_path, square(), date=f"2031-03-0{day}") for day in (1, 2)]
    changed = layer(tmp_path, square(0.2), date="2031-03-03")
    back = layer(tmp_path, square(), date="2031-03-04")
    found = [add_layer(ledger, one) for one in (*days, changed, back)]
    assert found == [Outcome.ADDED, Outcome.UNCHANGED, Outcome.ADDED, Outcome.ADDED]
    with ledger.reads() as connection:
        assert connection.execute(text("SELECT count(*) FROM layer_shapes")).scalar() == 2
    other = replace(days[1], publisher="Other", date="2031-03-05")
    assert add_layer(ledger, other) is Outcome.ADDED


def test_layers_are_asked_by_publisher_day_and_recording(ledger, tmp_path):  # noqa: F811
    first = layer(tmp_path, square(), date="2031-03-01")
    second = replace(layer(tmp_path, square(0.2), date="2031-03-02"), publisher="Other")
    for one in (first, second):
        add_layer(ledger, one)
    assert layers(ledger, publisher="mapdesk") == [first]
    assert layers(ledger, until="2031-03-01") == [first]
    assert layers(ledger, read_by="2031-03-04") == []
    assert layers(ledger, read_by="2031-03-05") == [first, second]


def test_nothing_is_kept_of_a_file_that_is_refused(ledger, tmp_path):  # noqa: F811
    write(tmp_path, "a-20310301.geojson", square())
    (tmp_path / "a-20310302.geojson").write_bytes(geojson(square())[:150])
    for one in read_layers(tmp_path, GIVEN, boundaries()):
        if isinstance(one, Layer):
            add_layer(ledger, one)
    assert [one.date for one in layers(ledger)] == ["2031-03-01"]


def test_a_layer_that_fails_half_way_leaves_nothing(ledger, tmp_path, monkeypatch):  # noqa: F811
    one = layer(tmp_path, square())

    def stamp(_moment):
        raise RuntimeError("stopped after the shape was written")

    monkeypatch.setattr(module, "stamp", stamp)
    with pytest.raises(RuntimeError):
        add_layer(ledger, one)
    with ledger.reads() as connection:
        assert connection.execute(text("SELECT count(*) FROM layer_shapes")).scalar() == 0
    assert layers(ledger) == []


def test_of_several_that_share_a_transaction_all_are_there_or_none(ledger, tmp_path, monkeypatch):  # noqa: F811
    days = [layer(tmp_path, square(0.1 * day), date=f"2031-03-0{day}") for day in (1, 2, 3)]
    stamps = iter(["2031-03-04T18:14:00.000000Z"])
    monkeypatch.setattr(module, "stamp", lambda _moment: next(stamps))
    with pytest.raises(StopIteration):
        add_layers(ledger, days)
    assert layers(ledger) == []
    monkeypatch.undo()
    bad = replace(days[2], wkb=days[0].wkb)
    with pytest.raises(LedgerError, match="not the one that its id names"):
        add_layers(ledger, [*days[:2], bad])
    assert layers(ledger) == []
    twice = [days[0], replace(days[0], date="2031-03-02"), days[0], days[2]]
    assert add_layers(ledger, twice) == [Outcome.ADDED, Outcome.UNCHANGED, Outcome.KNOWN, Outcome.ADDED]
    assert add_layers(ledger, []) == []


def test_a_shape_that_is_not_the_one_named_is_refused(ledger, tmp_path):  # noqa: F811
    one = replace(layer(tmp_path, square()), wkb=shapely.to_wkb(square(0.2)))
    with pytest.raises(LedgerError, match="not the one that its id names"):
        add_layer(ledger, one)


@pytest.mark.parametrize("table", ["layers", "layer_shapes"])
@pytest.mark.parametrize("change", ["UPDATE {} SET {} = {}", "DELETE FROM {}"])
def test_the_database_refuses_changes(tmp_path, table, change):
    path = tmp_path / "cases.ledger"
    with Ledger.open(path) as book:
        add_layer(book, layer(tmp_path, square()))
    column = "id" if table == "layer_shapes" else "date"
    with sqlite3.connect(path) as connection, pytest.raises(sqlite3.Error, match="append-only"):
        connection.execute(change.format(table, column, column))


def test_a_shape_that_was_changed_is_noticed(tmp_path):
    path = tmp_path / "cases.ledger"
    with Ledger.open(path) as book:
        add_layer(book, layer(tmp_path, square()))
    other = zlib.compress(shapely.to_wkb(square(0.2)))
    with sqlite3.connect(path) as connection:
        connection.execute("DROP TRIGGER layer_shapes_no_update")
        connection.execute("UPDATE layer_shapes SET wkb = ?", (other,))
    connection.close()
    with Ledger.open(path) as book, pytest.raises(LedgerError, match="damaged"):
        layers(book)


def test_an_export_has_the_layers_and_a_ledger_is_rebuilt_from_it(ledger, tmp_path):  # noqa: F811
    days = [layer(tmp_path, square(), date=f"2031-03-0{day}") for day in (1, 2)]
    for one in days:
        add_layer(ledger, one)
    out = tmp_path / "all.jsonl"
    jsonl.write(ledger, out)
    with Ledger.open(tmp_path / "rebuilt.ledger") as book:
        assert jsonl.read(out, book) == 2
        assert jsonl.read(out, book) == 0
        assert list(history(book)) == list(history(ledger))
        assert layers(book) == days
