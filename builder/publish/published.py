"""Which addresses of a site are published: what people may have bookmarked, linked or cited.

The rule goes by the shape of an address alone, since a manifest tells nothing else of an old site:

- pages, ``…/index.html``, but neither the later pages of a long table (``years/2024/page-2/``: what stands on
  which page changes with every project) nor the views by indicator (``indicators/``: they follow the rows of
  all records, and a corrected category rightly empties one; nothing in the content could bring it back),
- the data, ``data/…``, whose addresses programs keep,
- the originals, ``originals/…``.

What pages and search load, the feed, the sitemap and robots.txt are found through the pages.
"""

import re
from collections.abc import Iterable, Iterator

_TABLES = ("years/", "departments/", "timeline/")
_LATER_PAGE = re.compile(r"/page-[0-9]+/index\.html")

_RESTORE = (
    (
        re.compile(r"(?:data/)?(projects/.+?)(?:/index\.html|\.json)"),
        "恢复 content 里的记录（地址 projects/2024/x/ 的记录是 projects/2024/x.yaml）；"
        "确实不再公开的，不要删除记录，在里面写 撤回: {日期: …, 理由: …}，网页会保留，并注明撤回",
    ),
    (re.compile(r"originals/.+"), "把批复的原件放回 content/originals，记录里的“原件”也照旧"),
    (re.compile(r"pages/.+"), "恢复 content/pages 里同名的 .md 文件"),
    (
        re.compile(r"(?:data/)?departments/.+"),
        "单位的代号不要改；恢复 content/departments.yaml 里原来的代号，以及这个单位的记录",
    ),
    (re.compile(r".*"), "这些内容由记录得来：恢复删去的记录、日期和“更正”，它们就会回来"),
)
"""How to bring an address back, by its shape; the first that fits."""


def is_published(address: str) -> bool:
    """Whether an address, once in a site, has to stay."""
    if address.startswith(("data/", "originals/")):
        return True
    if address.startswith(_TABLES) and _LATER_PAGE.search(address):
        return False
    return f"/{address}".endswith("/index.html") and not address.startswith("indicators/")


def remedies(addresses: Iterable[str]) -> Iterator[tuple[str, list[str]]]:
    """The addresses by what brings them back, each once: (remedy, addresses)."""
    groups: dict[str, list[str]] = {remedy: [] for _, remedy in _RESTORE}
    for address in addresses:
        groups[next(remedy for shape, remedy in _RESTORE if shape.fullmatch(address))].append(address)
    return ((remedy, group) for remedy, group in groups.items() if group)
