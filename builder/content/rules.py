"""Rules about the site's own two files, and about the names of the records' files."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from builder.content.files import Folder, slug_problem
from builder.content.problems import Problem
from builder.content.reading import YEAR
from builder.content.source import Entry
from builder.model import Department, SiteSettings


@dataclass(frozen=True, slots=True)
class Known:
    """What records are held against; None where it could not be read."""

    settings: Entry[SiteSettings] | None
    departments: Entry[dict[str, Department]] | None

    @property
    def slugs(self) -> dict[str, str] | None:
        """The departments' slugs by their full names."""
        if self.departments is None:
            return None
        return {department.name: slug for slug, department in self.departments.value.items()}


def check(folder: Folder, names: Iterable[str], known: Known) -> Iterator[Problem]:
    """Every problem that these rules find."""
    yield from _addresses(folder, names)
    if known.settings:
        yield from _base_url(known.settings)
        yield from _mark_addresses(known.settings)
    if known.departments:
        yield from _department_names(known.departments)


def _addresses(folder: Folder, names: Iterable[str]) -> Iterator[Problem]:
    seen: dict[str, str] = {}
    for name in names:
        parts = name.removesuffix(".yaml").split("/")[1:]
        if not 2 <= len(parts) <= 3 or not YEAR.fullmatch(parts[0]):
            hint = "放在 projects/年度/ 或 projects/年度/单位/ 里，例如 projects/2024/gonghui-huodong.yaml"
            yield _at_file(folder, name, "E114", "记录放错了文件夹", hint)
            continue
        for part in parts[1:]:
            if trouble := slug_problem(part):
                yield _at_file(folder, name, *trouble)
        address = "/".join(parts).lower()
        if address in seen:
            yield _at_file(folder, name, "E304", f"与 {folder.shown(seen[address])} 的网址相同", "给其中一个文件改名")
        seen.setdefault(address, name)


def _at_file(folder: Folder, name: str, code: str, message: str, hint: str) -> Problem:
    return Problem(folder.shown(name), 1, 1, code, message, hint)


def _base_url(settings: Entry[SiteSettings]) -> Iterator[Problem]:
    url = settings.value.base_url
    if url is not None and (trouble := base_url_trouble(url)):
        yield settings.problem(("网址",), "E308", trouble, "写网站首页所在的完整地址，例如 https://example.gov.cn/zgh/")


def _mark_addresses(settings: Entry[SiteSettings]) -> Iterator[Problem]:
    marks = settings.value.identifiers
    for name, value in (("党政机关网站标识", marks.party_government), ("网站找错", marks.report_errors)):
        # Either may be words instead; what has a colon or a slash is meant as an address.
        if value and any(sign in value for sign in ":/") and not _leads_to_the_web(value):
            hint = "写完整的网址，以 https:// 开头；没有网址时写文字，或者留空"
            yield settings.problem(("标识", name), "E309", f"“{value}”不是网址", hint)


def _leads_to_the_web(url: str) -> bool:
    try:
        parts = urlsplit(url)
        named = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
    return named and "@" not in parts.netloc and url.isascii() and not any(c.isspace() or c in "\"'<>\\" for c in url)


def base_url_trouble(url: str) -> str | None:
    """What is wrong with the address of a site's root, or None."""
    try:
        parts = urlsplit(url)
        valid = parts.scheme in ("http", "https") and bool(parts.hostname) and not (parts.query or parts.fragment)
        # A name or a password belongs in no page; "//" at the start of a path would lead to another host.
        valid = valid and parts.port != 0 and "@" not in parts.netloc and "//" not in parts.path and "%" not in url
    except ValueError:
        valid = False
    if not valid or not url.isascii() or any(char.isspace() or char in "\"'<>\\" for char in url):
        return f"“{url}”不是完整的网址"
    return None


def _department_names(departments: Entry[dict[str, Department]]) -> Iterator[Problem]:
    by_name: dict[str, str] = {}
    by_case: dict[str, str] = {}
    for slug, department in departments.value.items():
        if trouble := slug_problem(slug):
            yield departments.key_problem((slug,), *trouble)
        elif re.fullmatch(r"page-[0-9]+", slug):
            yield departments.key_problem((slug,), "E116", f"“{slug}”是单位列表分页用的网址", "换一个代号")
        if slug.lower() in by_case:
            yield departments.key_problem(
                (slug,), "E304", f"“{slug}”与“{by_case[slug.lower()]}”只有大小写不同", "换一个代号"
            )
        if department.name in by_name:
            yield departments.problem(
                (slug, "名称"),
                "E305",
                f"“{department.name}”已有代号“{by_name[department.name]}”",
                "一个单位只保留一个代号",
            )
        by_case.setdefault(slug.lower(), slug)
        by_name.setdefault(department.name, slug)
