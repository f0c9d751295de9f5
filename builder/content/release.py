"""What a site needs before it goes public and content may lack until then (``build --strict``)."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from builder.content.placing import Unplaced, placed
from builder.content.problems import Problem
from builder.content.source import Entry
from builder.content.tree import Path as At
from builder.model import SiteSettings

NO_ADDRESS = "W303"
"""The code that says that nobody wrote where the site will stand."""

MAX_RECORDS = 20
"""Records that are named for one reason; of the others their number is told."""

_IDENTIFIERS = ("网站名称", "网站域名", "网站标识码")
# Ten digits; those of ministries begin with two letters.
_DOMAIN = re.compile(r"[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
_SITE_CODE = re.compile(r"[0-9]{10}|bm[0-9]{8}")


def lacking(settings: Entry[SiteSettings] | None, content: Path, undated: Sequence[str]) -> Iterator[Problem]:
    """Everything that a release needs and the content lacks.

    ``undated`` are the records that don't say when they were published, and didn't give a reason.
    """
    if settings:
        yield from _identifiers(settings)
        yield from _column(settings)
        if settings.value.base_url is None:
            hint = "写首页的完整地址，例如 https://example.gov.cn/zgh/；也可以在生成时用 --base-url 写明"
            yield settings.key_problem(("网址",), NO_ADDRESS, "没有填写“网址”", hint)
        if not (settings.value.contact.phone or settings.value.contact.email):
            hint = "在“联系”下面至少写一项，例如“电话: …”，让居民可以询问"
            yield settings.key_problem(("联系",), "W304", "没有填写联系电话，也没有填写邮箱", hint)
    yield from placed(content, _publication_days(undated))


def _identifiers(settings: Entry[SiteSettings]) -> Iterator[Problem]:
    for name in _IDENTIFIERS:
        if settings.text(("标识", name)) is None:
            hint = f"在“标识”下面写上“{name}: …”；以主管部门核定的为准，不要编造"
            yield settings.key_problem(("标识", name), "W301", f"没有填写“{name}”", hint)
    domain = settings.value.identifiers.site_domain
    if domain and not _DOMAIN.fullmatch(domain):
        hint = "只写域名，例如 www.example.gov.cn，不写 https:// 和路径"
        yield settings.problem(("标识", "网站域名"), "W301", f"“{domain}”不是域名", hint)
    at: At = ("标识", "网站标识码")
    code = settings.value.identifiers.site_code
    if code and not _SITE_CODE.fullmatch(code):
        yield settings.problem(at, "W301", f"“{code}”不是网站标识码", "照主管部门编发的写，是十位半角数字")


def _column(settings: Entry[SiteSettings]) -> Iterator[Problem]:
    column = settings.value.column
    asked = (
        ("名称", column.name, "…"),
        ("描述", column.description, "…"),
        ("关键词", column.keywords, "[…, …]"),
        ("类型", column.kind, "信息公开目录"),
    )
    for name, given, example in asked:
        if not given:
            hint = f"在“栏目”下面写上“{name}: {example}”"
            yield settings.key_problem(("栏目", name), "W302", f"没有填写栏目的“{name}”", hint)


def _publication_days(undated: Sequence[str]) -> Iterator[Unplaced]:
    at: At = ("公开", "日期")
    for name in undated[:MAX_RECORDS]:
        hint = "写上实际公开的日期，例如“公开: {日期: 2024-06-01}”"
        yield Unplaced(name, at, "W305", "没有填写公开日期", hint)
    if rest := undated[MAX_RECORDS:]:
        message = f"从这一份起，还有 {len(rest)} 份记录没有填写公开日期"
        yield Unplaced(rest[0], at, "W305", message, "逐份写上实际公开的日期")
