"""The record format as JSON Schema, for editors that complete and check YAML while it is typed."""

import json
from pathlib import Path
from typing import Any

from builder.model import Record, framework

SCHEMA_FILE = ".record.schema.json"
"""Where the schema lies in a content folder. The dot hides it from a clerk, and from the reader of the folder."""

_ROW = {"三级指标": "$1", "实施周期指标值": "$2", "当年度指标值": "$3"}


def record_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of a record: made from the model that reads it, so the two can't differ."""
    schema = Record.model_json_schema(by_alias=True)
    for part in (schema, *schema["$defs"].values()):
        del part["description"]  # the doc string, which is for programmers
    _offer_known_levels(schema)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def _offer_known_levels(schema: dict[str, Any]) -> None:
    """Name the levels that forms are known to have, and a row to fill in: editors offer what is named.

    Other names stay allowed, so the schema accepts neither more nor less.
    """
    level_1 = schema["properties"]["绩效指标"]
    level_2, definitions = level_1["additionalProperties"], schema["$defs"]
    definitions["二级指标"] = level_2.pop("additionalProperties") | {
        "title": "二级指标",
        "defaultSnippets": [{"label": "三级指标", "description": "一项三级指标", "body": [_ROW]}],
    }
    level_2["additionalProperties"] = {"$ref": "#/$defs/二级指标"}
    level_2["properties"] = {name: {"$ref": "#/$defs/二级指标"} for name in framework.LEVEL_2}
    definitions["一级指标"] = level_2 | {"title": "一级指标"}
    level_1["additionalProperties"] = {"$ref": "#/$defs/一级指标"}
    level_1["properties"] = {name: {"$ref": "#/$defs/一级指标"} for name in framework.LEVEL_1}


def schema_text() -> str:
    """The schema as a file."""
    return json.dumps(record_schema(), ensure_ascii=False, indent=2) + "\n"


def modeline(name: str) -> str:
    """The first line of a record, by which editors find the schema; ``name`` is the record's path in its content folder."""
    return f"# yaml-language-server: $schema={'../' * name.count('/')}{SCHEMA_FILE}"


def put_schema(content: Path) -> None:
    """Lay the schema beside the records, where it isn't there as it should be.

    Raises OSError where the folder can't be written.
    """
    path, text = content / SCHEMA_FILE, schema_text()
    if path.is_symlink() or not path.is_file() or path.read_text("utf-8", errors="replace") != text:
        path.unlink(missing_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
