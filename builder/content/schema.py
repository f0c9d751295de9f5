"""The record format as JSON Schema, for editors that complete and check YAML while it is typed."""

from typing import Any

from builder.model import Record


def record_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of a record: made from the model that reads it, so the two can't differ."""
    schema = Record.model_json_schema(by_alias=True)
    for part in (schema, *schema["$defs"].values()):
        del part["description"]  # the doc string, which is for programmers
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
