"""上传说明: the page beside a package, as the person who uploads it sees it."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import html5lib
import pytest
from playwright.sync_api import Page

from builder.publish import handover
from builder.publish.package import Packaged, package
from tests.conftest import HISTORY, build
from tests.html_checker import complaints
from tests.test_accessibility import AXE, TAGS
from tests.test_package import HOME, change, put, withdraw


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Packaged]:
    """The county's site whole, and what changed after a few weeks."""
    root = tmp_path_factory.mktemp("pages")
    content = Path(shutil.copytree(HISTORY, root / "content"))
    records = content / "projects"
    output = build(content, root / "output")
    whole = package(output)
    change(records / "2024/gongyi-gangwei.yaml", "公益性岗位补贴", "见习岗位补贴", records / "2024/jianxi-gangwei.yaml")
    change(records / "2023/jineng-peixun.yaml", "预算金额: ", "预算金额: 1")
    change(records / "2020/wenti-huodong.yaml", "安全指标:", "现场秩序指标:")
    withdraw(records / "2024/nongcun-gonglu.yaml")
    build(content, output)
    return {"whole": whole, "changes": package(output, whole.zip)}


def told(done: Packaged) -> dict[str, list[tuple[str, str]]]:
    """Titles and addresses on the page, by heading."""
    tree = html5lib.parse(done.page.read_bytes(), namespaceHTMLElements=False)
    (section,) = (one for one in tree.iter("section") if "变化" in "".join(one.find("h2").itertext()))
    groups: dict[str, list[tuple[str, str]]] = {}
    heading = ""
    for element in section:
        text = "".join(element.itertext())
        if element.tag == "h3":
            heading = text
        if element.tag == "ul" and element.get("class") == "pages":
            rows = (["".join(part.itertext()) for part in row] for row in element if row.get("class") != "soft")
            groups[heading] = [(" ".join(row[:-1]), row[-1]) for row in rows]
    return groups


def test_the_changes_are_told_by_title_and_address(packages: dict[str, Packaged]) -> None:
    groups = told(packages["changes"])
    unit = "示例县人力资源和社会保障局"
    assert groups["新的项目（1）"] == [(f"见习岗位补贴（2024年度，{unit}）", "projects/2024/jianxi-gangwei/")]
    assert groups["有改动的项目（2）"] == [
        ("群众文体活动（2020年度，示例县文化广电旅游体育局）", "projects/2020/wenti-huodong/"),
        (f"职业技能培训补贴（2023年度，{unit}）", "projects/2023/jineng-peixun/"),
    ]
    title = "农村公路养护（2024年度，示例县交通运输局） 2024-07-01撤回，理由：批复已撤销"
    assert groups["撤回的项目（1）"] == [(title, "projects/2024/nongcun-gonglu/")]


def test_projects_that_only_show_others_changes_are_told_apart(packages: dict[str, Packaged]) -> None:
    """A project of 2024 shows the budget of 2023, which was changed."""
    (beside,) = (rows for heading, rows in told(packages["changes"]).items() if heading.startswith("随之更新的项目页"))
    assert "projects/2024/jineng-peixun/" in [address for _, address in beside]


def test_a_withdrawal_is_told_once_when_it_happened(tmp_path: Path) -> None:
    page, data = "projects/2024/a/index.html", "data/projects/2024/a.json"
    withdrawn = '{"项目名称":"一","撤回":{"日期":"2024-07-01","理由":"批复已撤销"}}'.encode()
    first = package(put({**HOME, page: b"<title>a</title>", data: withdrawn}, tmp_path / "output")).zip
    done = package(put({**HOME, page: b"<title>a</title>new layout", data: withdrawn}, tmp_path / "output"), first)
    assert list(told(done)) == ["随之更新的项目页（1）"]


def test_every_file_to_delete_is_listed_as_in_the_list_beside_it(packages: dict[str, Packaged]) -> None:
    done = packages["changes"]
    assert done.gone
    (rows,) = (rows for heading, rows in told(done).items() if heading.startswith("要删除的文件"))
    assert [address for _, address in rows] == done.gone.read_text("ascii").splitlines()
    assert done.gone.name in done.page.read_text("utf-8")


def test_files_and_bytes_are_those_of_the_zip(packages: dict[str, Packaged]) -> None:
    for done in packages.values():
        text = re.sub(r"<[^>]+>", "", done.page.read_text("utf-8"))
        assert done.zip.name in text
        assert f"{done.zip.stat().st_size:,} 字节" in text
        assert f"{done.content.files:,} 个文件，解压后" in text
        assert f"{done.content.bytes:,} 字节" in text


def test_of_very_many_pages_the_rest_is_counted(tmp_path: Path) -> None:
    first = package(put(HOME, tmp_path / "output")).zip
    pages = {f"projects/2024/p{number}/index.html": b"<title>p</title>" for number in range(300)}
    data = {f"data/projects/2024/p{number}.json": b"{}" for number in range(300)}
    done = package(put({**HOME, **pages, **data}, tmp_path / "output"), first)
    (rows,) = told(done).values()
    assert len(rows) == 200
    assert "另有 100 个，没有一一列出" in done.page.read_text("utf-8")


def test_a_title_stays_text(tmp_path: Path) -> None:
    first = package(put(HOME, tmp_path / "output")).zip
    title = b"<title>&lt;script&gt;alert(1)&lt;/script&gt; {{7*7}} - site</title>"
    done = package(put({**HOME, "pages/x/index.html": title}, tmp_path / "output"), first)
    assert told(done) == {"其他网页（1）": [("<script>alert(1)</script> {{7*7}}", "pages/x/")]}
    assert b"<script" not in done.page.read_bytes()


def test_without_a_known_address_the_page_names_none(tmp_path: Path) -> None:
    done = package(put(HOME, tmp_path / "output"))
    assert "<a " not in done.page.read_text("utf-8")


def test_the_html_checker_finds_nothing(packages: dict[str, Packaged], tmp_path: Path) -> None:
    for name, done in packages.items():
        (tmp_path / name).mkdir()
        shutil.copy(done.page, tmp_path / name / "index.html")
    assert complaints([tmp_path]) == []


@pytest.mark.parametrize("kind", ["whole", "changes"])
@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_opens_from_the_disk_without_a_request_and_fits(
    packages: dict[str, Packaged], new_page: Callable[..., Page], kind: str, width: int, scheme: str
) -> None:
    page = new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    address = packages[kind].page.as_uri()
    page.goto(address, wait_until="networkidle")
    assert requests == [address]
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert page.locator("h1").inner_text() == "示例县财政项目绩效目标公开"
    assert page.locator("script").count() == 0


@pytest.mark.parametrize(
    ("count", "said"), [(0, "0 字节"), (999, "999 字节"), (1500, "1.5 KB"), (2_345_678_901, "2.3 GB")]
)
def test_sizes_are_said_as_people_read_them(count: int, said: str) -> None:
    assert handover.size(count) == said


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(packages: dict[str, Packaged], new_page: Callable[..., Page], scheme: str) -> None:
    page = new_page(color_scheme=scheme)
    page.goto(packages["changes"].page.as_uri())
    page.evaluate(AXE)
    options = {"runOnly": {"type": "tag", "values": TAGS}, "preload": False}
    found = page.evaluate("(options) => axe.run(document, options)", options)
    assert [(one["id"], one["nodes"][0]["html"]) for one in found["violations"]] == []
