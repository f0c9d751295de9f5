"""What a record means. Nothing here reads, writes or formats."""

from builder.model.record import OPEN_ENDED, Correction, Indicator, Record
from builder.model.site import Department, PlainPage, Project, Site, SiteSettings

__all__ = [
    "OPEN_ENDED",
    "Correction",
    "Department",
    "Indicator",
    "PlainPage",
    "Project",
    "Record",
    "Site",
    "SiteSettings",
]
