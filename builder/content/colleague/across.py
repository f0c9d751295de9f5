"""What records say against each other: one indicator under two names, amounts ten thousand times apart."""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from builder.content.problems import Problem
from builder.content.source import Entry
from builder.content.tree import Path
from builder.model import Outline, Record
from builder.model.history import folded

Finding = tuple[Entry[Record], Problem]

_NO_MATTER = re.compile(
    r"(?<!目)的(?!士)|(?<=[\u4e00-\u9fff])之(?=[\u4e00-\u9fff])|[^\w+#]+(?![0-9a-z])|(?<![0-9a-z])[^\w+#]+|_"
)
"""Particles, spaces and signs; a sign between two digits or letters matters (5.5, A-B)."""
_LEAST, _MOST = 2_000, 50_000
"""Between these a change of the budget is more likely 元 for 万元 (× 10,000) than a change."""


def across(entries: Sequence[Entry[Record]]) -> Iterator[Finding]:
    """Findings between the years of a project, and between the projects of a department in a year."""
    yield from _two_names(entries)
    yield from _jumps(entries)


class _Use(NamedTuple):
    """An indicator's name where it is used."""

    entry: Entry[Record]
    path: Path
    name: str

    def is_beside(self, other: "_Use") -> bool:
        """Whether both stand in one year, or in one project's years."""
        one, two = self.entry.value, other.entry.value
        return one.year == two.year or project(one) == project(two)


def _two_names(entries: Iterable[Entry[Record]]) -> Iterator[Finding]:
    groups: dict[tuple[str, str], list[_Use]] = defaultdict(list)
    for entry in entries:
        for first, seconds in entry.value.targets.items():
            for second, indicators in seconds.items():
                for index, indicator in enumerate(indicators):
                    path = ("绩效指标", first, second, index, "三级指标")
                    key = entry.value.department, bare(indicator.name)
                    groups[key].append(_Use(entry, path, folded(indicator.name)))
    for uses in groups.values():
        names = Counter(use.name for use in uses)
        if len(names) > 1:
            yield from _unlike(uses, names)


def _unlike(uses: Sequence[_Use], names: Counter[str]) -> Iterator[Finding]:
    # What most records say is the name; of two that are as common, the one without the particle.
    usual = min(names, key=lambda name: (-names[name], len(name), name))
    standard = [use for use in uses if use.name == usual]
    by_year = {use.entry.value.year: use for use in reversed(standard)}
    by_project = {project(use.entry.value): use for use in reversed(standard)}
    for use in uses:
        other = by_year.get(use.entry.value.year) or by_project.get(project(use.entry.value))
        if use.name == usual or other is None:
            continue
        mine, theirs = use.entry.text(use.path) or use.name, other.entry.text(other.path) or other.name
        message = f"“{mine}”和 {other.entry.parsed.path} 里的“{theirs}”只差一两个字，像是同一项指标"
        hint = "对照原表核对；名称不同，各年度、各项目之间就对不上。原表就是这样时可以保留"
        yield use.entry, use.entry.problem(use.path, "W215", message, hint)


@lru_cache(maxsize=65536)
def bare(name: str) -> str:
    """A name without what two clerks write differently: particles, spaces, signs."""
    words = unicodedata.normalize("NFKC", name).casefold()
    return _NO_MATTER.sub("", words) or words


def project(record: Record | Outline) -> tuple[str, str]:
    """What the records of a project have in common."""
    return record.department, record.code or folded(record.name)


def _jumps(entries: Iterable[Entry[Record]]) -> Iterator[Finding]:
    projects: dict[tuple[str, str], list[Entry[Record]]] = defaultdict(list)
    for entry in entries:
        projects[project(entry.value)].append(entry)
    for years in projects.values():
        years.sort(key=lambda entry: entry.value.year)
        for before, after in pairwise(years):
            if is_jump(before.value, after.value):
                message = (
                    f"预算金额 {after.value.budget} 元与 {before.value.year} 年的 {before.value.budget} 元相差约一万倍，"
                    "像是把万元当成了元"
                )
                hint = f"核对两年的单位（{before.parsed.path}）；经核实无误时可以保留"
                yield after, after.problem(("预算金额",), "W216", message, hint)


def is_jump(before: Record | Outline, after: Record | Outline) -> bool:
    """Whether the budgets of two years are as far apart as 元 and 万元."""
    small, large = sorted((before.budget, after.budget))
    return before.year != after.year and bool(small) and _LEAST <= large / small <= _MOST
