"""A number of a spreadsheet is read as its sheet shows it."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.forms.readers.numbers import plain_number, shown, shown_date

SHOWN = [
    (2024, "General", "2024"),
    (0.1 + 0.2, "General", "0.3"),
    (1234.5, "General", "1234.5"),
    (1e20, "General", "100000000000000000000"),
    (-0.0, "General", "0"),
    (1, "0%", "100%"),
    (0.986, "0.0%", "98.6%"),
    (0.98352, "0.00%", "98.35%"),
    (-0.05, "0%", "-5%"),
    (18.6, "0.00", "18.60"),
    (0.125, "0.00", "0.13"),
    (2.675, "0.00", "2.68"),
    (1234567.5, "#,##0", "1,234,568"),
    (86500, "#,##0.00", "86,500.00"),
    (1200, "#,##0.##", "1,200"),
    (0.5, ".00", ".50"),
    (5, "000", "005"),
    (40000, "0.00_ ", "40000.00"),
    (40000, "0_);(0)", "40000"),
    (-40000, "0_);(0)", "(40000)"),
    (-3, "0.0;[Red]-0.0", "-3.0"),
    (0, '0;-0;"—"', "—"),
    (158000, '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ', "158,000.00"),
    (0, '_ * #,##0_ ;_ * -#,##0_ ;_ * "-"_ ;_ @_ ', "-"),
    (24, '0"座"', "24座"),
    (12000, '#,##0"条"', "12,000条"),
    (0.9, '"≥"0%', "≥90%"),
    (15.8, '0.0"万元"', "15.8万元"),
    (5, "\\≤0", "≤5"),
    (5, "[蓝色]0", "5"),
    (1500, "[$¥-804]#,##0", "¥1,500"),
    (3, "@", "3"),
    (3, 'General"人"', "3人"),
    (15000, "0.0,", "15.0"),
    # Beyond what forms use: the plain number, which loses nothing.
    (12.5, "# ?/?", "12.5"),
    (12345, "0.00E+00", "12345"),
    (3, "[DBNum1]General", "3"),
    (3, "[>=10]0;0.0", "3"),
]


@pytest.mark.parametrize(("value", "number_format", "text"), SHOWN)
def test_a_number_is_what_its_sheet_shows(value: float, number_format: str, text: str) -> None:
    assert shown(value, number_format) == text


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        (datetime.datetime(2024, 2, 5), 'yyyy"年"m"月"d"日"', "2024年2月5日"),
        (datetime.datetime(2024, 5, 1), '[$-804]yyyy"年"m"月"', "2024年5月"),
        (datetime.datetime(2024, 11, 30), 'm"月"d"日"', "11月30日"),
        (datetime.datetime(2024, 2, 5), "mm-dd-yy", "2024-02-05"),
        (datetime.datetime(2024, 2, 5), "yyyy/m/d", "2024-02-05"),
        (datetime.datetime(2024, 2, 5, 9, 30), "yyyy-mm-dd hh:mm", "2024-02-05 09:30"),
        (datetime.date(2024, 2, 5), "d-mmm-yy", "2024-02-05"),
        (datetime.time(9, 30), "h:mm", "9:30"),
    ],
)
def test_a_day_is_shown_in_chinese_or_in_the_one_way_that_all_read_alike(
    value: datetime.datetime, number_format: str, text: str
) -> None:
    assert shown_date(value, number_format) == text


@given(st.floats(allow_nan=False, allow_infinity=False), st.text(max_size=20))
def test_no_format_stops_the_reading(value: float, number_format: str) -> None:
    assert isinstance(shown(value, number_format), str)


@given(st.integers(-(10**14), 10**14), st.integers(0, 6))
def test_a_plain_number_is_typed_as_people_type_it(digits: int, places: int) -> None:
    value = digits / 10**places
    assert float(plain_number(value)) == value
    assert "e" not in plain_number(value).lower()
