"""A page of the site: where it is, what it is called, and what it is made of."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from builder.model import Document, Project

HOME = ("首页", "index.html")
YEARS = ("按年度", "years/index.html")
DEPARTMENTS = ("按单位", "departments/index.html")
INDICATORS = ("按指标", "indicators/index.html")


@dataclass(frozen=True, slots=True)
class Page:
    """One page, before its template has made bytes of it."""

    address: str
    template: str
    title: str
    trail: tuple[tuple[str, str], ...] = ()
    """The pages above it: title and address, from the home page down."""
    section: str = ""
    """Which entry of the main menu it belongs to."""
    data: Mapping[str, object] = field(default_factory=dict)
    heading: str = ""
    """What it is called where it is clear what is meant; the title where it is empty."""
    project: Project | None = None
    """The project whose page it is."""
    document: Document | None = None
    """The approved document of that project, where it has one."""
