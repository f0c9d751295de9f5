"""The filters with their counts, and what the page says where nothing is found."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from builder.search.normalise import normalise
from tests.reference import Query, targets
from tests.search_site import (
    Sample,
    choices,
    done,
    expected,
    found_by_module,
    hits,
    open_search,
    state_of,
    wrong,
)

# ---- facets ----


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
