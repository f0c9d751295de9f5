"""The one Jinja environment."""

from collections.abc import MutableMapping
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from builder.model import OPEN_ENDED
from builder.model.target import Kind, parse_target
from builder.render import formats, goals
from builder.render.assets import TEMPLATES
from builder.render.prose import markdown


class _Environment(Environment):
    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """One dictionary, not a chain of two: each import of a macro compares the names in it."""
        return {**self.globals, **(d or {})}


def environment() -> Environment:
    """Autoescape always on; a name that isn't there is an error, not an empty place."""
    env = _Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    env.filters.update(
        digits=formats.digits,
        wan=formats.wan,
        items=goals.items,
        percent=formats.percent,
        size=formats.size,
        markdown=markdown,
    )
    env.tests["unset_value"] = lambda value: parse_target(value).kind is Kind.UNSET
    env.globals.update(OPEN_ENDED=OPEN_ENDED)
    return env
