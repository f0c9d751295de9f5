"""The search in a real Chromium, over HTTP: exactly the right projects, shown as they should be."""

import random
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple
from urllib.parse import parse_qs, quote, urlencode, urlsplit

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from builder.search.normalise import normalise
from tests import reference
from tests.conftest import CONTENT, ROOT, build, served
from tests.reference import Filters, Query, holds, matching_rows, terms

TOWN = ROOT / "tests/sites/town/content"
RUNS = 200


class Sample(NamedTuple):
    """A site: what it is made of, and where it is served."""

    projects: dict[str, reference.Known]
    folder: Path
    address: str

    @property
    def fields(self) -> list[str]:
        return [field for known in self.projects.values() for field in known.fields]


@pytest.fixture(scope="module")
def real(site: Path, address: str) -> Sample:
    return Sample(reference.projects_of(CONTENT), site, address)


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sample]:
    folder = build(TOWN, tmp_path_factory.mktemp("town") / "output")
    with served(folder) as address:
        yield Sample(reference.projects_of(TOWN), folder, address)


@pytest.fixture(params=["real", "town"])
def sample(request: pytest.FixtureRequest) -> Sample:
    found: Sample = request.getfixturevalue(request.param)
    return found


def expected(sample: Sample, query: str, filters: Filters | None = None) -> list[str]:
    """The addresses of the projects that are right, sorted."""
    return reference.expected(sample.projects, query, filters)


# ---- runs of characters ----


def is_plain(run: str) -> bool:
    """Whether a run is nothing but terms: a pair of quotes would be read as the sign of a phrase."""
    return bool(terms(run)) and normalise(run).count('"') < 2


def runs_in(sample: Sample, seed: int) -> Iterator[str]:
    """Runs of 1 to 8 characters out of the fields, without end."""
    chance = random.Random(seed)
    texts = sample.fields
    while True:
        text, length = chance.choice(texts), chance.randint(1, 8)
        start = chance.randint(0, max(0, len(text) - length))
        run = text[start : start + length]
        if is_plain(run):
            yield run


def runs_nowhere(sample: Sample, seed: int) -> Iterator[str]:
    """Runs made of the same characters in another order, which no project holds."""
    chance = random.Random(seed)
    runs = runs_in(sample, seed)
    while True:
        characters = list(next(runs) + next(runs))
        chance.shuffle(characters)
        run = "".join(characters[: chance.randint(2, 8)])
        if is_plain(run) and expected(sample, run) == []:
            yield run


def take(runs: Iterator[str], count: int) -> list[str]:
    found: dict[str, None] = {}
    for run in runs:
        found[run] = None
        if len(found) == count:
            break
    return list(found)


# ---- what the browser finds ----

SEARCH = """async (calls) => {
    const { search } = await import(new URL("assets/js/search.js", location));
    const found = [];
    for (const [query, filters] of calls) {
        const { total, results } = await search(query, filters);
        found.push([total, results.map((result) => result.url)]);
    }
    return found;
}"""


def found_by_module(page: Page, sample: Sample, queries: Sequence[Query]) -> list[list[str]]:
    """The addresses that search.js gives for each query, in its order."""
    page.goto(sample.address)
    answers = page.evaluate(SEARCH, list(queries))
    assert all(total == len(urls) == len(set(urls)) for total, urls in answers)
    return [urls for _, urls in answers]


def wrong(page: Page, sample: Sample, queries: Sequence[Query]) -> list[tuple[Query, list[str], list[str]]]:
    """The queries that don't give exactly what is right."""
    answers = found_by_module(page, sample, queries)
    truths = [expected(sample, *query) for query in queries]
    both = zip(queries, answers, truths, strict=True)
    return [(query, sorted(got), truth) for query, got, truth in both if sorted(got) != truth]


ACTIVITIES, SOCIAL_WORK = "projects/2024/gonghui-huodong/", "projects/2024/goumai-shegong-fuwufei/"

OF_THE_UNION = {
    "困难职工": [ACTIVITIES],
    "持证上岗": [SOCIAL_WORK],
    "≥50%": [SOCIAL_WORK],
    "≥５０％": [SOCIAL_WORK],
    "≤50%": [],
    "10.5万": [SOCIAL_WORK],
    "春节前": [ACTIVITIES],
    "≥90%": [ACTIVITIES, SOCIAL_WORK],
    "困难职工 春节前": [ACTIVITIES],
    "困难职工 持证上岗": [],
    "": [],
    "\u3000 \n": [],
}


def test_a_query_finds_the_right_projects_of_the_union(page: Page, real: Sample) -> None:
    answers = found_by_module(page, real, [(query, {}) for query in OF_THE_UNION])
    assert dict(zip(OF_THE_UNION, map(sorted, answers), strict=True)) == OF_THE_UNION


def found_of(page: Page, sample: Sample, runs: Sequence[str]) -> dict[str, list[str]]:
    """What was found, of the runs that found something."""
    answers = found_by_module(page, sample, [(run, {}) for run in runs])
    return {run: urls for run, urls in zip(runs, answers, strict=True) if urls}


def test_any_run_of_characters_finds_exactly_the_projects_that_hold_it(page: Page, sample: Sample) -> None:
    runs = take(runs_in(sample, seed=1), RUNS)
    assert wrong(page, sample, [(run, {}) for run in runs]) == []


def test_a_run_that_occurs_nowhere_finds_nothing(page: Page, sample: Sample) -> None:
    runs = take(runs_nowhere(sample, seed=2), RUNS)
    assert found_of(page, sample, runs) == {}


def test_a_run_across_two_fields_or_two_cells_finds_nothing(page: Page, sample: Sample) -> None:
    across = {
        f"{one[-2:]}{other[:2]}"
        for known in sample.projects.values()
        for one, other in pairwise([*known.fields, known.project.record.name])
    }
    runs = sorted(run for run in across if is_plain(run) and expected(sample, run) == [])
    assert len(runs) > 10
    assert found_of(page, sample, runs) == {}


def test_every_field_is_found_by_its_whole_text(page: Page, sample: Sample) -> None:
    texts = sorted({field for field in sample.fields if '"' not in field})
    answers = found_by_module(page, sample, [(f'"{text}"', {}) for text in texts])
    for text, urls in zip(texts, answers, strict=True):
        (whole,) = terms(f'"{text}"')
        holders = [address for address, known in sample.projects.items() if reference.place(known, whole) is not None]
        assert sorted(urls) == sorted(holders), text


def test_several_terms_must_all_occur_in_the_project(page: Page, town: Sample) -> None:
    chance = random.Random(3)
    runs = take(runs_in(town, seed=3), RUNS)
    queries: list[Query] = [(f"{one}\u3000 {chance.choice(runs)}", {}) for one in runs]
    queries = [query for query in queries if is_plain(query[0])]
    assert sum(bool(expected(town, query)) for query, _ in queries) > 20
    assert wrong(page, town, queries) == []


def test_a_phrase_in_quotes_keeps_its_spaces(page: Page, town: Sample) -> None:
    answers = found_by_module(
        page, town, [("空 白字", {}), ('"空 白字"', {}), ("＂空\u3000白字＂", {}), ('"白字 空"', {})]
    )
    assert answers == [["projects/2019/slz-ceshi/kongbai/"]] * 3 + [[]]


def test_filters_keep_the_year_the_department_and_the_category(page: Page, town: Sample) -> None:
    chance = random.Random(4)
    projects = [known.project for known in town.projects.values()]
    choices = {
        "year": [str(project.record.year) for project in projects],
        "department": [project.department for project in projects],
        "category": sorted({name for project in projects for name in project.record.categories()}),
    }
    queries: list[Query] = []
    for run in take(runs_in(town, seed=4), RUNS):
        names = chance.sample(list(choices), chance.randint(1, 3))
        queries.append((run[:2] if is_plain(run[:2]) else run, {name: chance.choice(choices[name]) for name in names}))
    assert sum(bool(expected(town, *query)) for query in queries) > 20
    assert wrong(page, town, queries) == []
    nothing: list[Query] = [
        ("镇", {"year": "1999"}),
        ("镇", {"department": "nobody"}),
        ("镇", {"category": "没有指标"}),
    ]
    assert found_by_module(page, town, nothing) == [[], [], []]
    assert expected(town, "镇")


def test_queries_at_the_same_time_do_not_disturb_each_other(page: Page, town: Sample) -> None:
    runs = take(runs_in(town, seed=5), 60)
    page.goto(town.address)
    answers = page.evaluate(
        """async (queries) => {
            const { search } = await import(new URL("assets/js/search.js", location));
            const found = await Promise.all(queries.map((query) => search(query)));
            return found.map(({ results }) => results.map((result) => result.url));
        }""",
        runs,
    )
    assert [sorted(urls) for urls in answers] == [expected(town, run) for run in runs]


def test_results_come_in_the_order_of_relevance(page: Page, town: Sample) -> None:
    runs = take((run for run in runs_in(town, seed=6) if normalise(run)), RUNS)
    queries = [*runs, *(f"{one[:2]} {other[:2]}" for one, other in pairwise(runs)), "示例镇", "完成", "script"]
    queries = [query for query in queries if all(map(normalise, terms(query)))]
    seen = set()
    for query, urls in zip(queries, found_by_module(page, town, [(query, {}) for query in queries]), strict=True):
        order = [reference.standing(town.projects[url], terms(query)) for url in urls]
        assert order == sorted(order), query
        seen |= {(rank, apart) for rank, apart, *_ in order if len(terms(query)) == 1}
    # A name, an indicator's name, a value, a goal and the department, as a whole and in part: all have occurred.
    assert {rank for rank, _ in seen} >= {0, 1, 2, 3, 4, 5, 7, 9}


def test_other_orders_are_by_budget_and_by_year(page: Page, town: Sample) -> None:
    answers = found_by_module(page, town, [("满意度", {"sort": order}) for order in ("budget", "year")])
    by_budget, by_year = ([town.projects[url].project.record for url in urls] for urls in answers)
    assert [record.budget for record in by_budget] == sorted((record.budget for record in by_budget), reverse=True)
    assert [record.year for record in by_year] == sorted((record.year for record in by_year), reverse=True)
    assert sorted(answers[0]) == sorted(answers[1]) == expected(town, "满意度")


# ---- the page ----


def done(page: Page) -> Locator:
    """The results, when they are there."""
    results = page.locator("#results[aria-busy=false]")
    results.wait_for(state="attached")
    return results


def open_search(page: Page, sample: Sample, **state: str) -> Locator:
    page.goto(f"{sample.address}search/?{urlencode(state)}")
    return done(page)


def enter(page: Page, query: str) -> Locator:
    page.fill("input[name=q]", query)
    page.press("input[name=q]", "Enter")
    return done(page)


def state_of(page: Page) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(page.url).query).items()}


class Hit(NamedTuple):
    project: str
    rows: list[str]
    marks: list[str]
    row_marks: list[list[str]]


HITS = """(hits) => hits.map((hit) => {
    const marks = (element) => [...element.querySelectorAll("mark")].map((mark) => mark.textContent);
    const rows = [...hit.querySelectorAll("[data-indicator]")];
    return [hit.dataset.project, rows.map((row) => row.dataset.indicator), marks(hit), rows.map(marks)];
})"""


def hits(page: Page) -> list[Hit]:
    return [Hit(*hit) for hit in page.eval_on_selector_all("#results [data-project]", HITS)]


def show_all(page: Page) -> None:
    more = page.get_by_role("button", name="显示更多")
    while more.is_visible():
        shown = page.locator("[data-project]").count()
        more.click()
        page.locator("[data-project]").nth(shown).wait_for()


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
    queries += ["200盏，完成", "新建污水管网"]
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


def test_before_anything_is_asked_nothing_is_claimed(page: Page, town: Sample) -> None:
    results = open_search(page, town)
    assert results.get_attribute("data-total") == "0"
    expect(page.get_by_role("status")).to_be_empty()


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


LOADED = ["shards.json", "2022-1/facts.txt*", "2022-1/zh_*.txt", "projects/2022/*.json*"]


def refused(route: Route) -> None:
    route.fulfill(status=404, content_type="text/html", body="<h1>404</h1>")


def cut_off(route: Route) -> None:
    route.abort()


def test_a_search_that_fails_says_so_and_can_be_tried_again(browser: Browser, town: Sample) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        for name, trouble in [*((name, refused) for name in LOADED), (LOADED[-1], cut_off)]:
            page.route(f"**/pagefind/{name}", trouble)
            results = open_search(page, town, q="河涌")
            assert "搜索没有成功" in page.get_by_role("status").inner_text(), name
            assert results.get_attribute("data-total") == "0", name
            page.unroute(f"**/pagefind/{name}")
            enter(page, "河涌")
            assert sorted(hit.project for hit in hits(page)) == expected(town, "河涌"), name


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
            assert all(link.startswith((below.address, "https://www.gov.cn/")) for link in links), path
        assert wrong(page, below, [("满意度", {}), ("≥90%", {"year": "2024"}), ("没有这回事", {})]) == []
        open_search(page, below, q="沿岸居民满意度", year="2022")
        page.locator("[data-indicator] a").click()
        page.wait_for_url("**/a/b/projects/2022/heyong-baojie/index.html#*")
        expect(page.locator("tr:target")).to_be_visible()
    assert [path for status, path in asked if status >= 400 or not path.startswith("/a/b/")] == []


def test_the_search_works_under_a_strict_content_security_policy(page: Page, town: Sample) -> None:
    policy = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'"

    def serve(route: Route) -> None:
        response = route.fetch()
        route.fulfill(response=response, headers={**response.headers, "content-security-policy": policy})

    page.route("**/*", serve)
    open_search(page, town, q="河涌")
    assert sorted(hit.project for hit in hits(page)) == expected(town, "河涌")
    assert is_styled(page)


def is_styled(page: Page) -> bool:
    return page.locator(".site-header").evaluate("(header) => getComputedStyle(header).borderTopWidth") == "4px"


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
    assert page.locator("tbody th a").all_inner_texts() == names


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
