"""YAML and Markdown → model, with a place and a remedy for every problem."""

from builder.content.load import Loaded, load
from builder.content.problems import Problem, Severity, errors

__all__ = ["Loaded", "Problem", "Severity", "errors", "load"]
