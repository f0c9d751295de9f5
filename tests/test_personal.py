"""Numbers of persons are found in a text; numbers of offices aren't."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.content.personal import cover, find


def identity(body: str) -> str:
    """A number with its check digit by GB 11643-1999, calculated the long way."""
    weights = [2 ** (17 - at) % 11 for at in range(17)]
    rest = sum(int(digit) * weight for digit, weight in zip(body, weights, strict=True)) % 11
    return body + "10X98765432"[rest]


def card(body: str) -> str:
    """A card number with its check digit by Luhn."""
    for digit in "0123456789":
        total = sum(sum(divmod(int(one) * (2 if at % 2 else 1), 10)) for at, one in enumerate(reversed(body + digit)))
        if total % 10 == 0:
            return body + digit
    raise AssertionError


ID = identity("11010519491231002")
CARD = card("622202000000000000")


@pytest.mark.parametrize(
    ("text", "kind", "shown"),
    [
        (f"身份证 {ID}。", "身份证号", "身份证 〔…〕。"),
        (f"（{ID.lower()}）", "身份证号", "（〔…〕）"),
        (f"{ID[:6]} {ID[6:14]} {ID[14:]}", "身份证号", "〔…〕"),
        ("１１０１０５１９４９１２３１００２Ｘ", "身份证号", "〔…〕"),
        ("身份证110105491231002", "身份证号", "身份证〔…〕"),
        ("身份证号码：000000000000000000", "身份证号", "身份证号码：〔…〕"),
        ("请联系19900000000登记", "手机号码", "请联系〔…〕登记"),
        ("199-0000-0000", "手机号码", "〔…〕"),
        ("199\u00a00000\u00a00000", "手机号码", "〔…〕"),
        ("199–0000–0000", "手机号码", "〔…〕"),
        ("199·0000·0000", "手机号码", "〔…〕"),
        ("+86 199 0000 0000", "手机号码", "〔…〕"),
        ("电话１９９００００００００", "手机号码", "电话〔…〕"),
        (f"卡号{CARD}", "银行卡号", "卡号〔…〕"),
        (f"{CARD[:4]} {CARD[4:8]} {CARD[8:12]} {CARD[12:16]} {CARD[16:]}", "银行卡号", "〔…〕"),
        ("写信到 li.si@example.cn 。", "电子邮箱", "写信到 〔…〕 。"),
        ("写信到 19900000000@example.cn 。", "手机号码", "写信到 〔…〕 。"),
        ("https://example.cn/1.html 和19900000000", "手机号码", "https://example.cn/1.html 和〔…〕"),
        ("[打电话](tel:19900000000)", "手机号码", "[打电话](tel:〔…〕)"),
        ("https://example.cn/?tel=19900000000", "手机号码", "https://example.cn/?tel=〔…〕"),
    ],
)
def test_a_number_of_a_person_is_found_and_covered(text: str, kind: str, shown: str) -> None:
    assert [found.kind for found in find(text)] == [kind]
    assert cover(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "预算40000元，其中19900000000.00元",
        "示财绩〔2024〕7号",
        "000000000000000000/2024-00018",
        "SL20240031199000000",
        "2024年1月1日至2026年12月31日",
        "12345678901234567890123456789",
        f"{ID[:-1]}{'0' if ID[-1] != '0' else '1'}",
        f"{CARD[:-1]}{(int(CARD[-1]) + 1) % 10}",
        "网站标识码 4419000000",
        "110105491231002",  # without a check digit it may be any number
        "https://example.cn/art/19900000000.html",
        "系数0.19900000000",
        "1990000000",
        "12900000000",
        "≥90%",
        "",
    ],
)
def test_a_number_of_an_office_is_none_of_a_person(text: str) -> None:
    assert find(text) == []
    assert cover(text) == text


PIECES = st.sampled_from(
    [ID, CARD, "19900000000", "199 0000 0000", "li@example.cn", "@example.cn", "张某", "，", " ", "-", "1"]
)


@given(st.lists(PIECES, max_size=12).map("".join))
def test_what_is_found_lies_side_by_side_and_nothing_else_is_covered(text: str) -> None:
    found = find(text)
    assert all(one.end <= other.start for one, other in pairwise(found))
    kept, at = [], 0
    for one in found:
        kept.append(text[at : one.start])
        at = one.end
    assert cover(text) == "〔…〕".join([*kept, text[at:]])


@given(st.text(max_size=60))
def test_what_was_covered_holds_nothing_more_to_cover(text: str) -> None:
    assert find(cover(text)) == []


@given(st.from_regex(r"[1-8][0-9]{5}19[0-9]{2}0[1-9][0-2][1-8][0-9]{3}", fullmatch=True))
def test_every_identity_number_with_its_check_digit_is_found_and_no_other(body: str) -> None:
    right = identity(body)
    for last in "0123456789X":
        found = [one.kind for one in find(f"号码{body}{last}")]
        assert ("身份证号" in found) == (body + last == right)
