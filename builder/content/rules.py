"""Rules that no single value can tell: places of files, names of departments, records among each other."""

import difflib
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from builder.content.colleague import warnings
from builder.content.colleague.wording import personal
from builder.content.files import MAX_ORIGINAL_BYTES, ORIGINAL_SUFFIXES, Folder, slug_problem
from builder.content.pages import troubles
from builder.content.problems import Problem
from builder.content.source import Entry, Source
from builder.content.tree import Path
from builder.model import Department, SiteSettings
from builder.model.markdown import reader

_ORIGINAL: Path = ("原件", "文件")
_YEAR = re.compile(r"(19|20)[0-9]{2}")


@dataclass(frozen=True, slots=True)
class Known:
    """What records are held against; None where it could not be read."""

    settings: Entry[SiteSettings] | None
    departments: Entry[dict[str, Department]] | None
    pages: Collection[str]


def check(folder: Folder, names: Sequence[str], records: Sequence[Source], known: Known) -> Iterator[Problem]:
    """Every problem that these rules find.

    A record that doesn't fit the model is checked as far as it goes, so that nobody mends it only
    to hear of the next problem.
    """
    yield from _addresses(folder, names)
    if known.settings:
        yield from _base_url(known.settings)
        yield from _mark_addresses(known.settings)
    if known.departments:
        yield from _department_names(known.departments)
        slugs = {department.name: slug for slug, department in known.departments.value.items()}
        for record in records:
            yield from _department(record, slugs)
    for record in records:
        yield from _year(record)
        yield from _original(folder, record)
        yield from _note(record, known.pages)
        yield from personal(record)
    yield from _originals_apart(records)
    yield from warnings([record for record in records if isinstance(record, Entry)])


def _addresses(folder: Folder, names: Iterable[str]) -> Iterator[Problem]:
    seen: dict[str, str] = {}
    for name in names:
        parts = PurePosixPath(name).with_suffix("").parts[1:]

        def at_file(code: str, message: str, hint: str, name: str = name) -> Problem:
            return Problem(folder.shown(name), 1, 1, code, message, hint)

        if not 2 <= len(parts) <= 3 or not _YEAR.fullmatch(parts[0]):
            yield at_file(
                "E114",
                "记录放错了文件夹",
                "放在 projects/年度/ 或 projects/年度/单位/ 里，例如 projects/2024/gonghui-huodong.yaml",
            )
            continue
        for part in parts[1:]:
            if trouble := slug_problem(part):
                yield at_file(*trouble)
        address = "/".join(parts).lower()
        if address in seen:
            yield at_file("E304", f"与 {folder.shown(seen[address])} 的网址相同", "给其中一个文件改名")
        seen.setdefault(address, name)


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


def _department(record: Source, slugs: Mapping[str, str]) -> Iterator[Problem]:
    name, at = record.text(("用款单位",)), ("用款单位",)
    if name is None:
        return
    slug = slugs.get(name)
    if slug is None:
        near = difflib.get_close_matches(name, slugs, n=1, cutoff=0.5)
        hint = f"是不是“{near[0]}”？" if near else ""
        yield record.problem(
            at,
            "E301",
            f"departments.yaml 里没有“{name}”",
            hint + "名称要完全一致；确是新单位时，先在 departments.yaml 里加上",
        )
        return
    folder = record.name.split("/")[2:-1]
    if folder and folder[0] != slug:
        yield record.problem(
            at,
            "E303",
            f"用款单位的代号是“{slug}”，文件却放在“{folder[0]}”里",
            f"把文件移到“{slug}”文件夹，或更正用款单位",
        )


def _year(record: Source) -> Iterator[Problem]:
    year, folder = record.text(("预算年度",)) or "", record.name.split("/")[1]
    if _YEAR.fullmatch(year) and _YEAR.fullmatch(folder) and year != folder:
        yield record.problem(
            ("预算年度",),
            "E302",
            f"预算年度是 {year}，文件却放在“{folder}”文件夹里",
            "更正年度，或把文件移到对应年度的文件夹",
        )


def _original(folder: Folder, record: Source) -> Iterator[Problem]:
    name, at = record.text(_ORIGINAL), _ORIGINAL
    if name is None:
        return
    path = folder.original(name)
    if path is None:
        yield record.problem(
            at,
            "E306",
            f"content 文件夹里没有“{name}”",
            "把原件放进 originals 文件夹，照样写出路径，例如 originals/2024/x.pdf",
        )
    elif not name.startswith("originals/") or not name.lower().endswith(ORIGINAL_SUFFIXES):
        yield record.problem(
            at,
            "E307",
            f"“{name}”不能作为原件",
            f"原件放在 originals 文件夹里，结尾是 {' '.join(ORIGINAL_SUFFIXES)} 之一",
        )
    elif not all(char.isascii() and (char.isalnum() or char in "._-/") for char in name):
        yield record.problem(
            at, "E307", "原件的文件名里有中文或特殊符号，有的网站打不开", "文件名只用英文字母、数字、“-”“_”和“.”"
        )
    elif path.stat().st_size > MAX_ORIGINAL_BYTES:
        yield record.problem(at, "E307", "原件超过 50 MB", "压缩或重新扫描后再放进来")


def _originals_apart(records: Iterable[Source]) -> Iterator[Problem]:
    spelled: dict[str, str] = {}
    for record in records:
        name = record.text(_ORIGINAL) or ""
        # Folders count as well: originals/A/x.pdf and originals/a/y.pdf are one folder on Windows.
        for path in (*map(str, PurePosixPath(name).parents), name):
            if (other := spelled.setdefault(path.lower(), path)) != path:
                message = f"“{path}”与另一个原件的“{other}”只有大小写不同"
                yield record.problem(_ORIGINAL, "E304", message, "给其中一个改名，大小写写成一样")


def _note(record: Source, pages: Collection[str]) -> Iterator[Problem]:
    text, at = record.text(("说明",)), ("说明",)
    if text is None:
        return
    start = record.parsed.place(at)[0]
    for trouble in troubles(reader().parse(text), pages):
        # Where the text begins is not known for sure, but its first line is not above the value.
        place = trouble._replace(line=0).place(record.parsed.lines, start - 1)
        yield record.parsed.problem(place, trouble.code, trouble.message, trouble.hint)
