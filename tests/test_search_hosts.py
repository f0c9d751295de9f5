"""Where the site may stand: below a folder, under a strict policy, on a host of few file types, on a disk."""

from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Route, expect

from tests.conftest import served
from tests.search_site import Sample, done, enter, expected, hits, is_styled, open_search, wrong

# ---- where the site stands ----


def test_the_site_works_below_another_folder(new_page: Callable[..., Page], town: Sample, tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "b").symlink_to(town.folder, target_is_directory=True)
    page = new_page()
    page.on("response", lambda response: asked.append((response.status, urlsplit(response.url).path)))
    asked: list[tuple[int, str]] = []
    with served(tmp_path) as root:
        below = town._replace(address=f"{root}a/b/")
        for path in ("", "years/index.html", "years/2024/", "projects/2024/wenyi-huiyan/", "pages/terms/", "404.html"):
            page.goto(below.address + path)
            assert is_styled(page), path
            links = page.eval_on_selector_all("a[href]", "(links) => links.map((link) => link.href)")
            assert all(link.startswith((below.address, "https://www.gov.cn/", "https://beian.")) for link in links), (
                path
            )
        assert wrong(page, below, [("满意度", {}), ("≥90%", {"year": "2024"}), ("没有这回事", {})]) == []
        open_search(page, below, q="沿岸居民满意度", year="2022")
        page.locator("[data-indicator] a").click()
        page.wait_for_url("**/a/b/projects/2022/heyong-baojie/index.html#*")
        expect(page.locator("tr:target")).to_be_visible()
    assert [path for status, path in asked if status >= 400 or not path.startswith("/a/b/")] == []


def test_the_search_works_under_a_strict_content_security_policy(page: Page, town: Sample) -> None:
    policy = "default-src 'self'; script-src 'self'"

    def serve(route: Route) -> None:
        response = route.fetch()
        route.fulfill(response=response, headers={**response.headers, "content-security-policy": policy})

    page.route("**/*", serve)
    open_search(page, town, q="河涌")
    assert sorted(hit.project for hit in hits(page)) == expected(town, "河涌")
    assert is_styled(page)


def test_pages_opened_from_a_folder_are_styled_and_their_links_work(page: Page, town: Sample) -> None:
    page.goto((town.folder / "index.html").as_uri())
    assert is_styled(page)
    page.get_by_role("link", name="2021年度").click()
    page.wait_for_url("file://**/years/2021/index.html")
    assert is_styled(page)
    page.get_by_role("link", name="镇道路灯节能改造工程").click()
    page.wait_for_url("file://**/projects/2021/slz-gcb/ludeng-gaizao/index.html")
    assert is_styled(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("镇道路灯节能改造工程")


def test_the_search_page_opened_from_a_folder_says_what_to_do(page: Page, town: Sample) -> None:
    for index in ("years", "departments"):
        page.goto((town.folder / "search/index.html").as_uri())
        assert is_styled(page)
        notice = page.locator("#search-local")
        expect(notice).to_be_visible()
        expect(notice).to_contain_text("放到网站上就可以用了")
        expect(page.locator("#search-form")).to_be_hidden()
        notice.locator(f"a[href*={index}]").click()
        page.wait_for_url(f"file://**/{index}/index.html")


def test_without_scripts_the_search_page_explains_and_the_tables_are_whole(
    new_page: Callable[..., Page], town: Sample
) -> None:
    page = new_page(java_script_enabled=False)
    page.goto(f"{town.address}search/?q=1")
    notice = page.locator("noscript .notice")
    expect(notice).to_be_visible()
    expect(notice).to_contain_text("没有启用 JavaScript")
    notice.locator("a[href*=years]").click()
    page.wait_for_url("**/years/index.html")
    page.get_by_role("link", name="2024年度", exact=True).click()
    page.wait_for_url("**/years/2024/index.html")
    names = [known.project.record.name for known in town.projects.values() if known.project.record.year == 2024]
    assert page.locator("table[data-sortable] tbody th a").all_inner_texts() == names


# ---- hostile strings ----


@pytest.mark.parametrize("query", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "怪异内容"])
def test_hostile_strings_in_queries_and_results_are_shown_and_do_nothing(page: Page, town: Sample, query: str) -> None:
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    open_search(page, town, q=query)
    assert sorted(hit.project for hit in hits(page)) == expected(town, query) != []
    expect(page.locator("main")).to_contain_text(query)
    enter(page, f"{query}没有")
    expect(page.get_by_role("status")).to_contain_text(f"“{query}没有”")
    assert page.locator("main script, main img, main [onerror]").count() == 0
    assert dialogs == []


SERVED_EVERYWHERE = (".html", ".css", ".js", ".json", ".txt", ".xml", ".csv", ".svg", ".png", ".pdf")


def test_a_host_that_serves_few_types_serves_all_that_the_search_needs(page: Page, town: Sample) -> None:
    def serve(route: Route) -> None:
        path = urlsplit(route.request.url).path
        known = path.endswith((*SERVED_EVERYWHERE, "/"))
        route.continue_() if known else route.fulfill(status=404, body="not here")

    page.route("**/*", serve)
    open_search(page, town, q="河涌")
    assert sorted(hit.project for hit in hits(page)) == expected(town, "河涌")
    names = [path.name for path in town.folder.rglob("*") if path.is_file()]
    assert {Path(name).suffix for name in names if name != "SHA256SUMS"} <= set(SERVED_EVERYWHERE)


def test_the_search_needs_no_webassembly(page: Page, town: Sample) -> None:
    def serve(route: Route) -> None:
        response = route.fetch()
        route.fulfill(response=response, headers={**response.headers, "content-security-policy": "default-src 'self'"})

    page.route("**/*", serve)
    open_search(page, town, q="≥90%")
    assert len(hits(page)) > 0


def test_a_host_that_ends_lines_anew_does_no_harm(page: Page, town: Sample) -> None:
    """An upload in text mode adds line ends; the files have none inside that would matter."""

    def serve(route: Route) -> None:
        response = route.fetch()
        route.fulfill(response=response, body=response.text() + "\r\n")

    page.route("**/pagefind/**", serve)
    open_search(page, town, q="河涌")
    assert sorted(hit.project for hit in hits(page)) == expected(town, "河涌")


def test_an_old_browser_is_told_where_to_go(page: Page, town: Sample) -> None:
    page.add_init_script("delete window.DecompressionStream")
    page.goto(f"{town.address}search/?q=河涌")
    notice = page.locator("#search-old")
    expect(notice).to_contain_text("浏览器版本太旧")
    expect(page.locator("#search-form")).to_be_hidden()
    expect(page.locator("#results")).to_have_attribute("aria-busy", "false")
    notice.get_by_role("link", name="按年度").click()
    page.wait_for_url("**/years/index.html")


def test_one_year_is_searched_without_anything_of_the_others(page: Page, town: Sample) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(urlsplit(request.url).path))
    open_search(page, town, q="河涌", year="2021")
    loaded = [path.split("/pagefind/")[1] for path in asked if "/pagefind/" in path]
    assert {path.split("/")[0] for path in loaded} == {"shards.json", "2021-1", "projects"}
    assert all(path.startswith("projects/2021/") for path in loaded if path.startswith("projects/"))
    assert len(loaded) == len(set(loaded))


def test_all_modules_are_asked_for_before_the_first_of_them_has_come(page: Page, town: Sample) -> None:
    asked: list[str] = []
    waiting: list[Route] = []
    page.on("request", lambda request: asked.append(urlsplit(request.url).path.split("/")[-1]))
    page.route("**/assets/js/search-page.js*", lambda route: waiting.append(route))
    page.goto(f"{town.address}search/?q=河涌", wait_until="commit")
    tag = page.locator("script[data-modules]").get_attribute("data-modules") or ""
    listed = {urlsplit(address).path.split("/")[-1] for address in tag.split()}
    page.wait_for_timeout(500)
    assert listed <= set(asked)
    waiting[0].continue_()
    done(page)
    every_page = {"display.js", "tables.js", "terms.js"}
    assert {name for name in asked if name.endswith(".js")} == {*every_page, "search-start.js", *listed}
