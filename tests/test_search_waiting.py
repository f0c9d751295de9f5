"""What may go wrong on the way, waiting, typing, the keyboard, small screens."""

import re
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.search_site import (
    Held,
    Sample,
    cut_off,
    done,
    enter,
    expected,
    hits,
    open_search,
    refused,
    show_all,
    state_of,
)

# ---- what cannot be had ----


@pytest.mark.parametrize("trouble", [refused, cut_off])
def test_a_search_that_fails_says_so_and_can_be_tried_again(
    browser: Browser, town: Sample, trouble: Callable[[Route], None]
) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        page.route("**/pagefind/shards.json", trouble)
        results = open_search(page, town, q="河涌")
        assert "搜索没有成功" in page.get_by_role("status").inner_text()
        assert results.get_attribute("data-total") == "0"
        page.unroute_all()
        enter(page, "河涌")
        assert sorted(hit.project for hit in hits(page)) == expected(town, "河涌")


def test_who_comes_back_after_a_failure_finds_the_results(browser: Browser, town: Sample) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        page.route("**/pagefind/shards.json", refused)
        open_search(page, town, q="河涌")
        page.goto(town.address)
        page.unroute_all()
        page.go_back()
        done(page)
        assert sorted(hit.project for hit in hits(page)) == expected(town, "河涌")


def test_a_page_can_be_left_before_its_first_results(page: Page, town: Sample) -> None:
    Held(page, "**/pagefind/shards.json")
    page.goto(f"{town.address}search/?q=河涌")
    expect(page.get_by_role("status")).to_have_text("正在搜索……")
    page.evaluate("window.dispatchEvent(new PageTransitionEvent('pagehide'))")  # an error would fail this test


@pytest.mark.parametrize("name", ["2022-1/facts.txt*", "2022-1/zh_*.txt"])
def test_a_year_that_cannot_be_had_is_named_and_the_others_are_shown(browser: Browser, town: Sample, name: str) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        page.route(f"**/pagefind/{name}", refused)
        open_search(page, town, q="河涌")
        others = [address for address in expected(town, "河涌") if "/2022/" not in address]
        assert sorted(hit.project for hit in hits(page)) == others
        expect(page.locator("#search-advice")).to_contain_text("2022年度的内容没有取到")
        page.unroute_all()
        page.get_by_role("button", name="再试一次").click()
        done(page)
        assert sorted(hit.project for hit in hits(page)) == expected(town, "河涌")
        expect(page.locator("#search-advice")).to_be_empty()


def test_where_a_year_cannot_be_had_nobody_is_told_that_there_is_nothing(browser: Browser, town: Sample) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        page.route("**/pagefind/2019-1/**", refused)
        open_search(page, town, q="没有这回事")
        expect(page.get_by_role("status")).to_have_text("没有查完，目前还没有找到。")
        expect(page.locator("#search-advice")).to_contain_text("2019年度的内容没有取到")


def test_a_result_whose_details_cannot_be_had_is_still_a_link(browser: Browser, town: Sample) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        page.route("**/pagefind/projects/2022/heyong-baojie.json*", refused)
        open_search(page, town, q="河涌")
        assert sorted(hit.project for hit in hits(page)) == expected(town, "河涌")
        hit = page.locator("[data-project='projects/2022/heyong-baojie/']")
        expect(hit).to_contain_text("详细内容没有取到")
        hit.get_by_role("link").click()
        page.wait_for_url("**/projects/2022/heyong-baojie/index.html")


def test_a_part_of_the_index_that_is_gone_is_looked_up_anew(browser: Browser, town: Sample) -> None:
    """A site is published anew while its search page is open: the old parts are no longer there."""
    with browser.new_context() as context:
        page = context.new_page()
        asked: list[str] = []
        page.on("request", lambda request: asked.append(urlsplit(request.url).path.split("/")[-1]))
        page.route("**/pagefind/2022-1/zh_*.txt", refused, times=1)
        open_search(page, town, q="河涌")
        assert sorted(hit.project for hit in hits(page)) == expected(town, "河涌")
        assert asked.count("shards.json") == 2


# ---- the keyboard, and waiting ----


def test_the_keyboard_leads_from_the_field_through_the_results_and_back(page: Page, town: Sample) -> None:
    open_search(page, town, q="满意度")
    field = page.locator("main input[name=q]")
    links = page.locator("#results a")
    field.focus()
    field.press("ArrowDown")
    expect(links.nth(0)).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(links.nth(1)).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(field).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    expect(field).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/projects/2024/**")


def test_the_newest_year_is_shown_while_the_others_are_searched(page: Page, town: Sample) -> None:
    requests = Held(page, re.compile("/pagefind/20(19|2[0-3])-1/facts"))
    page.goto(f"{town.address}search/?q=满意度")
    status = page.get_by_role("status")
    count = len(expected(town, "满意度", {"year": "2024"}))
    expect(status).to_have_text(f"2024年度找到{count}个项目，正在查其他年度……")
    assert {hit.project.split("/")[1] for hit in hits(page)} == {"2024"}
    expect(page.locator("#results")).to_have_attribute("aria-busy", "true")
    page.locator("#results a").nth(2).focus()
    kept = page.locator("#results [data-project]:focus-within").get_attribute("data-project")
    requests.let_go()
    assert done(page).get_attribute("data-total") == str(len(expected(town, "满意度")))
    expect(status).to_contain_text(f"找到{len(expected(town, '满意度'))}个项目")
    expect(page.locator("#results [data-project]:focus-within")).to_have_attribute("data-project", str(kept))


def test_only_who_waits_is_told_to_wait(page: Page, town: Sample) -> None:
    page.clock.install(time=0)
    open_search(page, town)
    page.clock.pause_at(60_000)
    requests = Held(page, "**/pagefind/shards.json")
    status = page.get_by_role("status")
    page.fill("main input[name=q]", "河涌")
    page.press("main input[name=q]", "Enter")
    page.clock.run_for(190)
    expect(status).to_have_class("search-status")
    expect(status).to_be_empty()
    page.clock.run_for(20)
    expect(status).to_have_class("search-status is-busy")
    expect(status).to_have_text("正在搜索……")
    requests.let_go()
    done(page)
    expect(status).to_have_class("search-status")
    expect(status).to_contain_text("找到5个项目")


def test_results_that_were_asked_for_are_not_lost_when_other_years_come(page: Page, town: Sample) -> None:
    others = Held(page, re.compile("/pagefind/20(19|2[0-3])-1/facts"))
    page.goto(f"{town.address}search/?q=镇")
    expect(page.get_by_role("status")).to_contain_text("正在查其他年度")
    details = Held(page, re.compile("/pagefind/projects/2024/"))
    page.get_by_role("button", name="显示更多").click()
    others.let_go()
    page.wait_for_timeout(300)
    details.let_go()
    done(page)
    show_all(page)
    shown = [hit.project for hit in hits(page)]
    assert len(shown) == len(set(shown))
    assert sorted(shown) == expected(town, "镇")


def test_typing_loads_nothing_until_one_pauses_and_other_years_only_when_done(page: Page, town: Sample) -> None:
    page.clock.install(time=0)
    open_search(page, town)
    page.clock.pause_at(60_000)
    asked: list[str] = []
    page.on("request", lambda request: asked.extend(urlsplit(request.url).path.split("/pagefind/")[1:]))
    field = page.locator("main input[name=q]")
    for character in "满意度":
        field.press_sequentially(character)
        page.clock.run_for(150)
    assert asked == []
    page.clock.run_for(100)
    expect(page.get_by_role("status")).to_contain_text("正在查其他年度")
    assert asked
    page.clock.run_for(500)
    assert all(path.startswith(("2024-1/", "projects/2024/", "shards.json")) for path in asked)
    page.clock.run_for(200)
    assert done(page).get_attribute("data-total") == str(len(expected(town, "满意度")))
    assert {path.split("-")[0] for path in asked if path[:2] == "20"} == {str(year) for year in range(2019, 2025)}
    assert len(asked) == len(set(asked))


def test_pinyin_is_searched_only_once_it_has_become_a_word(page: Page, town: Sample) -> None:
    open_search(page, town)
    keyboard = page.context.new_cdp_session(page)
    page.locator("main input[name=q]").focus()
    keyboard.send("Input.imeSetComposition", {"text": "he'yong", "selectionStart": 7, "selectionEnd": 7})
    page.wait_for_timeout(400)  # longer than the pause after which typed text is searched
    assert (state_of(page), page.get_by_role("status").inner_text()) == ({}, "")
    keyboard.send("Input.insertText", {"text": "河涌"})
    expect(page.get_by_role("status")).to_contain_text("找到5个项目")
    assert state_of(page) == {"q": "河涌"}
    keyboard.send("Input.insertText", {"text": "保洁"})
    keyboard.send("Input.imeSetComposition", {"text": "b", "selectionStart": 1, "selectionEnd": 1})
    page.wait_for_timeout(400)
    assert state_of(page)["q"] in ("河涌", "河涌保洁")
    assert "没有找到" not in page.get_by_role("status").inner_text()


def test_a_script_that_cannot_be_had_is_told(browser: Browser, town: Sample) -> None:
    for name in ("search-page.js", "text.js"):
        with browser.new_context() as context:
            page = context.new_page()
            page.route(f"**/assets/js/{name}*", refused)
            open_search(page, town, q="河涌")
            assert "请刷新网页" in page.get_by_role("status").inner_text(), name
            expect(page.locator("main input[name=q]")).to_have_value("河涌")


def test_the_results_fit_a_phone_and_a_screen_at_400_percent(new_page: Callable[..., Page], town: Sample) -> None:
    for width, height in ((360, 740), (320, 256)):
        page = new_page(viewport={"width": width, "height": height})
        open_search(page, town, q="完成 满意度", year="2024")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        expect(page.locator("[data-project]").first).to_be_visible()


def test_on_a_phone_the_filters_wait_behind_a_button(new_page: Callable[..., Page], town: Sample) -> None:
    page = new_page(viewport={"width": 360, "height": 740})
    open_search(page, town, q="满意度")
    expect(page.locator("[name=year]")).to_be_hidden()
    expect(page.locator("[data-project]").first).to_be_in_viewport()
    page.get_by_text("筛选和排序").click()
    page.select_option("[name=year]", "2023")
    done(page)
    assert {hit.project.split("/")[1] for hit in hits(page)} == {"2023"}
    open_search(page, town, q="满意度", year="2023")
    expect(page.locator("[name=year]")).to_be_visible()


def test_every_page_has_a_search_box(page: Page, town: Sample) -> None:
    for address in ("", "years/", "departments/", "projects/2024/wenyi-huiyan/", "pages/about/", "404.html", "search/"):
        page.goto(town.address + address)
        expect(page.locator("input[name=q]")).to_have_count(1)
        expect(page.locator("input[name=q]")).to_be_visible()
