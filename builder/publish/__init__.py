"""Bytes → ``output/``: the site there is replaced whole or not at all.

Nothing here knows what a page is. A site is a set of addresses with their bytes.
"""

from builder.publish.audit import AuditError, Examiner, Seen, audit
from builder.publish.earlier import shown
from builder.publish.errors import PublishError, saying
from builder.publish.lock import exclusive
from builder.publish.package import Packaged, package, told
from builder.publish.site import publish, repair, shared_cache, staged
from builder.publish.stage import Published, Put, Stage, Writer, shelter
from builder.publish.tree import Status, statuses

__all__ = [
    "AuditError",
    "Examiner",
    "Packaged",
    "PublishError",
    "Published",
    "Put",
    "Seen",
    "Stage",
    "Status",
    "Writer",
    "audit",
    "exclusive",
    "package",
    "publish",
    "repair",
    "saying",
    "shared_cache",
    "shelter",
    "shown",
    "staged",
    "statuses",
    "told",
]
