"""What a target value typed on a form means, and what it is left to say for itself."""

import dataclasses
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.model.target import Kind, TargetValue, parse_target

OPERATOR_KINDS = {
    "≥": Kind.AT_LEAST,
    ">": Kind.AT_LEAST,
    "≤": Kind.AT_MOST,
    "<": Kind.AT_MOST,
    "=": Kind.EXACTLY,
    "±": Kind.TOLERANCE,
}

AT_LEAST = "≥ ≧ ⩾ ≮ >= => ＞＝ ＝＞ 大于等于 大于或等于 高于等于 高于或等于 不少于 不低于 不小于 不得少于 不得低于 至少"
AT_MOST = "≤ ≦ ⩽ ≯ <= =< ＜＝ ＝＜ 小于等于 小于或等于 低于等于 低于或等于 不超过 不高于 不多于 不大于 不得超过 至多"
SPELLINGS = [
    (spelling, operator)
    for operator, spellings in {
        "≥": AT_LEAST,
        "≤": AT_MOST,
        ">": "> ＞ 大于 高于 多于 超过",
        "<": "< ＜ 小于 低于 少于",
        "=": "= ＝ 等于",
        "±": "± +/- +- 正负",
    }.items()
    for spelling in spellings.split()
]


def each(cases: str) -> list[str]:
    """The cases of a table, which stand apart by white space."""
    return cases.split()


def number(raw: str, operator: str, digits: str, unit: str = "") -> TargetValue:
    return TargetValue(raw, OPERATOR_KINDS[operator], operator, Decimal(digits), unit=unit)


@pytest.mark.parametrize(
    ("raw", "operator", "digits", "unit"),
    [
        ("≥90%", "≥", "90", "%"),
        ("≥1场", "≥", "1", "场"),
        ("≤10.5万/人", "≤", "10.5", "万/人"),
        ("≤65万元", "≤", "65", "万元"),
        ("=100%", "=", "100", "%"),
        (">92%", ">", "92", "%"),
        ("0%", "=", "0", "%"),
        ("-0%", "=", "-0", "%"),
        ("3", "=", "3", ""),
        ("1次", "=", "1", "次"),
        ("100%", "=", "100", "%"),
        ("100百分比", "=", "100", "百分比"),
        ("1", "=", "1", ""),
        ("±3%以内", "±", "3", "%"),
        ("266米", "=", "266", "米"),
        ("≥1000人", "≥", "1000", "人"),
        ("2280次", "=", "2280", "次"),
        ("20万元", "=", "20", "万元"),
    ],
)
def test_numbers_seen_on_real_forms(raw: str, operator: str, digits: str, unit: str) -> None:
    assert parse_target(raw) == number(raw, operator, digits, unit)


@pytest.mark.parametrize(
    "raw",
    each(
        """
        是 否 及时 完成 好 高 显著提升 有效提高 有效保障 效果明显 不超预算 达成预期指标 符合相关规定
        在项目计划完成时间内完成
        """
    ),
)
def test_words_seen_on_real_forms_stay_texts(raw: str) -> None:
    assert parse_target(raw) == TargetValue(raw, Kind.TEXT)


@pytest.mark.parametrize(
    "raw",
    [
        *each(r"* ** ＊ / ／ // \ — —— - -- － – __ N/A n/a Ｎ／Ａ"),
        *("", " ", "\n", "\u3000", " — ", "* *", "\u200b", "\ufeff"),
    ],
)
def test_placeholders_and_blanks_are_not_set(raw: str) -> None:
    assert parse_target(raw) == TargetValue(raw, Kind.UNSET)


def test_nothing_is_not_set() -> None:
    assert parse_target(None) == TargetValue("", Kind.UNSET)


@pytest.mark.parametrize("raw", ["无", "暂无", "零", "待定", "*见附件", "/人", "-及时", "*/"])
def test_a_word_that_may_mean_none_at_all_is_not_taken_for_a_placeholder(raw: str) -> None:
    assert parse_target(raw).kind is Kind.TEXT


@pytest.mark.parametrize(("spelling", "operator"), SPELLINGS)
def test_every_spelling_of_an_operator_is_the_same_operator(spelling: str, operator: str) -> None:
    raw = f"{spelling}90%"
    assert parse_target(raw) == number(raw, operator, "90", "%")


@pytest.mark.parametrize(
    ("raw", "operator", "digits", "unit"),
    [
        ("90%以上", "≥", "90", "%"),
        ("3场及以上", "≥", "3", "场"),
        ("90%（含）以上", "≥", "90", "%"),
        ("3以上", "≥", "3", ""),
        ("5%以下", "≤", "5", "%"),
        ("5天及以下", "≤", "5", "天"),
        ("30日以内", "≤", "30", "日"),
        ("不低于90%以上", "≥", "90", "%"),
        ("不超过5天以内", "≤", "5", "天"),
    ],
)
def test_a_bound_after_the_number_includes_the_number(raw: str, operator: str, digits: str, unit: str) -> None:
    assert parse_target(raw) == number(raw, operator, digits, unit)


@pytest.mark.parametrize(
    "raw", ["大于90%以上", "≤90%以上", "≥3天以内", "=3天以内", "超过3次以上", "±3%以上", "±3%以下以上"]
)
def test_bounds_that_contradict_each_other_stay_a_text(raw: str) -> None:
    assert parse_target(raw).kind is Kind.TEXT


@pytest.mark.parametrize(
    ("raw", "operator", "digits", "unit"),
    [
        ("９０％", "=", "90", "%"),
        ("＞＝１０．５万／人", "≥", "10.5", "万/人"),
        ("1,000人", "=", "1000", "人"),
        ("≥1，234，567.50元", "≥", "1234567.50", "元"),
        ("100人（次）", "=", "100", "人(次)"),
        ("≥ 90 %", "≥", "90", "%"),
        ("≤10.5万/\n人", "≤", "10.5", "万/人"),
        ("−5%", "=", "-5", "%"),
        ("+5%", "=", "5", "%"),
        ("\ufeff≥90%", "≥", "90", "%"),
        ("0.30000000000000004%", "=", "0.30000000000000004", "%"),
        ("999999999999999元", "=", "999999999999999", "元"),
    ],
)
def test_widths_separators_and_wrapped_lines_do_not_matter(raw: str, operator: str, digits: str, unit: str) -> None:
    assert parse_target(raw) == number(raw, operator, digits, unit)


@pytest.mark.parametrize("unit", ["㎡", "m²", "℃", "‰", "元/㎡", "亩", "年", "起", "个/万人", "吨·公里", "人次/年"])
def test_a_unit_is_kept_as_written(unit: str) -> None:
    assert parse_target(f"≥5{unit}") == number(f"≥5{unit}", "≥", "5", unit)


@pytest.mark.parametrize(
    ("raw", "low", "high", "unit"),
    [
        ("80%-90%", "80", "90", "%"),
        ("80％－90％", "80", "90", "%"),
        ("80～90%", "80", "90", "%"),
        ("80%~90%之间", "80", "90", "%"),
        ("80至90人", "80", "90", "人"),
        ("80人到90人", "80", "90", "人"),
        ("80——90人", "80", "90", "人"),
        ("80 – 90 人", "80", "90", "人"),
        ("1,000-2,000元/月", "1000", "2000", "元/月"),
        ("8.5-9.5万元", "8.5", "9.5", "万元"),
        ("3-5次", "3", "5", "次"),
        ("3~5", "3", "5", ""),
        ("80-90", "80", "90", ""),
        ("-5%~5%", "-5", "5", "%"),
        ("-5%～-3%", "-5", "-3", "%"),
        ("1900-2000人", "1900", "2000", "人"),
    ],
)
def test_ranges_have_two_ends_and_one_unit(raw: str, low: str, high: str, unit: str) -> None:
    assert parse_target(raw) == TargetValue(raw, Kind.RANGE, "range", low=Decimal(low), high=Decimal(high), unit=unit)


@pytest.mark.parametrize(
    "raw",
    each(
        """
        90%-80% 80%-90 1万-2万元 ≥80%-90% 80-90%以上 80-90-100 -8--5 80%---90% 80- 至90% 3-5 12-31
        [80,90] [80%,90%) (80,90) 2019-2020 2019-2020年 2019~2020 1-12月 0769-22222222
        """
    ),
)
def test_ranges_that_could_mean_something_else_stay_texts(raw: str) -> None:
    assert parse_target(raw).kind is Kind.TEXT


@pytest.mark.parametrize(
    ("raw", "iso"),
    [
        ("2019年12月", "2019-12"),
        ("2019年12月31日", "2019-12-31"),
        ("2019年12月31号", "2019-12-31"),
        ("2019年1月5日", "2019-01-05"),
        ("２０１９年１２月", "2019-12"),
        ("2019 年 12 月", "2019-12"),
        ("2019年12月份", "2019-12"),
        ("2019年12月底前", "2019-12"),
        ("2019年12月31日前", "2019-12-31"),
        ("2019年12月31日之前完成", "2019-12-31"),
        ("2019年", "2019"),
        ("2019年度", "2019"),
        ("2019年内", "2019"),
        ("2019年底前完成", "2019"),
        ("2019-12-31", "2019-12-31"),
        ("2019-12", "2019-12"),
        ("2019/1/5", "2019-01-05"),
        ("2019.12", "2019-12"),
        ("2019.1.5", "2019-01-05"),
        ("2019.12.31前", "2019-12-31"),
        ("2020年2月29日", "2020-02-29"),
    ],
)
def test_dates_are_as_precise_as_they_were_typed(raw: str, iso: str) -> None:
    assert parse_target(raw) == TargetValue(raw, Kind.DATE, date=iso)


@pytest.mark.parametrize(
    "raw",
    each(
        """
        2019年13月 2019年0月 2019年2月29日 2019-13 2019-02-30 2019.13 2019.1 2019.12/31 2019年12月上旬
        ≤2019年12月 ≤2019年 ≥2019.12 12月 12月底前 12月31日 5日前 每月5日前 2019年1-12月 2019年第四季度
        """
    ),
)
def test_a_date_that_does_not_exist_or_is_not_whole_stays_a_text(raw: str) -> None:
    assert parse_target(raw).kind is Kind.TEXT


def test_a_lone_year_is_a_number_until_the_form_says_year() -> None:
    assert parse_target("2019") == number("2019", "=", "2019")
    assert parse_target("2019人") == number("2019人", "=", "2019", "人")
    assert parse_target("3年") == number("3年", "=", "3", "年")


@pytest.mark.parametrize(
    "raw",
    each(
        """
        2人3次 3场② 2人三次 1/2 2*3 100±3% 90%≥ ≥ ≥≥90% ≥90%且≤95% 10² 3½ ½ ² ٣ 五次 第3名 约90%
        百分之90
        """
    ),
)
def test_more_or_less_than_one_plain_number_stays_a_text(raw: str) -> None:
    assert parse_target(raw).kind is Kind.TEXT


@pytest.mark.parametrize(
    "raw",
    [
        *each("1,00人 12,34 1000,000 1,0000 0,123 1, 1. .5 1.2.3 007 1e3 1E+3 0x10 ∞ NaN Infinity"),
        *each("--5 —5% ±-3% ≤±3% 441900199001011234 1234567890123456"),
        *("1 000", "1. 5", "1\n0", "- 5次"),
    ],
)
def test_a_number_that_is_not_plainly_written_stays_a_text(raw: str) -> None:
    assert parse_target(raw).kind is Kind.TEXT


@pytest.mark.parametrize(
    "raw",
    each(
        """
        10余人 10多人 80%左右 5天上下 5个工作日内 3天后 100元起 60岁以上老人 3次不等 1次，及时 ≥90%； 5*
        100+ 5/ 1) 5人) 1(2)
        """
    ),
)
def test_what_bends_or_follows_the_number_without_being_a_unit_makes_it_a_text(raw: str) -> None:
    assert parse_target(raw).kind is Kind.TEXT


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param("9" * 100_000 + "x", id="digits"),
        pytest.param("9." * 500_000, id="points"),
        pytest.param("1," * 50_000, id="commas"),
        pytest.param("1" + ",000" * 250_000, id="groups"),
        pytest.param("≥" * 100_000, id="operators"),
        pytest.param("不超过" * 300_000, id="spelled operators"),
        pytest.param("1-" * 500_000, id="dashes"),
        pytest.param("1" + "-" * 1_000_000 + "2", id="one long dash"),
        pytest.param("1 " * 500_000, id="gaps"),
        pytest.param("1" + " " * 1_000_000 + "1", id="one long gap"),
        pytest.param("2019年" * 200_000, id="years"),
        pytest.param("1人" + "(含)及" * 250_000 + "(", id="almost a bound"),
        pytest.param("1" + "以上" * 500_000, id="bounds"),
        pytest.param("—" * 1_000_000 + "x", id="almost a placeholder"),
        pytest.param("1" + "(" * 1_000_000, id="brackets"),
    ],
)
def test_a_megabyte_of_nonsense_is_a_text_too(raw: str) -> None:
    assert parse_target(raw) == TargetValue(raw, Kind.TEXT)


def test_a_target_value_cannot_be_changed() -> None:
    value = parse_target("≥90%")
    with pytest.raises(dataclasses.FrozenInstanceError):
        value.raw = "≥80%"  # type: ignore[misc]


@pytest.mark.parametrize(
    ("raw", "measurable"),
    [
        ("≥90%", True),
        ("≤65万元", True),
        ("=100%", True),
        ("80～90%", True),
        ("±3%", True),
        ("2019年12月", True),
        ("及时", False),
        ("/", False),
    ],
)
def test_numbers_and_dates_are_measurable_and_words_are_not(raw: str, measurable: bool) -> None:
    assert parse_target(raw).is_measurable is measurable


# Text made of what forms are made of gets further into the rules than text made of anything.
pieces = st.sampled_from([*"0123456789.,，%~-—/*()≥≤<>=±+ 年月日人万元次以上内及至到前余²㎡", "不超过", "以下"])
typed = st.text() | st.lists(pieces, max_size=12).map("".join)


@given(typed)
def test_any_text_is_kept_unchanged_and_has_only_the_parts_of_its_kind(raw: str) -> None:
    value = parse_target(raw)
    has = [
        value.operator is not None,
        value.number is not None,
        (value.low, value.high) != (None, None),
        value.date is not None,
    ]
    one_number = [True, True, False, False]
    by_kind = {
        Kind.RANGE: [True, False, True, False],
        Kind.DATE: [False, False, False, True],
        Kind.TEXT: [False] * 4,
        Kind.UNSET: [False] * 4,
    }
    assert value.raw == raw
    assert has == by_kind.get(value.kind, one_number)
    assert value.is_measurable == any(has)
    assert not value.unit or value.number is not None or value.low is not None


@given(typed, st.text(" \t\r\n\u3000\xa0"), st.text(" \t\r\n\u3000\xa0"))
def test_white_space_around_a_value_changes_only_its_raw_text(raw: str, before: str, after: str) -> None:
    spaced = parse_target(before + raw + after)
    assert spaced == dataclasses.replace(parse_target(raw), raw=before + raw + after)


units = st.sampled_from(["", "%", "‰", "人", "次", "场", "万元", "万/人", "元/㎡", "个月", "百分比", "人次/年"])
numbers = st.decimals(0, 10**12, allow_nan=False, allow_infinity=False, places=2)
gaps = st.sampled_from(["", " ", "\n", "\u3000"])


@given(st.sampled_from(SPELLINGS), numbers, st.booleans(), units, gaps)
def test_operator_number_and_unit_come_back_as_they_were_put_together(
    spelling: tuple[str, str], value: Decimal, grouped: bool, unit: str, gap: str
) -> None:
    # Without a unit, 2019.12 may be December.
    unit = unit or ("人" if 1900 <= value < 2100 else "")
    raw = f"{spelling[0]}{gap}{value:{',' if grouped else ''}f}{gap}{unit}"
    assert parse_target(raw) == number(raw, spelling[1], str(value), unit)


@given(st.tuples(numbers, numbers).map(sorted), units.filter(bool), st.sampled_from("~～至到-－–—"))
def test_the_ends_of_a_range_come_back_as_they_were_put_together(ends: list[Decimal], unit: str, mark: str) -> None:
    low, high = ends
    for raw in (f"{low:f}{unit}{mark}{high:f}{unit}", f"{low:f}{mark}{high:f}{unit}"):
        assert parse_target(raw) == TargetValue(raw, Kind.RANGE, "range", low=low, high=high, unit=unit)


@given(st.dates().filter(lambda day: 1900 <= day.year <= 2099))
def test_every_day_of_the_calendar_comes_back_as_it_was_typed(day: object) -> None:
    iso = str(day)
    year, month, rest = iso.split("-")
    for raw in (iso, f"{year}年{int(month)}月{int(rest)}日", f"{year}/{month}/{rest}前"):
        assert parse_target(raw) == TargetValue(raw, Kind.DATE, date=iso)
