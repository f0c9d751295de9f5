"""The address of a live site, as somebody types it."""

import httpx2

from builder.publish.errors import WRONG_TARGET, PublishError
from builder.publish.live.shown import visible

_LONGEST = 2000


def root_of(text: str) -> httpx2.URL:
    """The root of the site at an address, with a slash at its end.

    Raises PublishError, in Chinese, where it isn't one that can be asked.
    """
    typed = text.strip()
    try:
        url = httpx2.URL(typed)
        port = url.port or 0
    except (httpx2.InvalidURL, ValueError):
        raise _wrong(typed, "不是完整的网址") from None
    is_whole = url.scheme in {"http", "https"} and url.host and port < 65536
    if not is_whole or len(typed) > _LONGEST or any(map(str.isspace, typed)):
        raise _wrong(typed, "不是完整的网址")
    if url.userinfo:
        # It would be told in the report, and stay in the shell's history.
        raise PublishError("网址里不要写用户名和密码：核对的是公众看到的网站，不用登录。", WRONG_TARGET)
    if "?" in typed or "#" in typed:
        raise _wrong(typed, "网址里不要有“?”和“#”")
    path = url.path.removesuffix("index.html")
    return url.copy_with(path=path if path.endswith("/") else f"{path}/")


def _wrong(typed: str, what: str) -> PublishError:
    return PublishError(
        f"“{visible(typed, 100)}”：{what}。写放 index.html 的文件夹的地址，例如 https://example.gov.cn/zgh/",
        WRONG_TARGET,
    )
