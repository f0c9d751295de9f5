"""Bytes → ``output/``: the site there is replaced whole or not at all.

Nothing here knows what a page is. A site is a set of addresses with their bytes.
"""

from builder.publish.audit import AuditError, audited
from builder.publish.errors import PublishError, saying
from builder.publish.site import publish, repair
from builder.publish.stage import Published, shelter

__all__ = ["AuditError", "PublishError", "Published", "audited", "publish", "repair", "saying", "shelter"]
