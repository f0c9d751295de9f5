"""The scalar types of a record: each takes the clerk's text and gives it its meaning.

Every type refuses with a Chinese sentence that says what to type instead; the reader of the
content adds the place.
"""

import re
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema
from pydantic_core import PydanticCustomError

_YEAR = re.compile(r"(19|20)[0-9]{2}")
_AMOUNT = re.compile(r"[0-9]{1,15}(\.[0-9]{1,6})?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_WARNING_CODE = re.compile(r"W[0-9]{3}")


def refuse(code: str, message: str, hint: str) -> PydanticCustomError:
    """A refusal whose code, message and remedy reach the clerk as they stand."""
    return PydanticCustomError("gongkai", "{message}", {"code": code, "message": message, "hint": hint})


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise refuse(
            "E201",
            "这里应当是一段文字，却写成了列表或下一级内容",
            "把内容写在冒号后面；内容里有“: ”“[”“{”等符号时，用英文双引号括起来",
        )
    text = value.strip()
    if not text:
        raise refuse("E202", "这里还没有填写", "填上内容；如果表上没有这一项，删去这一行")
    return text


def _year(value: object) -> int:
    text = _text(value)
    if not _YEAR.fullmatch(text):
        raise refuse("E204", f"“{text}”不是年度", "写四位半角数字，例如 2024；长期项目的到期年度写 2099")
    return int(text)


def _amount(value: object) -> Decimal:
    text = _text(value)
    if not _AMOUNT.fullmatch(text):
        raise refuse(
            "E205",
            f"“{text}”不是以元为单位的金额",
            "只写半角数字，单位是元，不写单位、逗号和正负号，例如 4 万元写成 40000",
        )
    return Decimal(text)


def _day(value: object) -> date:
    text = _text(value)
    try:
        if not _DATE.fullmatch(text):
            raise ValueError(text)
        return date.fromisoformat(text)
    except ValueError:
        raise refuse("E206", f"“{text}”不是日期", "写成 年-月-日，例如 2024-06-01") from None


def _warning_code(value: object) -> str:
    text = _text(value)
    if not _WARNING_CODE.fullmatch(text):
        raise refuse("E207", f"“{text}”不是可以忽略的检查", "写检查给出的编号，例如 W203；错误（E 开头）不能忽略")
    return text


# Editors read YAML with numbers and dates of their own, so the schema for a text allows those too.
_TEXT_SCHEMA: dict[str, Any] = {"type": ["string", "number", "boolean"]}

Text = Annotated[str, BeforeValidator(_text), WithJsonSchema(_TEXT_SCHEMA)]
"""A text as typed, without the white space around it; never empty."""

Year = Annotated[
    int,
    BeforeValidator(_year),
    PlainSerializer(str, when_used="json"),
    WithJsonSchema(
        {
            "type": ["integer", "string"],
            "pattern": f"^{_YEAR.pattern}$",
            "minimum": 1900,
            "maximum": 2099,
            "patternErrorMessage": "写四位半角数字，例如 2024；长期项目的到期年度写 2099",
        }
    ),
]
"""A calendar or fiscal year, 1900 to 2099."""

Amount = Annotated[
    Decimal,
    BeforeValidator(_amount),
    WithJsonSchema(
        {
            "type": ["number", "string"],
            "pattern": f"^{_AMOUNT.pattern}$",
            "minimum": 0,
            "patternErrorMessage": "只写半角数字，单位是元，不写单位和逗号，例如 4 万元写成 40000",
        }
    ),
]
"""An amount of money in 元, with the decimals as typed."""

Day = Annotated[
    date,
    BeforeValidator(_day),
    WithJsonSchema(
        {
            "type": "string",
            "pattern": f"^{_DATE.pattern}$",
            "patternErrorMessage": "写成 年-月-日，例如 2024-06-01",
        }
    ),
]
"""A calendar day, typed as YYYY-MM-DD."""

WarningCode = Annotated[
    str, BeforeValidator(_warning_code), WithJsonSchema({"type": "string", "pattern": "^W[0-9]{3}$"})
]
"""The code of a warning, such as W203."""
