"""上传说明: the page for the person who uploads a package."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from jinja2 import Environment, PackageLoader, StrictUndefined

from builder.publish.contents import Titles, data_of, is_project, withdrawal
from builder.publish.earlier import Changes
from builder.publish.packing import BuiltSite, Size

_LISTED = 200
"""Pages of a kind that are listed before the rest is only counted: some sheets of paper."""


@dataclass(frozen=True, slots=True)
class Package:
    """The zip that the page goes with."""

    name: str
    sha256: str
    bytes: int
    content: Size


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of the site, as it is listed."""

    title: str
    address: str
    """As people know it: ``projects/2024/x/``."""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Pages of which the same is to be told."""

    heading: str
    count: int
    listed: Sequence[Listed] = ()
    """At most ``_LISTED`` of them."""
    explained: str = ""

    @property
    def more(self) -> int:
        """How many aren't listed."""
        return self.count - len(self.listed)


@dataclass(frozen=True, slots=True)
class Difference:
    """What changed since the last upload."""

    groups: Sequence[Group]
    others: int
    """New or changed files that are no pages: data, search, originals, style."""
    gone: Sequence[str]
    """Addresses to delete, at most ``_LISTED``."""
    gone_count: int
    gone_file: str
    """The name of the file with all of them."""


@dataclass(frozen=True, slots=True)
class Handover:
    """All that the page tells."""

    site: str
    home: str | None
    package: Package
    files: int
    """Of the whole site, the manifest counted."""
    kinds: Mapping[str, int] = field(default_factory=dict)
    """What the whole site has of each kind of file."""
    difference: Difference | None = None
    """None for a package of the whole site."""


def kinds(site: BuiltSite) -> dict[str, int]:
    """How many files of each kind a site has."""
    counts = dict.fromkeys(("项目页", "其他网页", "数据下载", "批复原件", "搜索、样式等"), 0)
    for address in site.sums:
        counts[_kind(address)] += 1
    counts["搜索、样式等"] += 1  # the manifest
    return {kind: count for kind, count in counts.items() if count}


def difference(site: BuiltSite, changes: Changes, gone_file: str) -> Difference:
    """The changes, by what they mean to people."""
    titles = Titles(site.folder)
    touched = {*changes.new, *changes.changed}
    # The record itself changed where the project's data did; else only what the page shows beside it.
    records = [address for address in touched if is_project(address) and data_of(address) in touched]
    withdrawn = {
        address: f"{known.day}撤回，理由：{known.reason}"
        for address in sorted(records)
        if (known := withdrawal(site.folder, address))
    }
    new = [address for address in changes.new if is_project(address) and address not in withdrawn]
    revised = sorted({*records} - {*new} - withdrawn.keys())
    beside = [address for address in changes.changed if is_project(address) and address not in {*revised, *withdrawn}]
    pages = [address for address in (*changes.new, *changes.changed) if _kind(address) == "其他网页"]
    groups = [
        _group("新的项目", new, titles),
        _group("有改动的项目", revised, titles),
        _group("撤回的项目", withdrawn, titles, "网页保留，上面注明撤回的日期和理由。", withdrawn),
        _group("随之更新的项目页", beside, titles, "批复内容没有变，变的是各年度对照、相关链接或版面。"),
        _group("其他网页", pages, titles, "新的，或者随着项目更新的总表、首页等。"),
    ]
    others = sum(not address.endswith(".html") for address in touched)
    return Difference(
        [group for group in groups if group.count], others, changes.gone[:_LISTED], len(changes.gone), gone_file
    )


def page(handover: Handover) -> bytes:
    """The page: one file that asks for nothing else."""
    environment = Environment(
        loader=PackageLoader("builder.publish", ""),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters |= {"number": "{:,}".format, "size": size}
    return environment.get_template("handover.html").render(it=handover).encode()


def size(count: int) -> str:
    """A number of bytes as people read it."""
    for unit, of in (("GB", 1_000_000_000), ("MB", 1_000_000), ("KB", 1000)):
        if count >= of:
            return f"{count / of:,.1f} {unit}"
    return f"{count} 字节"


def _group(
    heading: str, addresses: Iterable[str], titles: Titles, explained: str = "", notes: Mapping[str, str] | None = None
) -> Group:
    known = sorted(addresses)
    listed = [
        Listed(titles.of(address), address.removesuffix("index.html"), (notes or {}).get(address, ""))
        for address in known[:_LISTED]
    ]
    return Group(heading, len(known), listed, explained)


def _kind(address: str) -> str:
    if address.endswith(".html"):
        return "项目页" if is_project(address) else "其他网页"
    return {"data": "数据下载", "originals": "批复原件"}.get(address.partition("/")[0], "搜索、样式等")
