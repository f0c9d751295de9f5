"""How numbers and long texts are written for a reader: nothing is rounded away, and no word is made up."""

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.render.formats import digits, percent, size, wan
from builder.render.goals import items, lead

# ---- numbers ----


@pytest.mark.parametrize(
    ("number", "told"),
    [(0, "0"), (999, "999"), (40000, "40,000"), (Decimal("1234567.50"), "1,234,567.50"), (Decimal("0.5"), "0.5")],
)
def test_digits_are_separated_by_thousands(number: Decimal | int, told: str) -> None:
    assert digits(number) == told


@pytest.mark.parametrize(
    ("amount", "told"),
    [
        ("0", ""),
        ("40000", ""),
        ("99999.99", ""),
        ("100000", "10 万元"),
        ("210000", "21 万元"),
        ("210000.00", "21 万元"),
        ("123456.78", "12.345678 万元"),
        ("12500000", "1,250 万元"),
        ("99999999", "9,999.9999 万元"),
        ("100000000", "1 亿元"),
        ("123450000", "1.2345 亿元"),
        ("999999999999999.999999", "9,999,999.99999999999999 亿元"),
    ],
)
def test_a_large_amount_is_told_exactly_in_larger_units(amount: str, told: str) -> None:
    assert wan(Decimal(amount)) == told


AMOUNTS = st.decimals(min_value=0, max_value=10**15, places=6)


@given(AMOUNTS)
def test_no_cent_is_lost_in_larger_units(amount: Decimal) -> None:
    told = wan(amount)
    assert (told == "") == (amount < 100_000)
    if told:
        number, unit = told.split(" ")
        assert Decimal(number.replace(",", "")) * {"万元": 10**4, "亿元": 10**8}[unit] == amount
        assert not re.search(r"\.[0-9]*0$|\.$", number)


@pytest.mark.parametrize(
    ("part", "whole", "told"),
    [
        (0, 5, "0.0%"),
        (1, 3, "33.3%"),
        (2, 3, "66.7%"),
        (1, 16, "6.3%"),  # 6.25
        (3, 16, "18.8%"),  # 18.75
        (1, 2000, "0.1%"),
        (1, 10_000, "<0.1%"),  # not nothing
        (1999, 2000, ">99.9%"),  # not all
        (5, 5, "100.0%"),
        (Decimal("0.1"), Decimal("0.4"), "25.0%"),
        (0, 0, "—"),
        (Decimal(0), Decimal("0.00"), "—"),
    ],
)
def test_a_share_is_told_to_a_tenth_and_a_half_is_rounded_up(
    part: Decimal | int, whole: Decimal | int, told: str
) -> None:
    assert percent(part, whole) == told


@given(AMOUNTS, AMOUNTS)
def test_a_share_is_never_off_by_more_than_half_a_tenth(one: Decimal, other: Decimal) -> None:
    if whole := one + other:
        told = percent(one, whole)
        share = one * 100 / whole
        if told in ("<0.1%", ">99.9%"):
            assert 0 < share < 100
            assert min(share, 100 - share) <= Decimal("0.05")
            return
        assert re.fullmatch(r"[0-9]{1,3}\.[0-9]%", told)
        assert abs(Decimal(told[:-1]) - share) <= Decimal("0.0500000001")


@pytest.mark.parametrize(
    ("number", "told"),
    [
        (0, "1 KB"),
        (1, "1 KB"),
        (1_499, "1 KB"),
        (1_501, "2 KB"),
        (12_345, "12 KB"),
        (999_400, "999 KB"),
        (999_600, "1.0 MB"),
        (1_000_000, "1.0 MB"),
        (3_440_000, "3.4 MB"),
        (50_000_000, "50.0 MB"),
    ],
)
def test_a_size_is_told_in_the_unit_that_keeps_it_short(number: int, told: str) -> None:
    assert size(number) == told


# ---- goals ----


@pytest.mark.parametrize(
    ("goal", "told"),
    [
        ("办好活动。", [["办好活动。"]]),
        ("1、办好。2、用好。3、管好。", [["1、办好。", "2、用好。", "3、管好。"]]),
        ("（1）办好；（2）用好。", [["（1）办好；", "（2）用好。"]]),
        ("一、办好！二、用好。", [["一、办好！", "二、用好。"]]),
        ("完成3、4号楼的维修。", [["完成3、4号楼的维修。"]]),
        ("一段。\n\n  \n又一段。1.办好", [["一段。"], ["又一段。", "1.办好"]]),
    ],
)
def test_a_goal_is_cut_before_its_numbered_items(goal: str, told: list[list[str]]) -> None:
    assert items(goal) == told


LONG = "联合应急分局等部门推动企业安全生产和工会劳动保护工作"


@pytest.mark.parametrize(
    ("goal", "told"),
    [
        pytest.param("办好", "办好。", id="without a stop"),
        pytest.param("办好活动，用好资金。", "办好活动，用好资金。", id="short, as it is"),
        pytest.param("1、办好活动。2、用好资金。", "办好活动；用好资金。", id="short items"),
        pytest.param("（一）办好活动；（二）用好资金！", "办好活动；用好资金！", id="Chinese numerals in brackets"),
        pytest.param(
            "2.5公里道路硬化；3.5公里路灯安装。", "2.5公里道路硬化；3.5公里路灯安装。", id="a decimal is no mark"
        ),
        pytest.param("1、修路。2、建2.5公里。3.5万人受益。", "修路；建2.5公里。3.5万人受益。", id="nor inside an item"),
        pytest.param("完成：\n1）甲；\n2）乙。", "完成：甲；乙。", id="what a colon announces"),
        pytest.param("活动办好了吗？", "活动办好了吗？", id="a question"),
        pytest.param("办好活动。\n用好资金。", "办好活动；用好资金。", id="short paragraphs"),
        pytest.param(
            f"1、帮扶慰问困难职工。提供就业等服务。2、{LONG}，促进职业病防治持续稳定好转。3、用好全部资金。",
            f"帮扶慰问困难职工；{LONG}；用好全部资金……",
            id="the beginning of each item",
        ),
        pytest.param(
            f"{LONG}，促进安全生产和职业病防治，持续稳定好转，提高全镇职工的健康意识和安全意识。",
            f"{LONG}，促进安全生产和职业病防治……",
            id="one item",
        ),
        pytest.param(
            f"1、{LONG}和全镇职工的健康。2、{LONG}。", f"{LONG}和全镇职工的健康；{LONG}。", id="nothing was left out"
        ),
        pytest.param("和".join([LONG] * 4), "和".join([LONG] * 4) + "。", id="one clause of more than a line"),
        pytest.param("和".join([LONG] * 9), "和".join([LONG] * 9)[:160] + "……", id="a clause that has to be cut"),
        pytest.param(
            f"1、{LONG}，好。2、{LONG}，好。3、{LONG}，好。4、{LONG}，好。",
            f"{LONG}；{LONG}；{LONG}……",
            id="too many items",
        ),
        pytest.param("1、", "1、", id="a number alone"),
        pytest.param("。", "。", id="a stop alone"),
    ],
)
def test_a_lead_is_the_beginning_of_each_item(goal: str, told: str) -> None:
    assert lead(goal) == told


WORDS = st.text("办好活动资金安全 。，；！;!1、（2）二.\n", min_size=1, max_size=40)
GOALS = st.one_of(
    st.text(min_size=1, max_size=300),
    st.lists(
        st.one_of(WORDS, st.sampled_from([LONG, f"1、{LONG}。", f"（二）{LONG}；", "\n"])), min_size=1, max_size=12
    ).map("".join),
).filter(str.strip)


@given(GOALS)
def test_the_items_of_a_goal_are_the_goal(goal: str) -> None:
    joined = "".join("".join(paragraph) for paragraph in items(goal))
    assert joined == "".join(line for line in goal.splitlines() if line.strip())


@given(GOALS)
def test_a_lead_says_something_in_the_goal_s_own_words_and_briefly(goal: str) -> None:
    told = lead(goal)
    assert told.strip("…")
    assert len(told) <= 162
    at = 0
    for clause in re.split("[，。；;！!\n]|……", told):
        at = goal.find(clause, at)
        assert at >= 0, clause


ENUMERATION = re.compile(
    r"^(?:[0-9]{1,2}(?:[、)）]|[.．](?![0-9０-９]))"
    r"|[（(][0-9一二三四五六七八九十]{1,3}[）)]|[一二三四五六七八九十]{1,3}、|[①-⑳])"
)


def words(text: str) -> str:
    return "".join(re.findall(r"\w", text))


@given(GOALS)
def test_a_lead_says_where_it_leaves_something_out(goal: str) -> None:
    told = lead(goal)
    whole = "".join(ENUMERATION.sub("", item.strip()) for paragraph in items(goal) for item in paragraph)
    if words(whole) and not told.endswith("……"):
        assert words(told) == words(whole)
