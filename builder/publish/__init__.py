"""Bytes → ``output/``: the site there is replaced whole or not at all.

Nothing here knows what a page is. A site is a set of addresses with their bytes.
"""

from builder.publish.audit import AuditError, Examiner, Seen, audit
from builder.publish.errors import AlreadyOut, PublishError, already_out, saying
from builder.publish.lock import exclusive
from builder.publish.shelter import shelter
from builder.publish.site import publish, repair, reserved, shared_cache
from builder.publish.stage import Published, Put, Stage, Writer
from builder.publish.tree import Status, look, statuses

__all__ = [
    "AlreadyOut",
    "AuditError",
    "Examiner",
    "PublishError",
    "Published",
    "Put",
    "Seen",
    "Stage",
    "Status",
    "Writer",
    "already_out",
    "audit",
    "exclusive",
    "look",
    "publish",
    "repair",
    "reserved",
    "saying",
    "shared_cache",
    "shelter",
    "statuses",
]
