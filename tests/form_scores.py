"""How well `gongkai import` reads the forms of a folder, against the truth typed by hand beside each.

python -m tests.form_scores [FOLDER]

What the truth says and how it was typed: tests/forms/README.md. Nothing here is asked of the program but its
command, so that a mistake of its own can't be right here too.
"""

import re
import sys
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from subprocess import CompletedProcess, TimeoutExpired
from typing import Any

import yaml

from tests.conftest import ROOT, gongkai
from tests.form_leaves import Pair, pairs

FORMS = ROOT / "tests/forms"
SUFFIX = ".expected.yaml"
Run = Callable[..., CompletedProcess[str]]
HEADS = ("records", "exact", "missing", "invented", "wrong", "lost", "leaked", "refused", "crashed")

SHOWN = 20
"""Differences of a form that are printed: who mends it needs the first ones."""


@dataclass(frozen=True)
class Outcome:
    """What a run of the command left behind."""

    output: str
    code: int
    records: tuple[Any, ...]
    recorded: str
    """The files below projects/."""
    written: str
    """All files."""

    @property
    def told(self) -> str:
        """What the user is told: what the command prints, and 说明."""
        return "\n".join([self.output, *(str(record.get("说明", "")) for record in self.records)])


@dataclass
class Score:
    """How a form was read; each difference is a line for whoever mends the program."""

    form: str
    expected: int = 0
    exact: int = 0
    missing: list[str] = field(default_factory=list)
    invented: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    leaked: list[str] = field(default_factory=list)
    refused: bool | None = None
    """Whether a form that must be refused was refused rightly; None for all others."""
    crashed: bool = False

    @property
    def differences(self) -> list[str]:
        kinds = {
            "少录": self.missing,
            "多录": self.invented,
            "错录": self.wrong,
            "漏说": self.lost,
            "写出了个人信息": self.leaked,
            "应当拒收": [""] * (self.refused is False),
            "程序中断": [""] * self.crashed,
        }
        return [f"{kind} {each}" for kind, those in kinds.items() for each in those]

    @property
    def is_perfect(self) -> bool:
        return self.exact == self.expected and not self.differences

    @property
    def counts(self) -> tuple[int, ...]:
        lists = (self.missing, self.invented, self.wrong, self.lost, self.leaked)
        return (self.expected, self.exact, *map(len, lists), int(bool(self.refused)), int(self.crashed))


def truths(folder: Path = FORMS) -> list[Path]:
    """The truths in a folder; each stands beside its form."""
    return sorted(folder.glob(f"*{SUFFIX}"))


def score(folder: Path = FORMS) -> list[Score]:
    """The scores of all forms in a folder, two imports at a time."""
    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(score_form, truths(folder)))


def score_form(truth: Path, run: Run = gongkai) -> Score:
    """The score of the form that a truth stands beside, imported by the command or by what stands for it."""
    expected = yaml.load(truth.read_bytes(), yaml.BaseLoader)  # noqa: S506 - it makes nothing but text
    found = Score(truth.name.removesuffix(SUFFIX), len(expected["记录"]))
    try:
        outcome = _import(truth.with_name(found.form), run)
    except (TimeoutExpired, yaml.YAMLError):
        found.crashed = True
        return found
    found.crashed = "Traceback (most recent call last)" in outcome.output or outcome.code not in range(4)
    if word := expected.get("错误"):
        found.refused = not outcome.recorded and outcome.code in (1, 2, 3) and _has(outcome.output, word)
    else:
        _compare_records(found, expected["记录"], outcome)
    _compare_rest(found, expected["未入"], outcome)
    return found


def _import(form: Path, run: Run) -> Outcome:
    with tempfile.TemporaryDirectory(prefix="forms-") as folder:
        done = run("import", form, "--content", folder)
        files = {path: _text(path) for path in sorted(Path(folder).rglob("*")) if path.is_file()}
        projects = {path: text for path, text in files.items() if Path(folder, "projects") in path.parents}
        output = done.stdout + done.stderr
        for place in (folder, str(form), form.name):
            output = output.replace(place, " ")  # their numbers aren't the form's
        records = (
            yaml.load(text, yaml.BaseLoader)  # noqa: S506 - it makes nothing but text
            for path, text in projects.items()
            if path.suffix == ".yaml"
        )
        recorded, written = "\n".join(projects.values()), "\n".join(files.values())
        return Outcome(output, done.returncode, tuple(records), recorded, written)


def _text(path: Path) -> str:
    return path.read_bytes().decode("utf-8", "replace")


def _compare_records(found: Score, expected: Sequence[Any], outcome: Outcome) -> None:
    waiting = list(outcome.records)
    for record in expected:
        name = record["项目名称"]
        same = next((each for each in waiting if each.get("项目名称") == name), None)
        if same is not None:
            waiting.remove(same)
        different = [pair for pair in pairs(record, same or {}) if not pair.is_same]
        found.exact += not different
        for pair in different:
            _note(found, name, pair, outcome)
    for record in waiting:
        for pair in pairs({}, record):
            _note(found, record.get("项目名称", "没有名称的记录"), pair, outcome)


def _note(found: Score, name: str, pair: Pair, outcome: Outcome) -> None:
    place = f"{name} {pair.where}："
    if pair.expected is None:
        found.invented.append(f"{place}{pair.written}")
        return
    if pair.written is None:
        found.missing.append(f"{place}{pair.expected}")
    else:
        found.wrong.append(f"{place}应是“{pair.expected}”，录成了“{pair.written}”")
    if not any(_has(f"{outcome.told}\n{outcome.recorded}", each) for each in pair.spellings()):
        found.lost.append(f"{place}{pair.expected}")


def _compare_rest(found: Score, rest: Sequence[Mapping[str, str]], outcome: Outcome) -> None:
    for cell in rest:
        where, text, is_personal = cell["处"], cell["内容"], "个人信息" in cell
        if not _has(outcome.told, where if is_personal else text):
            found.lost.append(f"{where}：{text}")
        if is_personal and "".join(text.split()) in "".join(outcome.written.split()):
            found.leaked.append(f"{where}：{text}")


def _has(where: str, text: str) -> bool:
    """Is a text there, whatever the white space in it? A number isn't found inside a longer one."""
    letters = "".join(text.split())
    pattern = r"\s*".join(map(re.escape, letters))
    before = r"(?<!\d)(?<!\d[.,])" if letters[:1].isdigit() else ""
    after = r"(?![.,]?\d)" if letters[-1:].isdigit() else ""
    return re.search(before + pattern + after, where) is not None


def _print(scores: Sequence[Score]) -> None:
    width = max(len(found.form) for found in scores)
    print(" " * width, *HEADS)
    for found in scores:
        cells = ["·" if not count else str(count) for count in found.counts]
        if found.refused is False:
            cells[HEADS.index("refused")] = "NO"
        _print_line(f"{found.form:{width}}", cells, "" if found.is_perfect else "←")
    totals = [sum(counts) for counts in zip(*(found.counts for found in scores), strict=True)]
    _print_line(f"{'total':{width}}", map(str, totals))
    refusals = [found.refused for found in scores if found.refused is not None]
    perfect = sum(found.is_perfect for found in scores)
    print(f"{perfect} of {len(scores)} forms perfect; {sum(refusals)} of {len(refusals)} refused rightly")


def _print_line(name: str, cells: Iterable[str], mark: str = "") -> None:
    print(name, *(f"{cell:>{len(head)}}" for cell, head in zip(cells, HEADS, strict=True)), mark)


def main(folder: Path) -> int:
    """Print the table, and the differences on stderr; gives the exit code."""
    scores = score(folder)
    if not scores:
        print(f"{folder} 里没有答案（*{SUFFIX}）。", file=sys.stderr)
        return 2
    _print(scores)
    for found in scores:
        for difference in found.differences[:SHOWN]:
            print(f"{found.form} {difference}", file=sys.stderr)
        if (more := len(found.differences) - SHOWN) > 0:
            print(f"{found.form} 另有{more}处", file=sys.stderr)
    return int(not all(found.is_perfect for found in scores))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else FORMS))
