"""The records as they were typed, read by PyYAML alone: what built pages are held against.

Nothing here is asked of the program, so that a mistake of its own can't be right here too.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import yaml

CATEGORIES = (
    "经济成本指标",
    "社会成本指标",
    "生态环境成本指标",
    "数量指标",
    "质量指标",
    "时效指标",
    "成本指标",
    "经济效益指标",
    "社会效益指标",
    "生态效益指标",
    "可持续影响指标",
    "服务对象满意度指标",
)
"""The categories in the order of the forms."""

OTHER_NAMES = {
    "经济成本": "经济成本指标",
    "社会成本": "社会成本指标",
    "生态环境成本": "生态环境成本指标",
    "数量指标(或建筑规模指标)": "数量指标",
    "时效指标(工期指标)": "时效指标",
    "预算(或投资规模)控制指标": "成本指标",
    "环境效益指标": "生态效益指标",
    "生态环境效益指标": "生态效益指标",
    "可持续影响": "可持续影响指标",
    "社会公众满意度指标": "服务对象满意度指标",
    "社会公众或服务对象满意度": "服务对象满意度指标",
}
"""What the sample sites call them beside these names, without points such as (20分)."""

WITHOUT_A_NUMBER = re.compile(r"[^0-9０-９]*|验收后30日内|≥500m2|.*(alert\(1\)|7\*7|&#60;|abc\u2066123).*")
"""The values of the sample sites that give neither a number nor a date; of m2 the program can't be sure."""

PLACEHOLDERS = ("*", "/", "—", "——")


def squeezed(text: str) -> str:
    """A text without white space, of which a page may have more or less."""
    return "".join(text.split())


def folded(text: str) -> str:
    """A name as names are compared."""
    return squeezed(unicodedata.normalize("NFKC", text).casefold())


class Row(NamedTuple):
    """An indicator."""

    category: str
    name: str
    period: str | None
    annual: str | None

    @property
    def value(self) -> str | None:
        """What it is judged by: the annual value where it is set, else that for the whole period."""
        return next((value for value in (self.annual, self.period) if value and value not in PLACEHOLDERS), None)

    @property
    def is_measurable(self) -> bool:
        return self.value is not None and not WITHOUT_A_NUMBER.fullmatch(squeezed(self.value))


def category(level_2: str) -> str:
    plain = re.sub(r"\([0-9]+分\)$", "", squeezed(level_2).replace("（", "(").replace("）", ")"))
    known = OTHER_NAMES.get(plain, plain)
    return known if known in CATEGORIES else level_2


def shown(value: str | None) -> str:
    """How a page gives a target value, without white space."""
    if value is None:
        return "未设置"
    return squeezed(value) + ("（未设置）" if value in PLACEHOLDERS else "")


def interval(days: int) -> str:
    """How soon a project was published, in words."""
    if days == 0:
        return "批复当天"
    return f"批复后第{days}天" + ("，超过20日" if days > 20 else "")


@dataclass(frozen=True)
class Form:
    """A record, and where its page is."""

    address: str
    typed: Mapping[str, Any]
    department: str
    short_name: str
    rows: tuple[Row, ...]

    @property
    def year(self) -> int:
        return int(self.typed["预算年度"])

    @property
    def name(self) -> str:
        name: str = self.typed["项目名称"]
        return name

    @property
    def budget(self) -> Decimal:
        return Decimal(self.typed["预算金额"])

    @property
    def page(self) -> str:
        return f"{self.address}index.html"

    def get(self, *keys: str) -> Any:
        """What is typed under some keys; None where it is blank or not there."""
        found: Any = self.typed
        for key in keys:
            found = (found or {}).get(key)
        return found

    def day(self, key: str) -> date | None:
        typed = self.get(key, "日期")
        return date.fromisoformat(typed) if typed else None

    @property
    def days(self) -> int | None:
        """From 批复 to 公开, where both are known and stand the right way round."""
        approved, disclosed = self.day("批复"), self.day("公开")
        if approved is None or disclosed is None or disclosed < approved:
            return None
        return (disclosed - approved).days

    def dated(self) -> Iterator[tuple[date, str, str | None]]:
        """Day, what happened, and its text."""
        if disclosed := self.day("公开"):
            yield disclosed, "公开", None
        for correction in self.get("更正") or ():
            yield date.fromisoformat(correction["日期"]), "更正", correction["内容"]
        if withdrawn := self.day("撤回"):
            yield withdrawn, "撤回", self.get("撤回", "理由")


def forms(content: Path) -> tuple[Form, ...]:
    """All records of a content folder, the newest year first, then by address."""
    units = {unit["名称"]: (slug, unit.get("简称", unit["名称"])) for slug, unit in departments(content).items()}
    found = [_form(content, path, units) for path in (content / "projects").rglob("*.yaml")]
    return tuple(sorted(found, key=lambda form: (-form.year, form.address)))


def departments(content: Path) -> dict[str, Any]:
    found: dict[str, Any] = _read(content / "departments.yaml")
    return found


def settings(content: Path) -> dict[str, Any]:
    found: dict[str, Any] = _read(content / "site.yaml")
    return found


def by_category(some: Iterable[Form]) -> dict[str, list[Row]]:
    """The indicators of some records by category, in the order of the forms, unknown ones last."""
    found: dict[str, list[Row]] = {}
    for row in (row for form in some for row in form.rows):
        found.setdefault(row.category, []).append(row)
    places = {name: place for place, name in enumerate(CATEGORIES)}
    return dict(sorted(found.items(), key=lambda entry: (places.get(entry[0], len(places)), entry[0])))


def measurable(some: Iterable[Form]) -> int:
    return sum(row.is_measurable for form in some for row in form.rows)


def budget_of(some: Iterable[Form]) -> Decimal:
    return sum((form.budget for form in some), Decimal(0))


def made(content: Path, units: Sequence[str], records: Mapping[str, Mapping[str, Any]]) -> Path:
    """A content folder of these departments (``d-0``, ``d-1`` …) and records, by their paths below ``projects``."""
    content.mkdir()
    (content / "site.yaml").write_text("名称: 示例\n主办单位: 示例镇人民政府\n", "utf-8")
    names = {f"d-{number}": {"名称": name} for number, name in enumerate(units)}
    (content / "departments.yaml").write_text(yaml.safe_dump(names, allow_unicode=True), "utf-8")
    for path, record in records.items():
        file = content / "projects" / f"{path}.yaml"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(yaml.dump(record, Dumper=yaml.CSafeDumper, allow_unicode=True), "utf-8")
    return content


def record(
    year: int, name: str, unit: str, budget: int, targets: Mapping[str, Mapping[str, str]], **more: Any
) -> dict[str, Any]:
    """A record to be made: its targets are values by name by category."""
    rows = {
        category: [{"三级指标": name, "当年度指标值": value} for name, value in values.items()]
        for category, values in targets.items()
    }
    return {
        "预算年度": year,
        "项目名称": name,
        "用款单位": unit,
        "预算金额": budget,
        "总体绩效目标": {"年度目标": "办好这件事"},
        "绩效指标": {"产出指标": rows},
        **more,
    }


def _form(content: Path, path: Path, units: Mapping[str, tuple[str, str]]) -> Form:
    typed = _read(path)
    address = f"{path.relative_to(content).with_suffix('').as_posix()}/"
    slug, short_name = units[typed["用款单位"]]
    rows = tuple(
        Row(category(level_2), row["三级指标"], row.get("实施周期指标值"), row.get("当年度指标值"))
        for levels in typed["绩效指标"].values()
        for level_2, indicators in levels.items()
        for row in indicators or ()
    )
    return Form(address, typed, slug, short_name, rows)


def _read(path: Path) -> Any:
    return _filled(yaml.load(path.read_bytes(), yaml.CBaseLoader))  # noqa: S506 - it makes nothing but text


def _filled(typed: Any) -> Any:
    """What was typed, every scalar as text, without what was left blank."""
    if isinstance(typed, str):
        return typed.strip() or None
    if isinstance(typed, list):
        return [_filled(each) for each in typed] or None
    filled = {key.strip(): _filled(value) for key, value in typed.items()}
    is_level_1 = any(isinstance(value, dict) for value in typed.values())
    return {key: value for key, value in filled.items() if value is not None or is_level_1}
