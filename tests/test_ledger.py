"""What the last build made is believed only as far as it fits; whatever else lies in the ledger's place is nothing."""

import os
import pickle
import subprocess
import sys
import time
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, fields, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from builder.cache import Cache, cache_folder
from builder.content import load
from builder.ledger import Done, Ledger, dumped
from builder.model import Outline, PlainPage, Project
from builder.publish import Put, Stage, Status
from builder.publish.audit import Seen
from builder.render.downloads import Download
from builder.render.frame import Link
from tests.conftest import CONTENT, ROOT, build
from tests.test_build import digest

STATUS = Status(0o100644, 3, 7, 1, 2)
SEEN = Seen("标题", b"12345678", b"", b"", ("./a.js",), ())
PUT = Put("a/index.html", "0" * 64, 3, False, SEEN)
OLD = {PUT.address: STATUS}
MARK = b"0123456789abcdef"


class Room:
    """A cache with a ledger in it."""

    def __init__(self, folder: Path) -> None:
        self.cache = Cache(folder)
        self.file = folder / "ledger"

    def kept(self, *values: object) -> None:
        ledger = self.ledger()
        for number, value in enumerate(values):
            ledger.note(bytes([number]) * 16, Done((PUT,), value))
        ledger.note(MARK, Done((PUT,), None))
        ledger.keep(OLD)

    def ledger(self, program: str = "program") -> Ledger:
        return Ledger(self.cache, self.file.name, program)


@pytest.fixture
def room(tmp_path: Path) -> Room:
    made = Room(tmp_path / "cache")
    made.kept()
    return made


# ── what is believed ─────────────────────────────────────────────────────────────────────────────────────


def test_an_item_is_known_again_with_its_files_and_what_its_step_returned(room: Room) -> None:
    value = (Download("data/a.csv", "甲", 3, "0" * 64, 1), "2024-1", 2024, Decimal("4.00"), date(2024, 1, 2))
    room.kept(value)
    assert room.ledger().known(bytes(16), OLD) == Done((PUT,), value)
    assert room.ledger().known(MARK, OLD) == Done((PUT,), None)


def test_an_item_that_was_not_made_the_last_time_is_not_known(room: Room) -> None:
    assert room.ledger().known(b"x" * 16, OLD) is None
    room.ledger().keep(OLD)
    assert room.ledger().known(MARK, OLD) is None


@pytest.mark.parametrize("field", Status._fields)
def test_an_item_whose_file_was_touched_is_not_known(field: str, room: Room) -> None:
    touched = STATUS._replace(**{field: getattr(STATUS, field) + 1})
    assert room.ledger().known(MARK, {PUT.address: touched}) is None


def test_an_item_whose_file_is_gone_is_not_known(room: Room) -> None:
    assert room.ledger().known(MARK, {}) is None


# ── what isn't ───────────────────────────────────────────────────────────────────────────────────────────


class Call:
    """A pickle of it calls something when it is read."""

    def __init__(self, function: Callable[..., object], *arguments: object) -> None:
        self.call = function, arguments

    def __reduce__(self) -> tuple[Callable[..., object], tuple[object, ...]]:
        return self.call


@dataclass
class Foreign:
    """A record that isn't one of the program."""

    name: str


CALLS: dict[str, Callable[[Path], object]] = {
    "a command of the shell": lambda trace: Call(os.system, f"touch {trace}"),
    "a process": lambda trace: Call(subprocess.Popen, ["touch", str(trace)]),
    "a function of Python": lambda trace: Call(eval, f"open({str(trace)!r}, 'w')"),
    "a class of the program that does something": lambda _: Stage,
    "a function of the program": lambda _: load,
    "a class that isn't the program's": lambda _: subprocess.Popen,
    "a record of somebody else": lambda _: Foreign("甲"),
}


@pytest.mark.parametrize("call", CALLS)
def test_a_ledger_that_asks_for_more_than_values_is_refused_and_nothing_runs(call: str, room: Room) -> None:
    trace = room.file.parent / "trace"
    calling = CALLS[call](trace)
    for value in (({MARK: Done((PUT,), calling)}, OLD), calling):
        room.cache.store("ledger", pickle.dumps(value))
        assert room.ledger().known(MARK, OLD) is None
    time.sleep(0.05)
    assert not trace.exists()


def test_what_was_refused_would_have_run(room: Room) -> None:
    trace = room.file.parent / "trace"
    pickle.loads(pickle.dumps(CALLS["a command of the shell"](trace)))  # noqa: S301
    assert trace.exists()


OTHERS: dict[str, object] = {
    "a number": 5,
    "two texts": ("ab", "cd"),
    "three parts": ({}, {}, {}),
    "lists": ([], []),
    "a ledger without the state of its files": {MARK: Done((PUT,), None)},
}


@pytest.mark.parametrize("other", OTHERS)
def test_values_that_are_no_ledger_are_nothing(other: str, room: Room) -> None:
    room.cache.store("ledger", pickle.dumps(OTHERS[other]))
    assert room.ledger().known(MARK, OLD) is None


def test_a_ledger_cut_or_changed_anywhere_is_nothing(room: Room) -> None:
    whole = room.file.read_bytes()
    for place in range(0, len(whole), 7):
        for damaged in (whole[:place], whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :]):
            room.file.write_bytes(damaged)
            assert room.ledger().known(MARK, OLD) is None


LEDGERS: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda _: b"",
    "cut": lambda whole: whole[:1000],
    "of another program": lambda _: b"PK\x03\x04",
    "of another form": lambda _: pickle.dumps(("ab", "cd")),
    "calling something": lambda _: pickle.dumps(Call(os.system, "exit 1")),
}


def built_with_a_ledger(content: Path, output: Path) -> Path:
    """The ledger of a first build."""
    before = set(cache_folder().glob("*-ledger"))
    build(content, output)
    (ledger,) = set(cache_folder().glob("*-ledger")) - before
    return ledger


@pytest.mark.parametrize("how", LEDGERS)
def test_whatever_lies_in_the_place_of_the_ledger_the_site_is_the_same(how: str, tmp_path: Path) -> None:
    ledger = built_with_a_ledger(CONTENT, output := tmp_path / "output")
    right = digest(output)
    cache = Cache()
    cache.store(ledger.name, LEDGERS[how](cache.recall(ledger.name) or b""))
    (output / "404.html").write_text("spoilt, so that there is something to do", "utf-8")
    assert digest(build(CONTENT, output)) == right


def test_the_ledger_of_an_older_build_is_no_trap(content: Path, tmp_path: Path) -> None:
    output, page = tmp_path / "output", content / "pages/about.md"
    ledger = built_with_a_ledger(content, output)
    older, text = ledger.read_bytes(), page.read_text("utf-8")
    page.write_text(f"{text}\n甲。\n", "utf-8")
    build(content, output)
    ledger.write_bytes(older)
    page.write_text(text, "utf-8")
    assert digest(build(content, output)) == digest(build(content, tmp_path / "fresh"))


# ── by what an item is known ─────────────────────────────────────────────────────────────────────────────


def test_a_fingerprint_changes_with_everything_that_makes_files(room: Room) -> None:
    ledger = room.ledger()
    marks = [
        ledger.marker("step", b"common")(b"item"),
        room.ledger("another program").marker("step", b"common")(b"item"),
        ledger.marker("step_2", b"common")(b"item"),
        ledger.marker("step", b"common_2")(b"item"),
        ledger.marker("step", b"common")(b"item_2"),
        ledger.marker("ste", b"pcommon")(b"item"),
        ledger.marker("step", b"commonitem")(b""),
        ledger.marker("step", b"")(b"commonitem"),
    ]
    assert len(set(marks)) == len(marks)
    assert room.ledger().marker("step", b"common")(b"item") == marks[0]


def test_an_item_is_known_by_all_that_stands_in_its_records(room: Room) -> None:
    site = load(CONTENT).site
    assert site
    project, other = site.projects
    ledger = room.ledger()

    def mark(item: object) -> bytes:
        return ledger.marker("step", b"")(item)

    marks = [mark((project, 1)), mark((project.outline, 1)), mark((other, 1)), mark((project, other)), mark(project)]
    for field in fields(Project):
        value = other.outline if field.name == "outline" else getattr(project, field.name) * 2
        marks.append(mark((replace(project, **{field.name: value}), 1)))
    outlines = [replace(project.outline, **{field.name: "另一个"}) for field in fields(Outline)]
    marks += [mark((replace(project, outline=outline), 1)) for outline in outlines]
    assert len({*marks}) == len(marks)
    assert mark((deepcopy(project), 1)) == marks[0] == room.ledger().marker("step", b"")((project, 1))


def fresh(text: str) -> str:
    """An equal text that is another object."""
    return "".join(list(text))


NAME = "读书会"
PAIRS: dict[str, tuple[Any, Any]] = {
    "a text twice": ((NAME, NAME), (NAME, fresh(NAME))),
    "records": (
        (Link(NAME, "a"), PlainPage("a", NAME, NAME, "a")),
        (Link(NAME, "a"), PlainPage("a", NAME, fresh(NAME), "a")),
    ),
    "a record twice": ([(link := Link(NAME, "a")), link], [Link(NAME, "a"), Link(fresh(NAME), fresh("a"))]),
    "a dictionary": ({NAME: 1, "b": NAME}, {fresh(NAME): 1, "b": fresh(NAME)}),
    "amounts": ((amount := Decimal("4.00"), amount), (Decimal("4.00"), Decimal("4.00"))),
    "bytes": ((data := b"123", data), (b"123", bytes([49, 50, 51]))),
}


@pytest.mark.parametrize("pair", PAIRS)
def test_equal_values_are_equal_bytes(pair: str) -> None:
    one, other = PAIRS[pair]
    assert one == other
    assert dumped(one) == dumped(other)
    assert pickle.loads(dumped(one)) == other  # noqa: S301


def test_amounts_that_are_typed_in_two_ways_are_two() -> None:
    assert dumped(Decimal("4.0")) != dumped(Decimal("4.00"))


def test_a_site_read_twice_is_the_same_bytes() -> None:
    site = load(CONTENT).site
    assert dumped(site) == dumped(load(CONTENT).site) == dumped(deepcopy(site))


def test_another_process_finds_the_same_bytes() -> None:
    program = (
        "import sys; from pathlib import Path; from builder.content import load; from builder.ledger import dumped\n"
        "sys.stdout.buffer.write(dumped(load(Path('content')).site))"
    )
    found = [
        subprocess.run(
            [sys.executable, "-c", program],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    ]
    assert found[0] == found[1] != b""
