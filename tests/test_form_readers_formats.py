"""Number formats and days of spreadsheets, beyond the usual ones: nothing that the sheet doesn't show, and no scale lost."""

import datetime
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.forms.readers.dates import shown_date
from builder.forms.readers.numbers import shown, shown_value, shown_words, words_left_out


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        # Ten thousands by a point between the digits: the number is 12345, and the sheet says 1.2.
        (12345, '0!.0,"万元"', "1.2万元"),
        (12345, '0\\.0,"万元"', "1.2万元"),
        (12345, '0\\.0000"万元"', "1.2345万元"),
        (500, '0\\.0,"万元"', "0.1万元"),
        (5231234, "000-0000", "523-1234"),
        (-5, "[$¥-804]#,##0", "-¥5"),
        (-0.3, "0", "0"),
        (-1234.5, "#,##0.0_);\\(#,##0.0\\)", "(1,234.5)"),
        (5, '#,##0"㎡"', "5㎡"),
        (36, "0℃", "36℃"),
        (float("inf"), "0", "inf"),
        (float("nan"), "General", "nan"),
    ],
)
def test_digits_in_several_places_and_signs_before_units(value: float, number_format: str, text: str) -> None:
    assert shown(value, number_format) == text


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        ("5", '@"万元"', "5万元"),
        ("甲", '0;-0;0;"第"@"号"', "第甲号"),
        ("甲", '_ * #,##0_ ;_ * -#,##0_ ;_ * "-"_ ;_ @_ ', "甲"),
        ("甲", "General", "甲"),
        ("甲\r\n乙", "@", "甲\n乙"),
        (True, "General", "TRUE"),
        (2, "General", "2"),
        (datetime.date(2024, 2, 5), "yyyy.mm", "2024.02"),
    ],
)
def test_a_cell_is_shown_by_its_kind(value: object, number_format: str, text: str) -> None:
    assert shown_value(value, number_format) == text


@pytest.mark.parametrize(
    ("number_format", "words"),
    [('0.0E+00"万元"', "万元"), ('[>=10000]0!.0,"万";0', "万"), ('0"人"', ""), ("# ?/?", ""), ("General", "")],
)
def test_a_unit_that_a_strange_format_shows_is_told(number_format: str, words: str) -> None:
    assert words_left_out(12345, number_format) == words


MORNING = datetime.datetime(2024, 2, 5, 9, 30)


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        (MORNING, 'yyyy"年"m"月"d"日" h"时"mm"分"', "2024年2月5日 9时30分"),
        (MORNING, 'm"月"d"日" mm:ss', "2月5日 30:00"),
        (MORNING, 'yyyymm"月"', "202402月"),
        (MORNING, "yyyy", "2024"),
        (MORNING, "yyyy/mm", "2024/02"),
        (MORNING, "m-d", "2-5"),
        (MORNING, "mmm-yy", "2024-02"),
        (MORNING, "yyyy-mm-dd", "2024-02-05"),
        (MORNING, "yyyy/m/d h:mm:ss", "2024-02-05 09:30"),
        (MORNING.replace(second=7), "yyyy-mm-dd hh:mm:ss", "2024-02-05 09:30:07"),
        (MORNING, "h:mm AM/PM", "09:30"),
        (MORNING, 'yyyy"年"m"月"d"日"dddd', "2024-02-05"),
        (MORNING, "[$-804]aaaa", "2024-02-05 09:30"),
        (MORNING, "General", "2024-02-05 09:30"),
        (datetime.date(2024, 2, 5), "", "2024-02-05"),
        (datetime.time(9, 30), 'h"时"mm"分"', "9时30分"),
        (datetime.timedelta(hours=26, seconds=5), "[h]:mm:ss", "26:00:05"),
        (datetime.timedelta(hours=26), "[h]:mm", "26:00"),
    ],
)
def test_a_day_has_the_parts_that_its_sheet_shows(
    value: datetime.datetime | datetime.date | datetime.time | datetime.timedelta, number_format: str, text: str
) -> None:
    assert shown_date(value, number_format) == text


FORMATS = st.one_of(
    st.text(max_size=20),
    st.lists(
        st.sampled_from(
            [
                "0",
                "#",
                "?",
                ",",
                ".",
                ";",
                "%",
                "@",
                '"',
                "\\",
                "!",
                "_",
                "*",
                "[",
                "]",
                "[h]",
                "[>1]",
                "[$¥-804]",
                "yyyy",
                "m",
                "d",
                "h",
                "s",
                "E+",
                "/",
                "General",
                '"万元"',
                "年",
                "-",
            ]
        ),
        max_size=12,
    ).map("".join),
)


@given(st.floats(), FORMATS)
def test_no_format_and_no_number_stops_the_reading(value: float, number_format: str) -> None:
    assert isinstance(shown(value, number_format), str)
    assert isinstance(words_left_out(value, number_format), str)
    assert isinstance(shown_words("甲", number_format), str)


@given(st.one_of(st.datetimes(), st.dates(), st.times(), st.timedeltas()), FORMATS)
def test_no_format_and_no_day_stops_the_reading(value: object, number_format: str) -> None:
    assert isinstance(shown_value(value, number_format), str)


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e14, max_value=1e14))
def test_a_usual_format_shows_the_number_that_is_there(value: float) -> None:
    assert math.isclose(float(shown(value, "#,##0.00").replace(",", "")), value, rel_tol=1e-12, abs_tol=0.00501)
