"""The record format as JSON Schema, for editors that complete and check YAML while it is typed."""

import json
from pathlib import Path
from typing import Any

from builder.model import Record

SCHEMA_FILE = ".record.schema.json"
"""Where the schema lies in a content folder. The dot hides it from a clerk, and from the reader of the folder."""


def record_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of a record: made from the model that reads it, so the two can't differ."""
    schema = Record.model_json_schema(by_alias=True)
    for part in (schema, *schema["$defs"].values()):
        del part["description"]  # the doc string, which is for programmers
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


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
