"""The audit of a new site: what no resident may get to see keeps the old site in its place."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.content import numbers_in
from builder.publish.audit import MAX_PAGE_BYTES, AuditError, Examiner, audit
from builder.publish.page_facts import target
from tests.conftest import build, gongkai

PAGE = (
    '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width">'
    '<meta http-equiv="Content-Security-Policy" content="default-src \'self\'">'
    '<title>{title}</title><link rel="canonical" href="https://example.org/x/">'
    '<link rel="stylesheet" href="{root}assets/site.css?v=1"><script src="{root}assets/site.js"></script>{head}</head>'
    '<body><h1 id="top">题</h1><a href="{root}index.html">首页</a>{body}</body></html>'
)


def page(title: str, body: str = "", head: str = "", root: str = "") -> bytes:
    return PAGE.format(title=title, body=body, head=head, root=root).encode()


def site(**changes: bytes | None) -> dict[str, bytes | Path]:
    """A small site that is good; ``home``, ``far`` and the like take the place of its files, None leaves one out."""
    names = {
        "home": "index.html",
        "far": "far/a/index.html",
        "error": "404.html",
        "style": "assets/site.css",
        "code": "assets/site.js",
        "more": "assets/more.js",
        "data": "data/all.json",
        "extra": "extra/index.html",
    }
    good = {
        "home": page(
            "首页",
            '<a href="far/a/#top">远</a><a href="https://example.gov.cn/">上级</a><a href="data/all.json">数据</a>',
        ),
        "far": page("远", '<a href="../../">回</a><a href="#top">顶</a>', root="../../"),
        "error": page("没有", root="/zgh/"),
        "style": b"p { color: red }",
        "code": b'import { x } from "./more.js";\n',
        "more": b"export const x = 1;\n",
        "data": '{"预算合计": 13800000000,\n"名称": "工会活动"}'.encode(),
    }
    return {names[name]: data for name, data in {**good, **changes}.items() if data is not None}


def findings(files: dict[str, bytes | Path], offices: tuple[str, ...] = ()) -> str:
    examiner = Examiner("https://example.org/zgh/", numbers_in)
    contents = {address: data for address, data in files.items() if isinstance(data, bytes)}
    seen = {address: one for address, data in contents.items() if (one := examiner.seen(address, data))}
    try:
        audit(files, seen, contents.__getitem__, examiner.root, offices)
    except AuditError as error:
        return str(error)
    return ""


def test_a_good_site_comes_through_as_it_was() -> None:
    assert not findings(site())


FAULTS: dict[str, tuple[dict[str, bytes | None], str]] = {
    "a link to a page that isn't there": ({"far": page("远", '<a href="../b/">b</a>', root="../../")}, "far/a/index.html：链接指向的“far/b/index.html”不存在"),
    "a link out of the site's folder": ({"home": page("首页", '<a href="far/a/">远</a><a href="../x.html">x</a>')}, "“../x.html”不存在"),
    "a link by the full address of the site": ({"home": page("首页", '<a href="far/a/">远</a><a href="https://example.org/zgh/no/">x</a>')}, "“no/index.html”不存在"),
    "a link to a place that isn't on the page": ({"home": page("首页", '<a href="far/a/#end">远</a>')}, "位置“far/a/index.html#end”不存在"),
    "a link to a place on the same page": ({"far": page("远", '<a href="#end">底</a>', root="../../")}, "位置“far/a/index.html#end”不存在"),
    "a picture that isn't there": ({"far": page("远", '<img src="x.png" alt="">', root="../../")}, "“far/a/x.png”不存在"),
    "a script that imports what isn't there": ({"more": None}, "assets/site.js：要用的文件“./more.js”不存在"),
    "a style sheet that loads what isn't there": ({"style": b"p { background: url(x.svg) }"}, "assets/site.css：要用的文件“x.svg”不存在"),
    "a picture of another host": ({"far": page("远", '<img src="https://example.com/x.png" alt="">', root="../../")}, "会向别的网站取东西：https://example.com/x.png"),
    "a script of another host": ({"far": page("远", head='<script src="//example.com/x.js"></script>', root="../../")}, "会向别的网站取东西：//example.com/x.js"),
    "a picture of another host among several": ({"far": page("远", '<img srcset="https://example.com/x.png 2x" alt="">', root="../../")}, "会向别的网站取东西"),
    "a script that loads from another host": ({"code": b'import "https://example.com/x.js";import "./more.js";'}, "assets/site.js：会向别的网站取东西"),
    "a script in the page": ({"far": page("远", "<script>alert(1)</script>", root="../../")}, "有写在网页里的脚本"),
    "a script on an element": ({"far": page("远", '<p onclick="x()">a</p>', root="../../")}, "有写在元素上的脚本"),
    "a script as a link": ({"far": page("远", '<a href="JavaScript:x()">a</a>', root="../../")}, "有写在元素上的脚本"),
    "a style on an element": ({"far": page("远", '<p style="color: red">a</p>', root="../../")}, "有写在网页里的样式"),
    "one id twice": ({"far": page("远", '<p id="top">a</p>', root="../../")}, "有两处的 id 都是“top”"),
    "one title twice": ({"far": page("首页", root="../../")}, "index.html：标题“首页”和 far/a/index.html 的相同"),
    "no title": ({"far": page("远", root="../../").replace(b"<title>", b"<x>").replace(b"</title>", b"</x>")}, "缺少标题"),
    "no policy": ({"far": page("远", root="../../").replace(b"Content-Security-Policy", b"X")}, "缺少内容安全策略"),
    "a tag without its content": ({"far": page("远", head='<meta name="SiteName" content=" ">', root="../../")}, "有内容为空的 meta"),
    "a page that is too heavy": ({"far": page("远", "字" * (MAX_PAGE_BYTES // 3), root="../../")}, "超过 300 KB"),
    "a page that no link leads to": ({"extra": page("孤页", root="../")}, "extra/index.html：从首页出发点不到这一页"),
    "the number of a person on a page": ({"far": page("远", "<p>请拨 199 0000 0000 报名</p>", root="../../")}, "far/a/index.html：有像是个人号码的“199…00”"),
    "the number of a person in the data": ({"data": '{"说明": "请拨 19900000000", "预算合计": 13800000000,\n"x": 1}'.encode()}, "data/all.json：有像是个人号码的“199…00”"),
}  # fmt: skip


@pytest.mark.parametrize(("changes", "told"), FAULTS.values(), ids=FAULTS)
def test_what_is_wrong_is_told_with_its_place(changes: dict[str, bytes | None], told: str) -> None:
    message = findings(site(**changes))
    assert told in message
    assert message.endswith("生成的网站有 1 处问题，没有发布，原来的网站没有改动。")
    assert "19900000000" not in message.replace(" ", "")


def test_a_sum_of_budgets_is_no_number_of_a_person() -> None:
    amount = '<data class="amount" value="14000000189">14,000,000,189 元</data>'
    script = '<script type="application/ld+json">{"value":14000000189,"x":1}</script>'
    assert not findings(site(far=page("远", amount, script, root="../../")))
    assert "个人号码" in findings(site(far=page("远", f"{amount}<p>14000000189</p>", root="../../")))


def test_a_number_of_an_office_is_no_number_of_a_person() -> None:
    files = site(far=page("远", "<p>项目编码 19900000000</p>", root="../../"))
    assert "个人号码" in findings(files)
    assert not findings(files, ("19900000000",))


def test_a_page_of_one_document_is_as_long_as_that_is() -> None:
    home = page("首页", '<a href="far/a/#top">远</a><a href="pages/x/">长</a>')
    for size, is_fit in ((1_000_000, True), (3_100_000, False)):
        files = {**site(home=home), "pages/x/index.html": page("长", "x" * size, root="../../")}
        assert (findings(files) == "") is is_fit


def test_of_many_findings_the_first_are_told_and_the_others_counted() -> None:
    links = "".join(f'<a href="{number}.html">x</a>' for number in range(50))
    message = findings(site(far=page("远", links, root="../../")))
    assert len(message.splitlines()) == 22
    assert "另有 30 处" in message


def test_a_link_to_no_place_in_a_page_of_the_union_leaves_the_old_site(content: Path, tmp_path: Path) -> None:
    output = build(content, tmp_path / "output")
    before = {path: path.read_bytes() for path in output.rglob("*") if path.is_file()}
    about = content / "pages/about.md"
    about.write_text(about.read_text("utf-8") + "\n见[上文](#gone)。\n", "utf-8")
    done = gongkai("build", "--content", content, "--output", output)
    assert (done.returncode, done.stdout) == (1, "")
    assert "pages/about/index.html：链接指向的位置“pages/about/index.html#gone”不存在。改正或删去说明页" in done.stderr
    assert {path: path.read_bytes() for path in output.rglob("*") if path.is_file()} == before
    assert [path.name for path in tmp_path.iterdir() if "gongkai" in path.name] == []


@pytest.mark.parametrize(
    ("reference", "leads_to"),
    [
        ("b.html?v=1#x", "p/a/b.html#x"),
        ("./", "p/a/index.html"),
        ("..", "p/index.html"),
        ("../../", "index.html"),
        ("/zgh/p/", "p/index.html"),
        ("/zgh/", "index.html"),
        ("https://example.org/zgh/p/x.csv", "p/x.csv"),
        ("%E5%9B%BE.png", "p/a/图.png"),
        ("#%E5%9B%BE", "p/a/index.html#图"),
        ("?q=1", "p/a/index.html"),
        ("mailto:a@example.org", None),
        ("https://example.com/", None),
        ("//example.com/", None),
    ],
)
def test_a_reference_is_followed_as_browsers_do(reference: str, leads_to: str | None) -> None:
    assert target("p/a/index.html", reference, "https://example.org/zgh/") == leads_to


@given(st.text(), st.text(alphabet="./#?%abc:", max_size=12))
def test_no_reference_stops_the_audit(text: str, path: str) -> None:
    for reference in (text, path, path + text):
        target("p/a/index.html", reference, "/zgh/")
