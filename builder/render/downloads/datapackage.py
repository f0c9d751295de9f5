"""The description of all tables for programs: a Tabular Data Package with a Table Schema for each."""

import json
from collections.abc import Iterable
from posixpath import dirname, relpath

from builder.model import SiteSettings
from builder.render.addresses import DATAPACKAGE
from builder.render.downloads.listed import Download
from builder.render.fields import APOSTROPHE, Table

_DIALECT = {"delimiter": ",", "lineTerminator": "\r\n", "quoteChar": '"', "doubleQuote": True, "header": True}


def datapackage(settings: SiteSettings, base_url: str | None, files: Iterable[Download]) -> bytes:
    """The package of all CSV files."""
    described = {
        "profile": "tabular-data-package",
        "title": settings.name,
        "description": APOSTROPHE,
        **({"homepage": base_url} if base_url else {}),
        "contributors": [{"title": settings.publisher, "role": "publisher"}],
        "resources": [_resource(file, file.table) for file in files if file.table],
    }
    return json.dumps(described, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _resource(file: Download, table: Table) -> dict[str, object]:
    return {
        "name": _name(table.name, file.year),
        "profile": "tabular-data-resource",
        "title": file.title,
        "description": table.description,
        "path": relpath(file.address, dirname(DATAPACKAGE)),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": file.size,
        "hash": f"sha256:{file.sha256}",
        "dialect": _DIALECT,
        "schema": _schema(table, file.year),
    }


def _schema(table: Table, year: int | None) -> dict[str, object]:
    fields = [
        {
            "name": column.name,
            "type": column.type,
            "title": column.title,
            "description": column.description,
            **({"constraints": dict(column.constraints)} if column.constraints else {}),
        }
        for column in table.fields
    ]
    joins = [
        {"fields": [column], "reference": {"resource": _name(other, year), "fields": [there]}}
        for column, other, there in table.joins
    ]
    return {
        "fields": fields,
        "missingValues": [""],
        "primaryKey": list(table.key),
        **({"foreignKeys": joins} if joins else {}),
    }


def _name(table: str, year: int | None) -> str:
    """``projects-2024``; the one table that isn't of a year has its own name."""
    return table if year is None or table == "departments" else f"{table}-{year}"
