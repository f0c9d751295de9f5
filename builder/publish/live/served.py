"""How a host must serve a file for browsers to use it: types and encodings; and headers worth having."""

from collections.abc import Mapping
from email.message import Message

from builder.publish.live.causes import ATTACHMENT, WRONG_CHARSET, WRONG_TYPE, Trouble
from builder.publish.live.shown import visible

_SCRIPT = ("text/javascript", "application/javascript", "application/x-javascript", "text/ecmascript")

_NEEDED = {
    "html": ("text/html",),
    "css": ("text/css",),
    "js": _SCRIPT,
    "svg": ("image/svg+xml",),
    "png": ("image/png",),
    "jpg": ("image/jpeg",),
    "jpeg": ("image/jpeg",),
}
"""Browsers do nothing with these under any other type: a module of another type isn't run at all. The best is first."""

_PROPER = {
    "json": ("application/json", "text/json", "application/ld+json"),
    "txt": ("text/plain",),
    "csv": ("text/csv", "application/csv"),
    "xml": ("text/xml", "application/xml", "application/rss+xml", "application/atom+xml"),
    "pdf": ("application/pdf",),
}
"""Scripts and programs read these whatever the type says; a wrong one only makes browsers save them."""

_HARMFUL = {"text/html", "application/xhtml+xml", *_SCRIPT}
"""No data may be served as something that a browser runs."""

_TEXT = {"html", "css", "js", "json", "txt", "csv", "xml", "svg"}
_UTF8 = {"utf-8", "utf8", "us-ascii"}

WORTH_COMPRESSING = 1500
"""Bytes from which compression saves a packet."""

_HOUR, _DAY = 3600, 86400


def extension(address: str) -> str:
    """Without the dot, in small letters; empty where there is none."""
    return address.rpartition("/")[2].rpartition(".")[2].lower() if "." in address.rpartition("/")[2] else ""


def trouble(kind: str, headers: Mapping[str, str]) -> Trouble | None:
    """What keeps a browser from using a file with the extension ``kind`` that is served with these headers."""
    given, charset = _content_type(headers)
    if headers.get("content-disposition", "").lower().lstrip().startswith("attachment") and kind == "html":
        return Trouble(ATTACHMENT)
    needed = _NEEDED.get(kind)
    if (needed and given not in needed) or (kind in _PROPER and given in _HARMFUL):
        wanted = (needed or _PROPER[kind])[0]
        return Trouble(WRONG_TYPE, f".{kind}：{_named(given)}，应当是 {wanted}")
    if kind in _TEXT and charset and charset.lower() not in _UTF8:
        return Trouble(WRONG_CHARSET, f".{kind}：charset={visible(charset, 40)}")
    return None


def advice(kind: str, size: int, headers: Mapping[str, str]) -> list[str]:
    """What could be served better with a file of this kind; nothing that keeps anybody from reading."""
    given, _ = _content_type(headers)
    found = []
    if kind in _PROPER and given not in _PROPER[kind]:
        found.append(f"类型（Content-Type）{_named(given)}，最好是 {_PROPER[kind][0]}，浏览器才能直接显示")
    if kind in _TEXT and size >= WORTH_COMPRESSING and "content-encoding" not in headers:
        found.append("没有压缩（gzip），手机上打开会慢")
    if headers.get("x-content-type-options", "").strip().lower() != "nosniff":
        found.append("没有 X-Content-Type-Options: nosniff，浏览器可能把数据当成脚本")
    if kind == "html":
        found += _page_caching(headers)
    return found


def asset_advice(headers: Mapping[str, str]) -> list[str]:
    """Likewise, for a style sheet or script that was asked for as pages do, with the mark of its content (``?v=``)."""
    rules, age = _cache_rules(headers)
    if "no-store" in rules or age is None or age < _DAY:
        return [
            "带 ?v= 的样式和脚本可以长期缓存（Cache-Control: public, max-age=31536000, immutable），现在每次都要重新取"
        ]
    return []


def came_from_cache(headers: Mapping[str, str]) -> bool:
    """Whether the host says that a cache gave this answer."""
    age = headers.get("age", "").strip()
    told = (
        value.upper() for name, value in headers.items() if name.startswith(("x-cache", "cf-cache", "x-proxy-cache"))
    )
    return (age.isascii() and age.isdigit() and int(age[:9]) > 0) or any("HIT" in value for value in told)


def _page_caching(headers: Mapping[str, str]) -> list[str]:
    rules, age = _cache_rules(headers)
    if not rules and "expires" not in headers:
        return ["网页没有写明缓存多久（Cache-Control），更新以后有人还会看到旧的；最好是 no-cache"]
    if age is not None and age > _HOUR and "no-cache" not in rules and "no-store" not in rules:
        return ["网页缓存超过一小时（Cache-Control: max-age），更新以后有人还会看到旧的；最好是 no-cache"]
    return []


def _cache_rules(headers: Mapping[str, str]) -> tuple[set[str], int | None]:
    rules = {rule.strip().lower() for rule in headers.get("cache-control", "").split(",") if rule.strip()}
    ages = [rule.partition("=")[2].strip('"') for rule in rules if rule.startswith("max-age=")]
    known = [int(age[:9]) for age in ages if age.isascii() and age.isdigit()]
    return rules, min(known, default=None)


def _content_type(headers: Mapping[str, str]) -> tuple[str, str]:
    """Type and charset, each empty where the host says nothing of it."""
    given = headers.get("content-type", "")[:500]
    kind = given.partition(";")[0].strip().lower()
    parsed = Message()
    parsed["content-type"] = "".join(char for char in given if char.isprintable())
    return kind, str(parsed.get_param("charset", "") or "")


def _named(given: str) -> str:
    return f"说成了 {visible(given, 60)}" if given else "没有说明类型"
