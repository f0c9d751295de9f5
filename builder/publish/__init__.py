"""Bytes → ``output/``: the site there is replaced whole or not at all.

Nothing here knows what a page is. A site is a set of addresses with their bytes.
"""

from builder.publish.audit import AuditError, audited
from builder.publish.earlier import shown
from builder.publish.errors import PublishError, saying
from builder.publish.lock import exclusive
from builder.publish.package import Packaged, package, told
from builder.publish.site import publish, repair
from builder.publish.stage import Published, shelter

__all__ = [
    "AuditError",
    "Packaged",
    "PublishError",
    "Published",
    "audited",
    "exclusive",
    "package",
    "publish",
    "repair",
    "saying",
    "shelter",
    "shown",
    "told",
]
