"""What a record means. Nothing here reads, writes or formats."""

from builder.model.record import OPEN_ENDED, Correction, Indicator, IndicatorRow, Record, Row
from builder.model.site import Department, Document, PlainPage, Project, Site, SiteSettings

__all__ = [
    "OPEN_ENDED",
    "Correction",
    "Department",
    "Document",
    "Indicator",
    "IndicatorRow",
    "PlainPage",
    "Project",
    "Record",
    "Row",
    "Site",
    "SiteSettings",
]
