"""YAML and Markdown → model, with a place and a remedy for every problem."""

from builder.content.files import slug_problem
from builder.content.load import Loaded, load
from builder.content.personal import numbers_in
from builder.content.problems import Problem, Severity, are_stopping, counted, errors, told
from builder.content.rules import base_url_trouble
from builder.content.schema import record_schema
from builder.content.skeleton import NewRecordError, new_record

__all__ = [
    "Loaded",
    "NewRecordError",
    "Problem",
    "Severity",
    "are_stopping",
    "base_url_trouble",
    "counted",
    "errors",
    "load",
    "new_record",
    "numbers_in",
    "record_schema",
    "slug_problem",
    "told",
]
