"""The search in a real Chromium, over HTTP: exactly the right projects, in the right order."""

import random
from collections.abc import Sequence
from itertools import pairwise

import pytest
import yaml
from playwright.sync_api import Page

from builder.search.normalise import normalise
from tests import reference
from tests.conftest import ROOT
from tests.reference import Query, terms
from tests.search_site import Sample, expected, found_by_module, is_plain, runs_in, runs_nowhere, take, wrong

RUNS = 200
JUDGED = ROOT / "tests/judged_queries.yaml"


@pytest.fixture(params=["real", "town"])
def sample(request: pytest.FixtureRequest) -> Sample:
    found: Sample = request.getfixturevalue(request.param)
    return found


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


def test_the_order_is_the_one_that_was_judged_right(page: Page, town: Sample) -> None:
    judged = yaml.safe_load(JUDGED.read_text("utf-8"))
    assert len(judged) >= 30
    queries: list[Query] = [(entry["query"], entry.get("filters", {})) for entry in judged]
    for entry, urls in zip(judged, found_by_module(page, town, queries), strict=True):
        first, last = entry["first"], entry.get("last", [])
        assert urls[: len(first)] == first, entry
        assert urls[len(urls) - len(last) :] == last, entry
        assert len(urls) == entry.get("total", len(urls)), entry


def test_other_orders_are_by_budget_and_by_year(page: Page, town: Sample) -> None:
    answers = found_by_module(page, town, [("满意度", {"sort": order}) for order in ("budget", "year")])
    by_budget, by_year = ([town.projects[url].project.record for url in urls] for urls in answers)
    assert [record.budget for record in by_budget] == sorted((record.budget for record in by_budget), reverse=True)
    assert [record.year for record in by_year] == sorted((record.year for record in by_year), reverse=True)
    assert sorted(answers[0]) == sorted(answers[1]) == expected(town, "满意度")
