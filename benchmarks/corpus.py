"""An invented content folder of any size, for measuring: the same arguments give the same bytes.

    python -m benchmarks.corpus FOLDER PROJECTS

示例市, its towns and their offices don't exist. Wording, values and proportions follow real forms.
"""

import argparse
import math
import random
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

from benchmarks import vocabulary
from benchmarks.forms import Form, Row, layout, yaml
from benchmarks.indicators import Rows, new_rows, next_rows
from benchmarks.vocabulary import THEMES, Theme
from benchmarks.wording import goal, items, project_name

YEARS = range(2018, 2026)
PROJECTS_TO_A_DEPARTMENT = 80
FEWEST_DEPARTMENTS = 8

# Six tenths of the projects have a neighbour in the year before or after.
_LASTING_AT_FIRST, _LASTING_OF_NEW, _GOES_ON = 0.66, 0.26, 0.82
_SAME_GOALS = 0.7
_OWN_THEME = 0.7

_KINDS = (
    "其他特定目标类（部门职能类）",
    "其他特定目标类（部门职能类）",
    "其他运转类（综合类）",
    "特定目标类（民生类）",
    "特定目标类（信息化类）",
    "特定目标类（基建类）",
)
_OPINIONS = (
    "经审核，本项目设定的绩效目标基本符合要求。请你单位将本项目的绩效目标按有关规定公开，以绩效目标为导向，加强项目管理，及时采集相关数据，做好绩效监控。",
    "经审核，绩效目标设置较为完整，指标值基本合理，予以批复。请按规定公开，并在年度终了后开展绩效自评。",
    "同意批复。请你单位严格按照批复的绩效目标组织实施，确保财政资金使用效果。",
)


class Department(NamedTuple):
    """A unit that spends money, and what it is busy with."""

    number: int
    slug: str
    name: str
    town: str
    themes: tuple[Theme, ...]
    is_wide: bool
    """Whether its clerk types full-width signs."""


class Project(NamedTuple):
    """A project as it stands in one year; ``number`` is the same in all its years."""

    number: int
    department: Department
    theme: Theme
    name: str
    kind: str
    goes_on: bool
    period: tuple[int, int]
    budget: int
    shape: int
    """What the goals' clauses are drawn with."""
    figures: int
    """What the numbers in the goals are drawn with."""
    rows: Rows


def write(folder: Path, projects: int) -> None:
    """Fill a folder with a site of so many projects, spread over eight years."""
    (folder / "pages").mkdir(parents=True)
    (folder / "site.yaml").write_text("名称: 示例市绩效目标公开\n主办单位: 示例市财政局\n", "utf-8")
    departments = _departments(max(FEWEST_DEPARTMENTS, projects // PROJECTS_TO_A_DEPARTMENT))
    lines = [f"{department.slug}: {{名称: {department.name}}}\n" for department in departments]
    (folder / "departments.yaml").write_text("".join(lines), "utf-8")
    for year, project in _projects(departments, projects):
        path = folder / f"projects/{year}/{project.department.slug}"
        path.mkdir(parents=True, exist_ok=True)
        text = yaml(_form(project, year), layout(year, project.department.number))
        (path / f"{project.theme.slug}-{project.number}.yaml").write_text(text, "utf-8")


def _departments(count: int) -> list[Department]:
    order = [THEMES[number * 7 % len(THEMES)] for number in range(len(THEMES))]
    towns, taken, listed = items(vocabulary.TOWNS), set[str](), []
    for number in range(count):
        theme, turn = order[number % len(order)], number // len(order)
        town = towns[turn % len(towns)]
        if number % 9 == 8:
            offices, nth = items(vocabulary.COMMON_OFFICES), number // 9
        else:
            offices, nth = items(theme.offices), turn + turn // len(towns) * 2
        name = f"示例市{town}{offices[nth % len(offices)]}"
        if name in taken:
            name += f"第{number}工作站"
        taken.add(name)
        themes = tuple(order[number::count]) or (theme,)
        listed.append(Department(number, f"{theme.slug}-{number + 1}", name, town, themes, number % 11 == 4))
    return listed


def _projects(departments: list[Department], count: int) -> Iterator[tuple[int, Project]]:
    """Every project of every year: first those that go on from the year before, then new ones."""
    sizes = list(accumulate(1 / math.sqrt(2 + number * 31 % len(departments)) for number in range(len(departments))))
    names: set[tuple[int, str]] = set()
    going: list[Project] = []
    number = 0
    for index, year in enumerate(YEARS):
        places = count // len(YEARS) + (index < count % len(YEARS))
        this_year = [_next(project, year) for project in going if _chance(project.number, year).random() < _GOES_ON]
        del this_year[places:]
        while len(this_year) < places:
            chance = _chance(number, 0)
            department = chance.choices(departments, cum_weights=sizes)[0]
            this_year.append(_new(chance, number, department, year, names))
            number += 1
        going = [project for project in this_year if project.goes_on]
        yield from ((year, project) for project in this_year)


def _chance(number: int, salt: int) -> random.Random:
    return random.Random(number + (salt << 40))


def _new(chance: random.Random, number: int, department: Department, year: int, names: set[tuple[int, str]]) -> Project:
    goes_on = chance.random() < (_LASTING_AT_FIRST if year == YEARS[0] else _LASTING_OF_NEW)
    theme = chance.choice(department.themes if chance.random() < _OWN_THEME else THEMES)
    name = next(
        name
        for attempt in range(99)
        if (department.number, name := _name(chance, theme, department, None if goes_on else year, attempt))
        not in names
    )
    names.add((department.number, name))
    start = year - chance.choice((0, 0, 1, 2, 3))
    end = year + chance.randint(0, 2)
    if goes_on:
        end = 2099 if chance.random() < 0.7 else YEARS[-1]
    budget = _thousands(math.exp(chance.gauss(math.log(180_000), 1.5)))
    rows = new_rows(chance, theme, year)
    kind = chance.choice(_KINDS)
    return Project(number, department, theme, name, kind, goes_on, (start, end), budget, number, number, rows)


def _name(chance: random.Random, theme: Theme, department: Department, year: int | None, attempt: int) -> str:
    name = project_name(chance, theme, year)
    name = name if len(name) >= 4 else f"{name}工作"
    if attempt > 20:
        name = f"{name[:18]}（第{attempt * 7 + chance.randint(0, 900)}号）"
    return _wide(name, department)


def _wide(text: str, department: Department) -> str:
    return text.replace("%", "％").replace("(", "（").replace(")", "）") if department.is_wide else text


def _next(project: Project, year: int) -> Project:
    """The project a year later: most of it stays."""
    chance = _chance(project.number, year * 2)
    rows = next_rows(chance, project.rows, year)
    changed = chance.random()
    return project._replace(
        rows=rows,
        budget=project.budget if changed < 0.3 else _thousands(project.budget * chance.uniform(0.8, 1.25)),
        figures=project.figures if chance.random() < 0.6 else project.figures + (year << 20),
        shape=project.shape if chance.random() < 0.8 else project.shape + (year << 20),
    )


def _thousands(amount: float) -> int:
    return max(2, round(amount / 1000)) * 1000


def _form(project: Project, year: int) -> Form:
    chance = _chance(project.number, year * 2 + 1)
    department = project.department
    period_goal = goal(project.shape, project.figures, project.theme, year)
    same = _chance(project.shape, 1).random() < _SAME_GOALS
    annual_goal = period_goal if same else _annual(project, year)
    decimals = f".{chance.randint(1, 99):02}" if chance.random() < 0.06 else ""
    return Form(
        title=f"{department.town}财政项目支出绩效目标批复表",
        year=year,
        name=project.name,
        kind=project.kind,
        department=department.name,
        supervisor=department.name,
        period=project.period,
        budget=f"{project.budget}{decimals}",
        goals=(_wide(period_goal, department), _wide(annual_goal, department)),
        rows={
            category: [Row(*(_wide(text, department) for text in row)) for row in rows]
            for category, rows in project.rows.items()
        },
        approval={"单位": f"示例市财政局{department.town}分局", "意见": chance.choice(_OPINIONS)},
    )


def _annual(project: Project, year: int) -> str:
    """Half of the annual goals that differ have other numbers only."""
    shape = project.shape if project.number % 2 else project.shape + (1 << 50)
    return goal(shape, project.figures + (1 << 50), project.theme, year)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("projects", type=int)
    arguments = parser.parse_args()
    write(arguments.folder, arguments.projects)
