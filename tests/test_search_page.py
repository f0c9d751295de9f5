"""The search page as people use it: what a result shows, the address, the keyboard, the messages."""

import re
from urllib.parse import quote, urlsplit

from playwright.sync_api import Page, expect

from tests.reference import holds, matching_rows, terms
from tests.search_site import (
    Sample,
    choices,
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


def test_a_long_text_is_compared_to_its_very_end(page: Page, town: Sample) -> None:
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
