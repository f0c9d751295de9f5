"""What a record means. Nothing here reads, writes or formats."""

from builder.model.outline import News, Outline, Sorts
from builder.model.record import OPEN_ENDED, Correction, Indicator, IndicatorRow, Record, Row
from builder.model.site import Department, Document, PlainPage, Project, Site, SiteSettings, pack

__all__ = [
    "OPEN_ENDED",
    "Correction",
    "Department",
    "Document",
    "Indicator",
    "IndicatorRow",
    "News",
    "Outline",
    "PlainPage",
    "Project",
    "Record",
    "Row",
    "Site",
    "SiteSettings",
    "Sorts",
    "pack",
]
