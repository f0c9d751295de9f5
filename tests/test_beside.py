"""Two things are made at once, and neither is lost when the other fails."""

import threading
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pytest

from builder import search
from builder.beside import Beside, together
from builder.publish import PublishError
from tests.conftest import build


def test_all_items_of_both_come_each_in_its_order() -> None:
    with Beside(iter(range(1000))) as second:
        found = [*together((f"a{number}" for number in range(500)), second.ready), *second.rest()]  # type: ignore[arg-type]
    assert [one for one in found if isinstance(one, str)] == [f"a{number}" for number in range(500)]
    assert [one for one in found if isinstance(one, int)] == list(range(1000))


def test_it_is_made_while_nobody_asks() -> None:
    begun = threading.Event()

    def items() -> Iterator[int]:
        begun.set()
        yield 1

    with Beside(items()) as second:
        assert begun.wait(5)
        assert list(second.rest()) == [1]


def test_what_fails_there_fails_here() -> None:
    def items() -> Iterator[int]:
        yield 1
        raise OSError("voll")

    with Beside(items()) as second, pytest.raises(OSError, match="voll"):
        list(chain(together(range(3), second.ready), second.rest()))


@pytest.mark.parametrize("count", [3, 10_000])
def test_who_leaves_early_stops_it(count: int) -> None:
    closed = threading.Event()

    def items() -> Iterator[int]:
        try:
            yield from range(count)
        finally:
            closed.set()

    with pytest.raises(KeyboardInterrupt), Beside(items()):
        raise KeyboardInterrupt
    assert closed.wait(5)


def test_a_wrong_target_is_refused_before_anything_is_made(content: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[object] = []
    monkeypatch.setattr(search, "bundle", lambda *arguments: iter(begun.append(arguments) or ()))
    with pytest.raises(PublishError):
        build(content, content)
    assert begun == []
