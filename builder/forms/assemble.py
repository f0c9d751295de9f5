"""Facts and indicators → the keys of a record; what a key can't take stays with its label."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from pydantic import BaseModel

from builder.content.tree import Tree
from builder.forms import money, values
from builder.forms.facts import Fact
from builder.forms.labels import is_printed, one_line, plain
from builder.forms.vocabulary import Meaning
from builder.model import Record
from builder.model.record import Approval, Disclosure

_TEXTS = {
    Meaning.NAME: "项目名称",
    Meaning.CODE: "项目编码",
    Meaning.KIND: "项目类型",
    Meaning.LEVEL: "项目等级",
    Meaning.SUPERVISOR: "主管部门",
    Meaning.DEPARTMENT: "用款单位",
}
_YEAR_IN_TITLE = re.compile(r"((?:19|20)[0-9]{2})年")
_SUSPICIOUS = 10_000
"""元; below this an amount without a unit is as likely in 万元."""
_WHOLE_PERIOD = re.compile(r"实施|中期|长期|周期")
KEYS = tuple(field.alias or name for name, field in Record.model_fields.items())
"""The keys of a record in the order of the design."""


@dataclass(slots=True)
class Assembled:
    """A record as far as the facts go, and where each of them went (a key, or None)."""

    record: dict[str, Tree] = field(default_factory=dict)
    remarks: dict[str, str] = field(default_factory=dict)
    placed: dict[Fact, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Context:
    """What a form says outside its labels and texts."""

    title: str = ""
    year_line: str = ""
    column_years: tuple[int, ...] = ()
    unit: str | None = None
    notes: tuple[str, ...] = ()
    """What stands in brackets behind its labels (中期目标（2022年—2024年）)."""


def in_order(record: Mapping[str, Tree]) -> dict[str, Tree]:
    """A record's keys, and those of 批复 and 公开, in the order of the design."""
    inner: dict[str, type[BaseModel]] = {"批复": Approval, "公开": Disclosure}
    return {key: _sorted(record[key], inner[key]) if key in inner else record[key] for key in KEYS if key in record}


def _sorted(group: Tree, model: type[BaseModel]) -> Tree:
    keys = [field.alias or name for name, field in model.model_fields.items()]
    return {key: group[key] for key in keys if key in group} if isinstance(group, dict) else group


def assemble(facts: Sequence[Fact], context: Context) -> Assembled:
    """Give every fact its key. Of several for one key the most precise label wins."""
    done = Assembled()
    by_meaning: dict[Meaning, list[Fact]] = {}
    for fact in facts:
        by_meaning.setdefault(fact.label.meaning, []).append(fact)
    if context.title:
        done.record["表名"] = context.title
    for meaning, key in _TEXTS.items():
        value = _choose(done, by_meaning.get(meaning, ()), key, _code if meaning is Meaning.CODE else _line)
        if value and any(box in value for box in "☑☒□"):
            done.notes.append(f"{key}照原表录入为“{value}”；请只留下勾选的一项，删去方框")
    _year(done, by_meaning, context)
    _period(done, by_meaning, context.notes)
    _budget(done, by_meaning.get(Meaning.BUDGET, ()), _units(facts, context))
    _goals(done, by_meaning)
    _approval(done, by_meaning)
    _disclosure(done, by_meaning)
    return done


def _code(text: str) -> str | None:
    """A code; 无 and — are none."""
    has_any = any(char.isascii() and char.isalnum() for char in text)
    return "".join(line.strip() for line in text.split("\n")) if has_any else None


def _line(text: str) -> str:
    return one_line(text.split("\n"))


def _choose(done: Assembled, facts: Iterable[Fact], key: str, read: Callable[[str], str | None]) -> str | None:
    """The value of the most precise fact that can be read; facts that say the same have their place there too."""
    readable = [(fact, value) for fact in facts if (value := read(fact.text))]
    if not readable:
        return None
    _, chosen = min(readable, key=lambda one: one[0].label.rank)
    for fact, value in readable:
        if value == chosen:
            done.placed[fact] = key
    _put(done.record, key, chosen)
    return chosen


def _put(record: dict[str, Tree], key: str, value: str) -> None:
    *groups, last = key.split(".")
    for group in groups:
        below = record.setdefault(group, {})
        record = below if isinstance(below, dict) else {}
    record[last] = value


def _text_of(number: int | None) -> str | None:
    return None if number is None else str(number)


def _year(done: Assembled, facts: Mapping[Meaning, Sequence[Fact]], context: Context) -> None:
    if _choose(done, facts.get(Meaning.YEAR, ()), "预算年度", lambda text: _text_of(values.year(text))):
        return
    labelled = {
        fact.label.year
        for meaning in (Meaning.BUDGET, Meaning.ANNUAL_GOAL)
        for fact in facts.get(meaning, ())
        if fact.label.year
    }
    in_title = _YEAR_IN_TITLE.search(plain(context.title))
    line = values.year(context.year_line.strip("()（）")) if context.year_line else None
    written = int(in_title[1]) if in_title else values.year_in_numerals(context.title)
    said = [line, written, *context.column_years]
    # Last year's budget may stand beside this year's; then the title decides, and nothing else does.
    year = (
        min(labelled)
        if len(labelled) == 1
        else next((one for one in said if one and (not labelled or one in labelled)), None)
    )
    if year:
        done.record["预算年度"] = str(year)


def _period(done: Assembled, facts: Mapping[Meaning, Sequence[Fact]], notes: Iterable[str]) -> None:
    for meaning, key in ((Meaning.START, "实施周期.起始年度"), (Meaning.END, "实施周期.到期年度")):
        _choose(done, facts.get(meaning, ()), key, lambda text: _text_of(values.year(text)))
    if "实施周期" in done.record:
        return
    for fact in facts.get(Meaning.SPAN, ()):
        if years := values.span(fact.text) or values.whole_year(fact.text):
            done.placed[fact] = "实施周期"
            done.record["实施周期"] = {"起始年度": str(years[0]), "到期年度": str(years[1])}
            return
    for years in map(values.span, notes):
        if years:
            done.record["实施周期"] = {"起始年度": str(years[0]), "到期年度": str(years[1])}
            return
    for fact in facts.get(Meaning.SPAN, ()):
        # 长期 has no key of its own: 2099 is the form's word, not ours. The text stays among what is told.
        if start := values.start_of_open_end(fact.text):
            done.record["实施周期"] = {"起始年度": str(start)}
            return


def _units(facts: Iterable[Fact], context: Context) -> list[str]:
    """What the form says of its unit, the surest first: in a line of its own, over its amounts, in its title."""
    lines = [fact.text for fact in facts if fact.label.meaning is Meaning.UNIT]
    title = money.unit_in(context.title)
    return [*lines, *([context.unit] if context.unit else []), *([title] if title else [])]


def _budget(done: Assembled, facts: Iterable[Fact], units: Sequence[str]) -> None:
    year = done.record.get("预算年度")
    readable = []
    for fact in facts:
        said = fact.label.unit or next(iter(units), None)
        unit = money.unit_of(said) if said else None
        if said and not unit and not money.names_its_unit(fact.text):
            done.notes.append(f"金额的单位“{said}”认不出来，没有录入预算金额")
        elif found := money.amount(fact.text, unit):
            # Of the budgets of several years it is this year's.
            other_year = fact.label.year is not None and str(fact.label.year) != year
            readable.append((other_year, fact.label.rank, fact, found))
    if not readable or min(readable, key=lambda one: one[:2])[0]:
        return
    _, _, chosen, amount = min(readable, key=lambda one: one[:2])
    done.placed.update(
        (fact, "预算金额") for other, _, fact, found in readable if found.yuan == amount.yuan and not other
    )
    if note := money.note_beside(chosen.text):
        done.notes.append(f"预算金额旁边还写着“{note}”，没有录入；需要公开的，写在“说明”里")
    is_whole = amount.yuan == amount.yuan.to_integral_value()
    # 90,480.50 keeps its two decimals, as money is written; 86,500.00 is 86500.
    typed = amount.yuan.to_integral_value() if is_whole else amount.yuan
    done.record["预算金额"] = f"{typed:f}" if amount.unit == "元" or is_whole else f"{amount.yuan.normalize():f}"
    if not (units or chosen.label.unit or money.names_its_unit(chosen.text)) and amount.yuan < _SUSPICIOUS:
        done.notes.append(f"表上没有写金额的单位，按元录入为 {done.record['预算金额']} 元；如果是万元，请改正")
    if amount.unit != "元":
        done.remarks["预算金额"] = f"{amount.number} {amount.unit}"


def _goals(done: Assembled, facts: Mapping[Meaning, Sequence[Fact]]) -> None:
    period, annual = list(facts.get(Meaning.PERIOD_GOAL, ())), list(facts.get(Meaning.ANNUAL_GOAL, ()))
    group = list(facts.get(Meaning.GOALS, ()))
    of_year = [fact for fact in group if "年" in fact.label.words]
    if not annual and of_year and len(of_year) < len(group) and not period:
        # 绩效总目标 beside 年度绩效目标.
        period, annual = [fact for fact in group if fact not in of_year], of_year
    elif not annual:
        annual = group
    elif not period:
        # 总体目标 beside 年度目标 is that of the whole period.
        period = [fact for fact in group if "总" in fact.label.words and fact not in of_year]
    if period and not annual and not any(_WHOLE_PERIOD.search(fact.label.words) for fact in period):
        period, annual = [], period
    for key, found in (("实施周期总目标", period), ("年度目标", annual)):
        first = [fact for fact in found if not is_printed(fact.text) and fact.label.words == found[0].label.words]
        # A list may repeat the goal in every row of a project.
        if text := "\n".join(dict.fromkeys(fact.text for fact in first)):
            _put(done.record, f"总体绩效目标.{key}", text)
            done.placed.update((fact, f"总体绩效目标.{key}") for fact in first)
            rows = len({fact.piece.cell.row for fact in first})
            if rows > 1 and len({fact.text for fact in first}) > 1:
                done.notes.append(f"{key}由表上的 {rows} 行文字合成；请对照原表，把不是目标的删去")


def _approval(done: Assembled, facts: Mapping[Meaning, Sequence[Fact]]) -> None:
    opinions = [fact for fact in facts.get(Meaning.OPINION, ()) if fact.text]
    named = False
    if opinions:
        best = min(fact.label.rank for fact in opinions)
        label = [fact.label for fact in opinions if fact.label.rank == best][-1]
        chosen = [fact for fact in opinions if fact.label == label]
        if label.before:
            named = True
            _put(done.record, "批复.单位", label.before)
        _put(done.record, "批复.意见", "\n".join(fact.text for fact in chosen))
        done.placed.update((fact, "批复.意见") for fact in chosen)
    if not named:
        _choose(done, facts.get(Meaning.AUTHORITY, ()), "批复.单位", _office)
    if not _choose(done, facts.get(Meaning.NUMBER, ()), "批复.文号", _line):
        _choose(done, facts.get(Meaning.DOCUMENT_NUMBER, ()), "批复.文号", _line)
    _choose(done, facts.get(Meaning.APPROVED, ()), "批复.日期", _day)


def _office(text: str) -> str | None:
    """An office; beside a blank 批复单位（盖章） often stands the day."""
    return None if re.search(r"年\s*[0-9一二三四五六七八九十]*\s*月", text) else _line(text)


def _disclosure(done: Assembled, facts: Mapping[Meaning, Sequence[Fact]]) -> None:
    days = facts.get(Meaning.DISCLOSED, ())
    if _choose(done, days, "公开.日期", _day):
        label = next(fact.label.words for fact in days if fact in done.placed)
        if label.startswith("发文"):
            done.notes.append(f"公开日期取自表上的“{label}”；如果在网上发布是另一天，请改正")
    _choose(done, facts.get(Meaning.INDEX, ()), "公开.索引号", _code)


def _day(text: str) -> str | None:
    found = values.day(text)
    return found.isoformat() if found else None
