"""JSON read value by value: what is asked for is built, one object at a time, and the rest goes by."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from twosource.readers.errors import ReadError
from twosource.readers.streams import PIECE, Bounded

Path = tuple[str, ...]
"""Where a value stands: keys from the outside in, "item" for a place in a list."""
MOST_VALUES = 50_000
"""In one object: a post has some tens, a wire item with its associations some thousands."""
MOST_LEVELS = 64
"""Of nesting: a Telegram export has nine, ninjs about as many again."""
REPAIR = "export it again"


def values_at(
    stream: Bounded, *, objects: Collection[Path], others: Collection[Path] = (), path: str
) -> Iterator[tuple[Path, Any]]:
    """The values at some places of a JSON file, or of several one after the other, in order.

    Args:
        stream: its bytes, UTF-8, bounded; the bound is for one object.
        objects: where the objects stand that are wanted whole.
        others: where the strings and numbers stand that are wanted.
        path: what to call the file in an error.

    Raises:
        ReadError: it is broken from some place on, or an object is beyond measure.
    """
    import ijson  # noqa: PLC0415 - only these files should cost its import

    try:
        yield from followed(
            ijson.basic_parse(stream, buf_size=PIECE, multiple_values=True), stream, objects, others, path
        )
    except ijson.IncompleteJSONError as error:
        raise ReadError(path, f"ends or breaks within a JSON value: {first_line(error)}", REPAIR) from None
    except (ijson.JSONError, ValueError, ArithmeticError) as error:
        raise ReadError(path, f"is not JSON from some place on: {first_line(error)}", REPAIR) from None


def first_line(error: Exception) -> str:
    """The first line of an error's text: the parser shows the place in further ones."""
    return next(iter(str(error).splitlines()), "")[:80].strip()


def followed(
    events: Iterator[tuple[str, Any]], stream: Bounded, objects: Collection[Path], others: Collection[Path], path: str
) -> Iterator[tuple[Path, Any]]:
    """The wanted values among the parser's events."""
    here: list[str] = []
    for event, value in events:
        stream.taken = 0
        if event == "map_key":
            here[-1] = value
        elif event in {"end_map", "end_array"}:
            here.pop()
        elif event == "start_map" and tuple(here) in objects:
            yield tuple(here), whole(events, path)
        elif event in {"start_map", "start_array"}:
            here.append("item" if event == "start_array" else "")
            if len(here) > MOST_LEVELS:
                raise ReadError(path, "is nested too deeply", REPAIR)
        elif tuple(here) in others:
            yield tuple(here), value


def whole(events: Iterator[tuple[str, Any]], path: str) -> Any:
    """The object whose start has just been seen.

    Raises:
        ReadError: it is nested too deeply, or holds too much.
    """
    from ijson.common import ObjectBuilder  # noqa: PLC0415 - see above

    builder = ObjectBuilder()
    builder.event("start_map", None)
    depth = 1
    for number, (event, value) in enumerate(events):
        builder.event(event, value)
        depth += event.startswith("start") - event.startswith("end")
        if not depth:
            break
        if depth > MOST_LEVELS or number > MOST_VALUES:
            raise ReadError(path, "holds an object that is beyond measure", REPAIR)
    return builder.value
