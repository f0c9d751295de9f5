"""The search page as people use it: what a result shows, the address, the keyboard, the messages."""

import re
from collections.abc import Callable
from urllib.parse import quote, urlsplit

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from builder.search.normalise import normalise
from tests.reference import Query, holds, matching_rows, targets, terms
from tests.search_site import (
    Sample,
    done,
    enter,
    expected,
    found_by_module,
    hits,
    open_search,
    show_all,
    state_of,
    wrong,
)


def test_a_result_shows_every_row_that_matches_and_each_match_whole_in_one_mark(page: Page, town: Sample) -> None:
    queries = [
        "满意度",
        "≥90%",
        "接通率(%)",
        "文艺团队 骨干",
        "<script>alert(1)",
        "&amp;",
        "{{7*7}}",
        "カ",
        "ガ",
        "m2",
        "ss",
    ]
    queries += ["200盏，完成", "新建污水管网", "清理两次；发现问题"]
    page.goto(f"{town.address}search/")
    for query in queries:
        total = enter(page, query).get_attribute("data-total")
        show_all(page)
        shown = hits(page)
        searched = terms(query)
        assert total == str(len(shown)), query
        assert sorted(hit.project for hit in shown) == expected(town, query), query
        for hit in shown:
            record = town.projects[hit.project].project.record
            assert hit.rows == matching_rows(record, searched), (query, hit.project)
            for marks in [hit.marks, *hit.row_marks]:
                assert all(any(holds(mark, term) for term in searched) for mark in marks), (query, marks)
            assert all(hit.row_marks), query
            # The department is marked where it stands; it is the one field that may match unseen otherwise.
            assert all(any(holds(mark, term) for mark in hit.marks) for term in searched), (query, hit)


def test_the_projects_and_the_indicators_that_match_are_counted(page: Page, town: Sample) -> None:
    for query in ("满意度", "≥90% 满意度", "1", "script"):
        open_search(page, town, q=query)
        found = [town.projects[address].project.record for address in expected(town, query)]
        rows = sum(len(matching_rows(record, terms(query))) for record in found)
        assert rows > 0
        expect(page.get_by_role("status")).to_have_text(f"找到{len(found)}个项目、{rows}项指标")
    open_search(page, town, q="农业农村服务中心")
    expect(page.get_by_role("status")).to_have_text(re.compile("找到[0-9]+个项目"))


def test_a_row_of_a_result_leads_to_the_row_of_the_form(page: Page, town: Sample) -> None:
    open_search(page, town, q="沿岸居民满意度", year="2024")
    row = page.locator("[data-indicator]")
    expect(row).to_have_count(1)
    anchor = row.get_attribute("data-indicator")
    row.get_by_role("link").click()
    page.wait_for_url(f"**/projects/2024/heyong-baojie/index.html#{anchor}")
    target = page.locator("tr:target")
    expect(target).to_have_attribute("data-indicator", str(anchor))
    expect(target).to_contain_text("沿岸居民满意度")
    expect(target).to_be_in_viewport()
    colour = "(row) => getComputedStyle(row.querySelector('td')).backgroundColor"
    other = page.locator("tr[data-indicator]").first
    assert target.evaluate(colour) != other.evaluate(colour)


def test_the_address_carries_the_state_and_opening_it_runs_it(page: Page, town: Sample) -> None:
    state = {"q": "满意度", "year": "2024", "department": "slz-zxxx", "category": "数量指标"}
    results = open_search(page, town, **state)
    for name, value in state.items():
        expect(page.locator(f"[name={name}]")).to_have_value(value)
    query, filters = state["q"], {name: value for name, value in state.items() if name != "q"}
    assert results.get_attribute("data-total") == str(len(expected(town, query, filters))) != "0"
    page.select_option("[name=year]", "2023")
    assert state_of(page) == state | {"year": "2023"}
    done(page)
    assert [hit.project.split("/")[1] for hit in hits(page)] == ["2023"] * 2
    page.select_option("[name=category]", "")
    page.select_option("[name=department]", "")
    page.select_option("[name=year]", "")
    assert state_of(page) == {"q": "满意度"}
    assert done(page).get_attribute("data-total") == str(len(expected(town, "满意度")))


def test_an_address_with_a_year_that_the_site_lacks_finds_nothing_and_shows_why(page: Page, town: Sample) -> None:
    results = open_search(page, town, q="满意度", year="1999")
    assert results.get_attribute("data-total") == "0"
    expect(page.locator("[name=year]")).to_have_value("1999")


def test_enter_makes_a_history_entry_and_back_and_forward_restore_the_query(page: Page, town: Sample) -> None:
    page.goto(town.address)
    open_search(page, town, q="河涌")
    first = hits(page)
    enter(page, "路灯")
    second = hits(page)
    assert first != second
    page.go_back()
    expect(page.locator("input[name=q]")).to_have_value("河涌")
    done(page)
    assert (state_of(page), hits(page)) == ({"q": "河涌"}, first)
    page.go_forward()
    expect(page.locator("input[name=q]")).to_have_value("路灯")
    done(page)
    assert (state_of(page), hits(page)) == ({"q": "路灯"}, second)


def test_typing_searches_without_a_history_entry(page: Page, town: Sample) -> None:
    page.goto(town.address)
    open_search(page, town, q="河涌")
    entries = page.evaluate("history.length")
    page.locator("input[name=q]").press("End")
    page.locator("input[name=q]").press_sequentially("保洁")
    done(page)
    assert state_of(page) == {"q": "河涌保洁"}
    assert sorted(hit.project for hit in hits(page)) == expected(town, "河涌保洁")
    enter(page, "路灯")
    assert page.evaluate("history.length") == entries + 1
    page.go_back()
    expect(page.locator("input[name=q]")).to_have_value("河涌")
    page.go_back()
    page.wait_for_url(town.address)


def test_the_same_query_again_makes_no_second_history_entry(page: Page, town: Sample) -> None:
    page.goto(f"{town.address}search/?q={quote('河涌 保洁')}")  # %20, where a form writes +
    done(page)
    entries = page.evaluate("history.length")
    enter(page, "河涌 保洁")
    assert page.evaluate("history.length") == entries


def test_the_last_of_several_quick_queries_is_the_one_shown(page: Page, town: Sample) -> None:
    open_search(page, town)
    for query in ("满意度", "示例镇", "河涌", "路灯"):
        page.fill("input[name=q]", query)
        page.press("input[name=q]", "Enter")
    done(page)
    assert sorted(hit.project for hit in hits(page)) == expected(town, "路灯")
    expect(page.locator("#search-status")).to_contain_text("3个项目")


def test_the_search_box_of_a_project_leads_to_the_results(page: Page, town: Sample) -> None:
    page.goto(f"{town.address}projects/2024/wenyi-huiyan/index.html")
    box = page.locator("header input[name=q]")
    box.fill("≥90% 农户")
    box.press("Enter")
    page.wait_for_url("**/search/**")
    done(page)
    assert state_of(page) == {"q": "≥90% 农户"}
    expect(page.locator("main input[name=q]")).to_have_value("≥90% 农户")
    assert sorted(hit.project for hit in hits(page)) == expected(town, "≥90% 农户") != []


def test_where_nothing_is_found_the_page_says_what_to_do(page: Page, town: Sample) -> None:
    results = open_search(page, town, q="没有这回事")
    assert results.get_attribute("data-total") == "0"
    status = page.get_by_role("status")
    expect(status).to_contain_text("没有找到含有“没有这回事”的项目")
    expect(status).to_contain_text("换一个说法")
    expect(page.locator("[data-project]")).to_have_count(0)
    expect(page.get_by_role("button", name="显示更多")).to_be_hidden()


def test_before_anything_is_asked_nothing_is_claimed_and_nothing_loaded(page: Page, town: Sample) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(urlsplit(request.url).path))
    results = open_search(page, town)
    assert results.get_attribute("data-total") == "0"
    expect(page.get_by_role("status")).to_be_empty()
    assert [path for path in asked if "/pagefind/" in path] == []
    assert list(choices(page, "year")) == ["", "2024", "2023", "2022", "2021", "2020", "2019"]
    assert len(choices(page, "category")) > 10


def test_who_comes_back_finds_the_list_as_it_was_left(page: Page, town: Sample) -> None:
    open_search(page, town, q="示例镇")
    page.get_by_role("button", name="显示更多").click()
    expect(page.locator("[data-project]")).to_have_count(20)
    link = page.locator("[data-project] h2 a").nth(17)
    link.scroll_into_view_if_needed()
    place = page.evaluate("scrollY")
    link.click()
    page.wait_for_url("**/projects/**")
    page.go_back()
    done(page)
    expect(page.locator("[data-project]")).to_have_count(20)
    page.wait_for_function("(place) => Math.abs(scrollY - place) < 50", arg=place)


def test_a_place_on_the_page_is_no_other_search(page: Page, town: Sample) -> None:
    open_search(page, town, q="河涌")
    first = page.locator("[data-project]").first.element_handle()
    page.get_by_role("link", name="跳到正文").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**#main")
    assert first
    assert first.evaluate("(hit) => hit.isConnected")


def test_a_long_text_is_found_without_loading_the_whole_index(page: Page, town: Sample) -> None:
    goals = {text for known in town.projects.values() for text in known.groups[3] if len(text) > 40 and '"' not in text}
    texts = sorted(f'"{text}"' for text in goals)
    assert len(texts) > 5
    assert wrong(page, town, [(text, {}) for text in texts]) == []
    assert wrong(page, town, [(f"{text[:-2]}不{text[-2:]}", {}) for text in texts]) == []


def test_more_results_come_when_asked_for_until_all_are_there(page: Page, town: Sample) -> None:
    results = open_search(page, town, q="示例镇")
    total = len(expected(town, "示例镇"))
    assert results.get_attribute("data-total") == str(total)
    assert total > 20
    first = hits(page)
    assert len(first) < total
    page.get_by_role("button", name="显示更多").click()
    page.locator("[data-project]").nth(len(first)).wait_for()
    expect(page.locator("[data-project]").nth(len(first)).get_by_role("link").first).to_be_focused()
    show_all(page)
    shown = [hit.project for hit in hits(page)]
    assert shown == found_by_module(page, town, [("示例镇", {})])[0]


def refused(route: Route) -> None:
    route.fulfill(status=404, content_type="text/html", body="<h1>404</h1>")


def cut_off(route: Route) -> None:
    route.abort()


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


# ---- facets ----


def choices(page: Page, name: str) -> dict[str, str]:
    """The options of a filter: what they say, by value."""
    pairs = page.eval_on_selector_all(f"[name={name}] option", "(all) => all.map((one) => [one.value, one.text])")
    return dict(pairs)


@pytest.mark.parametrize(
    "filters",
    [
        {},
        {"year": "2024"},
        {"category": "数量指标"},
        {"kind": "at-least", "category": "质量指标"},
        {"department": "slz-wtz"},
    ],
)
def test_each_filter_tells_how_many_projects_each_choice_would_leave(
    page: Page, town: Sample, filters: dict[str, str]
) -> None:
    open_search(page, town, q="满意度", **filters)
    for name in ("year", "department", "category", "kind"):
        others = {key: value for key, value in filters.items() if key != name}
        offered = choices(page, name)
        for value, text in offered.items():
            if value == "" or (name == "year" and filters.get("year") not in (None, value)):
                continue  # a year that wasn't searched
            count = len(expected(town, "满意度", {**others, name: value}))
            assert text.endswith(f"（{count}）") or (count == 0 and value == filters.get(name)), (name, text, count)
        left = {value for value in VALUES[name](town) if expected(town, "满意度", {**others, name: value})}
        assert left <= set(offered), name


VALUES: dict[str, Callable[[Sample], set[str]]] = {
    "year": lambda town: {str(known.project.record.year) for known in town.projects.values()},
    "department": lambda town: {known.project.department for known in town.projects.values()},
    "category": lambda town: {one for known in town.projects.values() for one, _ in targets(known.project.record)},
    "kind": lambda town: {kind for known in town.projects.values() for _, kind in targets(known.project.record)},
}


def test_category_and_kind_of_value_are_asked_of_the_same_indicator(page: Page, town: Sample) -> None:
    queries: list[Query] = [
        ("满意度", {"category": category, "kind": kind})
        for category in VALUES["category"](town)
        for kind in VALUES["kind"](town)
    ]
    assert wrong(page, town, queries) == []
    both = {"category": "数量指标", "kind": "text"}
    apart = [expected(town, "满意度", {name: value}) for name, value in both.items()]
    assert set(expected(town, "满意度", both)) < set(apart[0]) & set(apart[1])


def test_departments_are_named_the_most_frequent_first(page: Page, town: Sample) -> None:
    open_search(page, town, q="满意度")
    offered = list(choices(page, "department").values())
    assert offered[:2] == ["全部单位", "示例镇农业农村服务中心（15）"]


def test_a_filter_is_called_by_its_name_also_where_nothing_is_found(page: Page, town: Sample) -> None:
    open_search(page, town, q="没有这回事", department="slz-wtz")
    assert choices(page, "department")["slz-wtz"] == "示例镇文化体育服务站"


def test_a_filter_of_indicators_shows_the_one_by_which_a_project_passes(page: Page, town: Sample) -> None:
    open_search(page, town, q="沿岸居民满意度", year="2024", category="质量指标")
    rows = page.locator("#results li")
    expect(rows).to_have_count(2)
    expect(rows.nth(0)).to_have_attribute("data-indicator", re.compile("."))
    expect(rows.nth(1)).to_contain_text("质量指标")
    expect(rows.nth(1)).to_contain_text("水面保洁达标率")
    assert rows.nth(1).get_attribute("data-indicator") is None
    open_search(page, town, q="水面保洁达标率", year="2024", category="质量指标")
    expect(rows).to_have_count(1)


def test_rows_that_hold_all_words_stand_before_those_that_hold_one(page: Page, town: Sample) -> None:
    open_search(page, town, q="满意度 ≥90%", year="2024")
    for hit in hits(page):
        held = [len({normalise(mark) for mark in marks}) for marks in hit.row_marks]
        assert held == sorted(held, reverse=True), hit


def test_an_unknown_order_is_no_order(page: Page, town: Sample) -> None:
    usual = found_by_module(page, town, [("河涌", {})])[0]
    for name in ("constructor", "__proto__", "valueOf", "upside-down"):
        open_search(page, town, q="河涌", sort=name)
        assert [hit.project for hit in hits(page)] == usual
        expect(page.locator("[name=sort]")).to_have_value("")


def test_the_filters_can_be_cleared_at_once(page: Page, town: Sample) -> None:
    open_search(page, town, q="满意度", year="2024", category="数量指标", sort="budget")
    page.get_by_role("button", name="清除筛选").click()
    assert state_of(page) == {"q": "满意度"}
    assert done(page).get_attribute("data-total") == str(len(expected(town, "满意度")))
    expect(page.get_by_role("button", name="清除筛选")).to_be_hidden()
    expect(page.locator("#results")).to_be_focused()
    page.go_back()
    assert state_of(page) == {"q": "满意度", "year": "2024", "category": "数量指标", "sort": "budget"}


def test_the_order_is_part_of_the_address(page: Page, town: Sample) -> None:
    open_search(page, town, q="示例镇", sort="budget")
    expect(page.locator("[name=sort]")).to_have_value("budget")
    budgets = [town.projects[hit.project].project.record.budget for hit in hits(page)]
    assert budgets == sorted(budgets, reverse=True)


# ---- nothing found ----


def test_of_several_words_it_is_told_which_one_is_missing_and_what_is_near(page: Page, town: Sample) -> None:
    open_search(page, town, q="河涌保洁队伍 路灯")
    advice = page.locator("#search-advice")
    expect(advice).to_contain_text("全部项目里没有“河涌保洁队伍”")
    expect(advice).to_contain_text(f"有“路灯”的项目有{len(expected(town, '路灯'))}个")
    advice.get_by_role("button", name="改查“河涌保洁”").click()
    done(page)
    assert state_of(page) == {"q": "河涌保洁 路灯"}
    expect(advice).to_contain_text("没有一个项目同时有这几个词")
    advice.get_by_role("button", name="只查“路灯”").click()
    assert done(page).get_attribute("data-total") == str(len(expected(town, "路灯")))
    expect(advice).to_be_empty()
    expect(page.locator("#results")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator("#results a").first).to_be_focused()


def test_a_name_and_its_value_in_one_word_are_offered_apart(page: Page, town: Sample) -> None:
    open_search(page, town, q="满意度≥90%")
    page.get_by_role("button", name="改查“满意度 ≥90%”").click()
    assert done(page).get_attribute("data-total") == str(len(expected(town, "满意度 ≥90%"))) != "0"
    assert state_of(page) == {"q": "满意度 ≥90%"}


def test_a_year_among_the_words_is_offered_as_a_filter(page: Page, town: Sample) -> None:
    assert expected(town, "2021 河涌") == []
    open_search(page, town, q="2021 河涌")
    page.get_by_role("button", name="只看2021年度").click()
    done(page)
    assert state_of(page) == {"q": "河涌", "year": "2021"}
    assert [hit.project for hit in hits(page)] == ["projects/2021/heyong-baojie/"]


def test_the_nearest_is_the_longest_part_and_never_a_piece_of_a_number(page: Page, town: Sample) -> None:
    for query, near in (("满意度*", "满意度"), ("的沿岸居民满意度好", "沿岸居民满意度"), ("98765", None)):
        open_search(page, town, q=query)
        buttons = page.locator("#search-advice button").all_inner_texts()
        assert buttons == ([f"改查“{near}”"] if near else []), query


def test_where_only_the_filters_stand_in_the_way_they_can_be_taken_off(page: Page, town: Sample) -> None:
    open_search(page, town, q="河涌", year="2024", kind="tolerance")
    assert expected(town, "河涌", {"year": "2024", "kind": "tolerance"}) == []
    expect(page.get_by_role("status")).to_have_text("没有符合筛选条件的项目。")
    page.get_by_role("button", name="去掉筛选条件").click()
    assert done(page).get_attribute("data-total") == "1"
    assert state_of(page) == {"q": "河涌", "year": "2024"}


def test_where_a_year_has_nothing_all_years_are_offered(page: Page, town: Sample) -> None:
    open_search(page, town, q="河涌", year="2019")
    advice = page.locator("#search-advice")
    expect(advice).to_contain_text("2019年度的项目里没有“河涌”")
    advice.get_by_role("button", name="查全部年度").click()
    assert done(page).get_attribute("data-total") == str(len(expected(town, "河涌")))


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


class Held:
    """Requests that wait until they are let go."""

    def __init__(self, page: Page, pattern: str | re.Pattern[str]) -> None:
        self._waiting: list[Route] = []
        self._is_held = True
        page.route(pattern, lambda route: self._waiting.append(route) if self._is_held else route.continue_())

    def let_go(self) -> None:
        self._is_held = False
        for route in self._waiting:
            route.continue_()


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
