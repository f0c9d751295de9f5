"""The leaves of a record that a form should give, beside those of the record that was written.

Both are as PyYAML's BaseLoader gives them: every scalar is text.
"""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from difflib import SequenceMatcher
from typing import Any, NamedTuple

ANY_LEVEL = "*"
"""A level that the form doesn't give: whatever the record has there is right."""
TAKEN_OUT = "〔…〕"
"""Where personal data stood in a text: whatever short text is put there is right."""


class Pair(NamedTuple):
    """A leaf: where it stands, what the form gives, what was written; None where there is nothing."""

    where: str
    expected: str | None
    written: str | None

    @property
    def is_same(self) -> bool:
        if self.expected is None or self.written is None:
            return False
        if self.where == "预算金额":
            return _is_same_number(self.expected, self.written)
        pattern = ".{0,20}?".join(map(re.escape, self.expected.split(TAKEN_OUT)))
        return re.fullmatch(pattern, self.written) is not None

    def spellings(self) -> list[str]:
        """How a form may have what a record gives in its own way."""
        text = self.expected or ""
        if self.where == "预算金额":
            amounts = [Decimal(text), Decimal(text) / 10_000]
            return [f"{amount:{how}}" for amount in amounts for how in ("f", ",f", ",.1f", ",.2f")]
        if day := re.fullmatch(r"(\d{4})-0?(\d+)-0?(\d+)", text):
            return [text, "{}年{}月{}日".format(*day.groups()), "{}/{}/{}".format(*day.groups())]
        return [text]


class _Row(NamedTuple):
    """An indicator; without leaves, a level 2 that has none."""

    level_1: str
    level_2: str
    leaves: Mapping[str, str]

    @property
    def name(self) -> str:
        return self.leaves.get("三级指标", self.level_2) if self.leaves else f"{self.level_2}（空）"

    def own(self) -> list[tuple[str, str]]:
        leaves = self.leaves or {"二级指标": self.level_2}
        return [(f"指标“{self.name}” {key}", text) for key, text in leaves.items()]


def pairs(expected: Mapping[str, Any], written: Mapping[str, Any]) -> Iterator[Pair]:
    """All leaves of two records; the indicators are matched by their names, in their order."""
    ours, theirs = _leaves(expected), _leaves(written)
    for where in dict.fromkeys([*ours, *theirs]):
        yield Pair(where, ours.get(where), theirs.get(where))
    rows, others = _rows(expected.get("绩效指标")), _rows(written.get("绩效指标"))
    matcher = SequenceMatcher(None, [row.name for row in rows], [row.name for row in others], autojunk=False)
    for kind, start, end, from_, to in matcher.get_opcodes():
        if kind == "equal":
            for row, other in zip(rows[start:end], others[from_:to], strict=True):
                yield from _row_pairs(row, other)
        else:
            yield from (Pair(where, text, None) for row in rows[start:end] for where, text in row.own())
            yield from (Pair(where, None, text) for row in others[from_:to] for where, text in row.own())


def _row_pairs(row: _Row, other: _Row) -> Iterator[Pair]:
    place = f"指标“{row.name}”"
    for level, ours, theirs in (("一级指标", row.level_1, other.level_1), ("二级指标", row.level_2, other.level_2)):
        yield Pair(f"{place} {level}", ours, ours if ours == ANY_LEVEL else theirs)
    for key in dict.fromkeys([*row.leaves, *other.leaves]):
        yield Pair(f"{place} {key}", row.leaves.get(key), other.leaves.get(key))


def _leaves(record: Any, where: str = "") -> dict[str, str]:
    """Everything but the indicators and 说明, by where it stands; what is blank isn't there."""
    if isinstance(record, str):
        return {where: record.strip()} if record.strip() else {}
    children = enumerate(record) if isinstance(record, list) else record.items()
    return {
        place: text
        for key, value in children
        if key not in ("绩效指标", "说明")
        for place, text in _leaves(value, f"{where}.{key}" if where else str(key)).items()
    }


def _rows(levels: Any) -> list[_Row]:
    """The indicators in their order."""
    rows: list[_Row] = []
    for level_1, categories in (levels or {}).items():
        for level_2, indicators in (categories or {}).items():
            rows += [_Row(level_1, level_2, _leaves(indicator)) for indicator in indicators or [""]]
    return rows


def _is_same_number(one: str, other: str) -> bool:
    try:
        return Decimal(one) == Decimal(other)
    except InvalidOperation:
        return False
