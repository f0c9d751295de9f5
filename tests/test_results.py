"""Target and result side by side: what a self-evaluation's result makes of its target, and how a page says it."""

import operator
from collections import Counter
from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Page, expect

from builder.model import Indicator, Record
from builder.model.result import State, judge, judgements
from builder.model.target import parse_target
from builder.render.form import form_table
from tests.built import Site, main, of_class, section, target, text
from tests.conftest import RESULTS
from tests.search_site import Sample
from tests.test_downloads import data, loaded, minimal

MET, MISSED, PENDING, INCOMPARABLE = "达成", "未达成", "待公布", "不可比"

NO_SIGN = "目标没有写明是至少还是至多"
NO_DEADLINE = "目标没有写明是不是最晚的日期"
VAGUE = "结果不是一个确定的数"
VAGUE_DAY = "结果的日期写得不够细"
OTHER_WORDS = "目标是文字，结果的写法不同"


def indicator(target: str | None, result: str | None, period: str | None = None) -> Indicator:
    typed = {"三级指标": "指标", "实施周期指标值": period, "当年度指标值": target, "实际完成值": result}
    return Indicator.model_validate({key: value for key, value in typed.items() if value})


# ---- one indicator ----

JUDGED = [
    # at least, at most, more, less
    ("≥90%", "93%", MET, None),
    ("≥90%", "90%", MET, None),
    ("≥90%", "89.99%", MISSED, None),
    ("不少于3场", "4场", MET, None),
    (">88%", "88.1%", MET, None),
    (">88%", "88%", MISSED, None),
    ("≤10.5万/人", "10.5万/人", MET, None),
    ("≤10.5万/人", "11万/人", MISSED, None),
    ("<5起", "4起", MET, None),
    ("<5起", "5起", MISSED, None),
    ("10次以上", "10次", MET, None),
    # exactly, where the sign says so
    ("=100%", "100%", MET, None),
    ("=100%", "98%", MISSED, None),
    ("等于4台", "5台", MISSED, None),
    # a plain number: met by the same one, of others the form doesn't tell
    ("4台", "4台", MET, None),
    ("1,000次", "1000次", MET, None),
    ("100%", "１００％", MET, None),
    ("4台", "5台", INCOMPARABLE, NO_SIGN),
    ("4台", "3台", INCOMPARABLE, NO_SIGN),
    ("100%", "98%", INCOMPARABLE, NO_SIGN),
    # ranges and tolerances
    ("80%-90%", "80%", MET, None),
    ("80%-90%", "95%", MISSED, None),
    ("±3%以内", "-2.5%", MET, None),
    ("±3%以内", "4%", MISSED, None),
    ("±3%", "±2%", MET, None),
    # a result that isn't one number is judged where every number that it leaves open says the same
    ("≥90%", "≥95%", MET, None),
    ("≥90%", "<90%", MISSED, None),
    ("≥90%", "80%-85%", MISSED, None),
    ("≥90%", "≥85%", INCOMPARABLE, VAGUE),
    ("≤20%", "10%-30%", INCOMPARABLE, VAGUE),
    # units
    ("≤48万元", "476500元", MET, None),
    ("≤48万元", "480000.01元", MISSED, None),
    ("≥3.2万人次", "31650人次", MISSED, None),
    ("≥0.5亿元", "5000万元", MET, None),
    ("≥10万", "100000", MET, None),
    ("≥95%", "96百分比", MET, None),
    ("≥5㎡", "6m²", MET, None),
    ("≥240场", "251场次", INCOMPARABLE, "单位不同"),
    ("≤2周", "12天", INCOMPARABLE, "单位不同"),
    ("≥3公里", "3500米", INCOMPARABLE, "单位不同"),
    ("100%", "1", INCOMPARABLE, "结果没有写单位"),
    ("≥3", "4场", INCOMPARABLE, "目标没有写单位"),
    # days
    ("2024年10月底前", "2024年9月", MET, None),
    ("2024年10月底前", "2024-10-31", MET, None),
    ("2024年10月底前", "2024年11月1日", MISSED, None),
    ("2024年内完成", "2025年1月", MISSED, None),
    ("2024年2月底前", "2024年2月29日", MET, None),
    ("2024年10月31日前", "2024年10月30日", MET, None),
    ("2024年10月31日前", "2024年11月", MISSED, None),
    ("2024年10月31日前", "2024年10月31日", INCOMPARABLE, "目标没有写明当天算不算"),
    ("2024年10月前", "2024年10月8日", INCOMPARABLE, "目标没有写明当月算不算"),
    ("2024年前", "2024年3月", INCOMPARABLE, "目标没有写明当年算不算"),
    ("2024年10月15日前", "2024年10月", INCOMPARABLE, VAGUE_DAY),
    ("2024年12月", "2024年12月20日", MET, None),
    ("2024年12月底", "2024年12月31日", MET, None),
    ("2024年12月", "2024年11月20日", INCOMPARABLE, NO_DEADLINE),
    ("2024-12-31", "2025-01-01", INCOMPARABLE, NO_DEADLINE),
    ("2024年12月底", "2024年12月20日", INCOMPARABLE, NO_DEADLINE),
    ("2024年12月", "2024年12月底前", INCOMPARABLE, NO_DEADLINE),
    ("2024年10月15日前", "2024年9月底前", MET, None),
    ("2024年12月", "5次", INCOMPARABLE, "目标是日期，结果不是"),
    ("≥5次", "2024年5月", INCOMPARABLE, "结果是日期，目标不是"),
    # texts
    ("是", "是", MET, None),
    ("有效\n保障", "有效保障", MET, None),
    ("是", "否", INCOMPARABLE, OTHER_WORDS),
    ("有效提高", "显著提高", INCOMPARABLE, OTHER_WORDS),
    ("有效提高", "95%", INCOMPARABLE, OTHER_WORDS),
    ("有效提高", "全部完成", INCOMPARABLE, OTHER_WORDS),
    ("≥5场", "五场", INCOMPARABLE, "结果是文字"),
    ("≥500人", "约520人", INCOMPARABLE, "结果的写法程序认不准"),
    ("每季度≥1次", "4次", INCOMPARABLE, "目标的写法程序认不准"),
    # the grades of the form of 绩效自评
    ("稳定运行", "达成预期指标", MET, None),
    ("稳定运行", "达成年度指标。", MET, None),
    ("稳定运行", "部分达成预期指标并具有一定效果", MISSED, "部分达成，算作未达成"),
    ("达成预期指标", "部分达成年度指标并具有一定效果", MISSED, "部分达成，算作未达成"),
    ("稳定运行", "未达成预期指标且效果较差", MISSED, None),
    ("稳定运行", "未达成年度指标", MISSED, None),
    ("稳定运行", "基本达成预期指标", INCOMPARABLE, OTHER_WORDS),
    ("≥90%", "达成预期指标", INCOMPARABLE, "结果是文字"),
    # no result, no target
    ("≥90%", None, PENDING, None),
    ("≥90%", "—", PENDING, None),
    ("有效提高", "/", PENDING, None),
    (None, "95%", INCOMPARABLE, "没有设置指标值"),
    ("/", "/", INCOMPARABLE, "没有设置指标值"),
    ("*", None, INCOMPARABLE, "没有设置指标值"),
]


@pytest.mark.parametrize(("target", "result", "state", "reason"), JUDGED)
def test_a_result_is_judged_by_what_both_texts_say_for_sure(
    target: str | None, result: str | None, state: str, reason: str | None
) -> None:
    assert judge(indicator(target, result)) == (state, reason)


def test_where_the_year_has_no_target_that_of_the_whole_period_counts_and_is_named() -> None:
    against = "与实施周期指标值相比"
    assert judge(indicator(None, "93%", "≥90%")) == (MET, against)
    assert judge(indicator("/", "85%", "≥90%")) == (MISSED, against)
    assert judge(indicator("≥80%", "85%", "≥90%")) == (MET, None)
    assert judge(indicator(None, "5台", "4台")) == (INCOMPARABLE, NO_SIGN)
    assert judge(indicator(None, None, "≥90%")) == (PENDING, None)


VALUES = st.sampled_from([case[side] for case in JUDGED for side in (0, 1) if case[side]])
typed = VALUES | st.text(max_size=12) | st.from_regex(r"\A[≥≤=±><]?-?[0-9]{1,3}(\.[0-9])?(%|万元|元)?\Z")


@given(typed, typed)
def test_whatever_is_typed_there_is_a_state_and_a_reason_where_nothing_can_be_told(before: str, after: str) -> None:
    state, reason = judge(
        Indicator(三级指标="指标", 当年度指标值=before.strip() or None, 实际完成值=after.strip() or None)
    )
    assert state in State
    assert reason or state is not State.INCOMPARABLE


@given(typed)
def test_a_result_that_repeats_its_target_meets_it(value: str) -> None:
    if parse_target(value.strip()).is_set:
        assert judge(indicator(value.strip(), value.strip())).state is State.MET


SIGNS = {"≥": operator.ge, ">": operator.gt, "≤": operator.le, "<": operator.lt, "=": operator.eq}
numbers = st.decimals(-10_000, 10_000, places=4)


@given(
    st.sampled_from(sorted(SIGNS)), numbers, numbers, st.sampled_from([("万元", 10_000), ("元", 1), ("亿元", 10**8)])
)
def test_a_sign_means_what_it_means_in_arithmetic(
    sign: str, wanted: Decimal, found: Decimal, unit: tuple[str, int]
) -> None:
    name, size = unit
    is_met = SIGNS[sign](found, wanted * size)
    assert judge(indicator(f"{sign}{wanted:f}{name}", f"{found:f}元")) == (MET if is_met else MISSED, None)


def test_no_digit_is_lost_in_a_comparison_of_units() -> None:
    target = "≤99999999999.00000000000000000001万元"
    assert judge(indicator(target, "999999999990000.00000000000000010000元")) == (MET, None)
    assert judge(indicator(target, "999999999990000.00000000000000010001元")) == (MISSED, None)


# ---- a record ----


def evaluated(*rows: tuple[str | None, ...]) -> Record:
    """A record whose rows are (target, result, 分值, 得分)."""
    keys = ("当年度指标值", "实际完成值", "分值", "得分")
    indicators = [
        {"三级指标": f"指标{number}"} | {key: cell for key, cell in zip(keys, row, strict=False) if cell}
        for number, row in enumerate(rows)
    ]
    return Record.model_validate({**minimal("乙"), "绩效指标": {"产出指标": {"数量指标": indicators}}})


def test_a_record_without_a_result_has_no_states() -> None:
    for nothing in (None, "—", "/", "*"):
        assert judgements(evaluated(("≥1次", nothing), ("≥2次", None))) == {}


def test_one_result_gives_every_indicator_a_state() -> None:
    record = evaluated(("≥1次", "1次"), ("≥2次", None))
    assert [one.state for one in judgements(record).values()] == [MET, PENDING]
    assert list(judgements(record)) == [row.id for row in record.rows()]


# ---- the page ----

SHOWN = {
    "projects/2023/hedao-baojie/": {
        "保洁河道长度": ("12.6公里", MET, None),
        "清运垃圾次数": ("231次", MISSED, None),
        "保洁船数量": ("2艘", MET, None),
        "垃圾桶更换数量": ("46个", INCOMPARABLE, NO_SIGN),
        "水面漂浮物面积偏差": ("-1.5%", MET, None),
        "岸线绿化成活率": ("97%", MISSED, None),
        "汛前清淤完成时间": ("2023年4月18日", MET, None),
        "保洁总费用": ("476500元", MET, None),
        "沿河步道使用人次": ("20000人次", MISSED, None),
        "水质检测达标": ("是", MET, None),
        "沿河居民满意度": ("92%", MISSED, None),
    },
    "projects/2023/laonian-shitang/": {
        "每餐补助标准": ("6元/餐", MET, "与实施周期指标值相比"),
        "食品安全事故": ("/", INCOMPARABLE, "没有设置指标值"),
        "开办食堂数量": (None, PENDING, None),
        "供餐次数": ("251场次", INCOMPARABLE, "单位不同"),
        "就餐老人人数": ("约520人", INCOMPARABLE, "结果的写法程序认不准"),
        "菜谱更新次数": ("4次", INCOMPARABLE, "目标的写法程序认不准"),
        "厨师持证上岗率": ("1", INCOMPARABLE, "结果没有写单位"),
        "第二食堂开业时间": ("2023年8月20日", INCOMPARABLE, NO_DEADLINE),
        "补助资金拨付": ("达成年度指标", MET, None),
        "减轻家庭照料负担，让子女白天能够安心上班": (
            "部分达成预期指标并具有一定效果",
            MISSED,
            "部分达成，算作未达成",
        ),
        "带动邻里互助": ("有所增强", INCOMPARABLE, OTHER_WORDS),
        "建立长效机制": ("未达成预期指标且效果较差", MISSED, None),
        "老人满意度": ("—", PENDING, None),
    },
}
"""What the pages of the sample site say of each indicator, written down from its records."""

TALLIES = {
    "projects/2023/hedao-baojie/": "11项指标：达成6，未达成4，不可比1。得分合计88.63，分值合计90。",
    "projects/2023/laonian-shitang/": "13项指标：达成2，未达成2，待公布2，不可比7。",
}

FORM = ["一级指标", "二级指标", "三级指标", "实施周期指标值", "当年度指标值"]
EVALUATION = ["实际完成值", "分值", "得分"]


@pytest.fixture(scope="module")
def town(results: Sample) -> Site:
    return Site(RESULTS, results.folder)


def headings(town: Site, address: str) -> list[str]:
    return [text(cell) for cell in main(town.page(f"{address}index.html")).findall(".//table/thead/tr/th")][:8]


def shown(town: Site, address: str) -> dict[str, tuple[str | None, str, str | None]]:
    """For each indicator of a page its result, its state and the reason."""
    found = {}
    for row in main(town.page(f"{address}index.html")).findall(".//tr[@data-indicator]"):
        for cell in of_class(row, "td", "judged"):
            parts = [of_class(cell, "span", name) for name in ("judged__value", "state", "judged__reason")]
            value, state, reason = (text(part[0]) if part else None for part in parts)
            assert state
            assert text(cell) == "".join(filter(None, (value, state, reason)))
            assert cell.get("data-label") == "实际完成值"
            (name,) = of_class(row, "th", "level-3")
            found[text(name)] = (value, state, reason)
    return found


def test_every_indicator_has_its_state_beside_its_target_and_result(town: Site) -> None:
    for address, expected in SHOWN.items():
        assert headings(town, address) == FORM + EVALUATION
        assert shown(town, address) == expected
    assert {state for rows in SHOWN.values() for _, state, _ in rows.values()} == set(State)


def test_a_line_above_the_table_counts_the_states(town: Site) -> None:
    for address, expected in TALLIES.items():
        part = section(town.page(f"{address}index.html"), "targets")
        assert part is not None
        (line,) = of_class(part, "p", "tally")
        assert text(line) == expected
        counted = Counter(state for _, state, _ in SHOWN[address].values())
        assert all(f"{state}{count}" in expected for state, count in counted.items())


@pytest.mark.parametrize("address", ["projects/2023/ludeng-weihu/", "projects/2024/hedao-baojie/"])
def test_where_there_is_no_result_there_is_no_state(town: Site, address: str) -> None:
    page = main(town.page(f"{address}index.html"))
    assert shown(town, address) == {}
    assert of_class(page, "p", "tally") == []
    assert of_class(page, "span", "state") == []
    assert not any(state in text(page) for state in State)


def test_what_has_no_result_yet_keeps_the_columns_of_its_form(town: Site) -> None:
    assert headings(town, "projects/2023/ludeng-weihu/") == [*FORM, "实际完成值", "分值"]
    assert headings(town, "projects/2024/hedao-baojie/")[:6] == [*FORM, "三级指标"], "the next table begins"


def test_the_states_are_explained_where_they_are_counted(town: Site) -> None:
    for address in SHOWN:
        page = f"{address}index.html"
        terms = {text(link): target(page, link) for link in of_class(main(town.page(page)), "a", "term")}
        assert terms["完成状态"] == "pages/terms/index.html#完成状态"
        assert terms["实际完成值"] == "pages/terms/index.html#实际完成值"


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([("≥1次", "1次", "10", "9.50"), ("≥1次", "1次", "20", "20")], "得分合计29.5，分值合计30"),
        ([("≥1次", "1次", "10", "10"), ("/", "/", None, None)], "得分合计10，分值合计10"),
        ([("≥1次", "1次", "10", "10"), ("≥1次", None, "10", None)], ""),
        ([("≥1次", "1次", "10分", "10")], ""),
        ([("≥1次", "1次", "10", "十")], ""),
        ([("≥1次", "1次", "10", "-1")], ""),
        ([("≥1次", "1次", "99999", "1")], ""),
        ([("≥1次", "1次", None, None)], ""),
    ],
)
def test_points_are_added_up_only_where_all_of_them_are_plain_numbers(
    rows: list[tuple[str | None, ...]], expected: str
) -> None:
    points = form_table(evaluated(*rows)).tally
    assert points is not None
    shown = f"得分合计{points.points.score}，分值合计{points.points.points}" if points.points else ""
    assert shown == expected


LOOKS = """(states) => states.map((state) => {
    const { content, backgroundColor } = getComputedStyle(state, "::before");
    return [state.textContent, content.replace(/["/ ]/g, "")];
})"""


def test_a_state_has_a_sign_that_no_screen_reader_reads(page: Page, results: Sample) -> None:
    page.goto(f"{results.address}projects/2023/laonian-shitang/")
    looks = page.locator(".form-table .state").evaluate_all(LOOKS)
    assert {tuple(look) for look in looks} == {(MET, "√"), (MISSED, "×"), (PENDING, "…"), (INCOMPARABLE, "≠")}
    row = page.get_by_role("row").filter(has_text="供餐次数")
    expect(row.get_by_role("cell").nth(2)).to_have_accessible_name("251场次 不可比 单位不同")


@pytest.mark.parametrize("width", [360, 1280])
def test_target_result_and_state_are_on_the_screen_without_scripts(
    new_page: Callable[..., Page], results: Sample, width: int
) -> None:
    page = new_page(java_script_enabled=False, viewport={"width": width, "height": 800})
    page.goto(f"{results.address}projects/2023/hedao-baojie/")
    row = page.locator("tr[data-indicator]").filter(has_text="清运垃圾次数")
    for part in (row.get_by_text("≥240次"), row.get_by_text("231次"), row.get_by_text("未达成", exact=True)):
        expect(part).to_be_visible()
        box = part.bounding_box()
        assert box
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width


# ---- the open data ----


def test_the_open_data_have_the_states_of_the_pages() -> None:
    files = data(loaded(RESULTS))
    for address, rows in SHOWN.items():
        expected = [state for _, state, _ in rows.values()]
        table = [row for row in files.table("data/years/2023/indicators.csv") if row["网页"] == f"{address}index.html"]
        assert [row["完成状态"] for row in table if row["三级指标"]] == expected
        (project,) = (
            one for one in files.json("data/years/2023/projects.json")["项目"] if one["网页"] == f"{address}index.html"
        )
        assert [row["完成状态"] for row in project["绩效指标"] if row["三级指标"]] == expected


def test_without_a_result_the_open_data_have_no_state() -> None:
    files = data(loaded(RESULTS))
    assert {row["完成状态"] for row in files.table("data/years/2024/indicators.csv")} == {""}
    (project,) = files.json("data/years/2024/projects.json")["项目"]
    assert not any("完成状态" in row for row in project["绩效指标"])
