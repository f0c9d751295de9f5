"""A project as JSON: the record's own keys in the order of its format, the values as typed."""

import json
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from json.encoder import encode_basestring
from typing import Any

from builder.model import Document, Project, Record, Row, framework
from builder.model.result import Judgement, judgements
from builder.render.addresses import project_address
from builder.render.downloads.parts import parts
from builder.render.fields import VALUES

Object = dict[str, Any]

_UNSET = ({"三级指标": None},)


def project_object(project: Project, document: Document | None, base_url: str | None) -> Object:
    """All that is published of a project; what isn't known has no key."""
    record, page = project.record, project_address(project.address)
    typed = record.model_dump(by_alias=True, exclude_none=True, exclude={"ignored"})
    typed["绩效指标"] = _rows(record, typed["绩效指标"])
    if document:
        typed["原件"] |= {"字节": document.size, "SHA-256": document.sha256}
    typed["更正"] = sorted(typed["更正"], key=lambda correction: correction["日期"], reverse=True)
    place = {"网页": page, "固定网址": f"{base_url}{project.address}"} if base_url else {"网页": page}
    return {**place, "单位代号": project.department} | {
        key: value for key, value in typed.items() if value not in ({}, [])
    }


def _rows(record: Record, targets: Mapping[str, Mapping[str, tuple[Object, ...]]]) -> list[Object]:
    """The rows of the form; a category without an indicator is a row whose 三级指标 is null."""
    typed = (cells for seconds in targets.values() for indicators in seconds.values() for cells in indicators or _UNSET)
    judged = judgements(record)
    return [_row(row, cells, judged.get(row.id)) for row, cells in zip(record.rows(), typed, strict=True)]


def _row(row: Row, typed: Object, judgement: Judgement | None) -> Object:
    levels = {
        "行号": row.id,
        "一级指标": row.level_1,
        "二级指标": row.level_2,
        "指标类别": framework.category(row.level_1, row.level_2),
    }
    sure = {value: found for value in VALUES if (found := parts(typed.get(value)))}
    ours: Object = {"完成状态": judgement and judgement.state, "解析": sure}
    return levels | typed | {key: value for key, value in ours.items() if value}


def encoded(value: object) -> str:
    """Compact JSON in which a ``Decimal`` keeps its digits, which ``json`` can't write."""
    if isinstance(value, str):
        return encode_basestring(value)
    if isinstance(value, dict):
        return "{" + ",".join([f'"{key}":{encoded(below)}' for key, below in value.items()]) + "}"
    if isinstance(value, list):
        return "[" + ",".join([encoded(item) for item in value]) + "]"
    if value is None:
        return "null"
    if isinstance(value, date):
        return f'"{value}"'
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def decoded(text: bytes) -> Object:
    """A project as ``encoded`` wrote it, but for its days, which stay texts."""
    found: Object = json.loads(text, parse_float=Decimal)
    return found


def collection(head: Object, projects: Iterable[bytes]) -> bytes:
    """Projects, each already written as JSON, under what is known of all of them."""
    opening = encoded(head).removesuffix("}") + ',"项目":[\n'
    return opening.encode() + b",\n".join(projects) + b"\n]}\n"
