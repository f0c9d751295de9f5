"""What is sure of a target value, as the open data gives it beside the text."""

from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache

from builder.model.target import Kind, parse_target
from builder.render.fields import KINDS


@lru_cache(maxsize=4096)
def parts(typed: str | None) -> Mapping[str, str | Decimal]:
    """The ``fields.PARTS`` that there are; none for a text and where nothing is set."""
    value = parse_target(typed)
    if value.kind not in KINDS:
        return {}
    found = {
        "类型": KINDS[value.kind],
        "运算符": None if value.kind is Kind.RANGE else value.operator,
        "数值": value.number,
        "下限": value.low,
        "上限": value.high,
        "日期": value.date,
        "单位": value.unit or None,
    }
    return {name: part for name, part in found.items() if part is not None}
