"""The site as a whole: who publishes it, its departments, its plain pages and its projects."""

import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Self

from pydantic import Field

from builder.model.outline import Outline, outline
from builder.model.record import Part, Record
from builder.model.types import Text


class Contact(Part):
    """联系: how to reach the publisher."""

    address: Text | None = Field(None, alias="地址")
    phone: Text | None = Field(None, alias="电话")
    email: Text | None = Field(None, alias="邮箱")


class Identifiers(Part):
    """标识: what 《政府网站发展指引》 asks a government site to show; issued by others, never invented."""

    site_name: Text | None = Field(None, alias="网站名称")
    site_domain: Text | None = Field(None, alias="网站域名")
    site_code: Text | None = Field(None, alias="网站标识码")
    icp: Text | None = Field(None, alias="ICP备案号")
    police: Text | None = Field(None, alias="公安备案号")
    party_government: Text | None = Field(None, alias="党政机关网站标识")
    report_errors: Text | None = Field(None, alias="网站找错")

    @property
    def police_code(self) -> str | None:
        """The record code in 公安备案号, by which its page is found; None where there are no digits."""
        found = re.search(r"[0-9]{6,}", self.police or "")
        return found[0] if found else None


class Column(Part):
    """栏目: the portal's column that this site fills."""

    name: Text | None = Field(None, alias="名称")
    description: Text | None = Field(None, alias="描述")
    keywords: tuple[Text, ...] = Field((), alias="关键词")
    kind: Text | None = Field(None, alias="类型")


class SiteSettings(Part):
    """content/site.yaml."""

    name: Text = Field(alias="名称", description="网站的名称")
    publisher: Text = Field(alias="主办单位", description="主办单位的全称")
    operator: Text | None = Field(None, alias="承办单位")
    base_url: Text | None = Field(None, alias="网址", description="网站的地址，例如 https://example.gov.cn/zgh/")
    contact: Contact = Field(Contact(), alias="联系")
    identifiers: Identifiers = Field(Identifiers(), alias="标识")
    column: Column = Field(Column(), alias="栏目")


class Department(Part):
    """An entry of content/departments.yaml."""

    name: Text = Field(alias="名称", description="单位的全称")
    short_name: Text | None = Field(None, alias="简称", description="单位的简称")


@dataclass(frozen=True, slots=True)
class Project:
    """A record with its place in the site.

    The record itself is packed: a city has a hundred thousand.
    """

    outline: Outline
    packed: bytes
    """The record, see ``pack``."""
    slug: str
    department: str
    """The slug of the record's 用款单位."""
    address: str
    """The folder of its page, from the site's root: ``projects/2024/x/``."""
    source: str
    """The record's path, from the content folder."""

    @classmethod
    def of(cls, record: Record, slug: str, department: str, address: str, source: str) -> Self:
        """A record at its place."""
        return cls(outline(record), pack(record), slug, department, address, source)

    @property
    def record(self) -> Record:
        """The record, unpacked."""
        return _unpacked(self.packed)


def pack(record: Record) -> bytes:
    """A record in a thirtieth of what it takes in memory."""
    return zlib.compress(record.packed(), 1)


# A page asks for its record more than once, and for those of the project's other years.
@lru_cache(maxsize=64)
def _unpacked(packed: bytes) -> Record:
    return Record.model_validate_json(zlib.decompress(packed))


@dataclass(frozen=True, slots=True)
class PlainPage:
    """A page written in Markdown; its title is the first heading."""

    slug: str
    title: str
    markdown: str
    source: str


@dataclass(frozen=True, slots=True)
class Document:
    """An approved document as received."""

    path: Path
    size: int
    """In bytes."""
    sha256: str


@dataclass(frozen=True, slots=True)
class Site:
    """All content, checked: projects by newest year, then by address."""

    settings: SiteSettings
    departments: Mapping[str, Department]
    pages: tuple[PlainPage, ...]
    projects: tuple[Project, ...]
    originals: Mapping[str, Document]
    """Approved documents by their path from the content folder."""
