"""Reading: what a record means, that nothing of it is lost or changed, and that no file can upset the reader."""

import datetime
import unicodedata
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from builder import content
from builder.content import Loaded, Problem
from builder.model import OPEN_ENDED, Record, framework
from tests.conftest import CONTENT, gongkai

SITE = "名称: 示例镇公开\n主办单位: 示例镇读书协会\n"
DEPARTMENTS = "slz-dsxh: {名称: 示例镇读书协会}\nslz-wtz: {名称: 示例镇文体站}\n"
RECORD = """\
表名: 示例镇财政项目支出绩效目标批复表
预算年度: 2024
项目名称: 全民读书活动
项目类型: 其他特定目标类
项目等级: 二级项目
主管部门: 示例镇读书协会
用款单位: 示例镇读书协会
实施周期: {起始年度: 2022, 到期年度: 2099}
预算金额: 40000
总体绩效目标:
  实施周期总目标: 办好读书活动。
  年度目标: 全年办三场读书活动。
绩效指标:
  产出指标:
    数量指标:
      - 三级指标: 活动场次
        实施周期指标值: ≥9场
        当年度指标值: ≥3场
  效益指标: {服务对象满意度指标: []}
批复:
  单位: 示例镇财政分局
  意见: 同意。
"""
NAME = "projects/2024/dushu.yaml"


def written(folder: Path, files: dict[str, str | bytes]) -> Path:
    """A content folder with these files over a small good site."""
    for name, text in ({"site.yaml": SITE, "departments.yaml": DEPARTMENTS, NAME: RECORD} | files).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder


def read(folder: Path, record: str | bytes = RECORD, **files: str | bytes) -> Record:
    """The record that these bytes mean; there may be no error in them."""
    loaded = content.load(written(folder, {NAME: record, **files}))
    assert loaded.site, "\n".join(map(str, loaded.problems))
    return next(project.record for project in loaded.site.projects if project.source == NAME)


def changed(old: str, new: str) -> str:
    assert RECORD.count(old) == 1, old
    return RECORD.replace(old, new)


def codes(loaded: Loaded) -> list[tuple[str, int]]:
    return [(problem.code, problem.line) for problem in loaded.problems]


# ── good content ─────────────────────────────────────────────────────────────────────────────────────


def test_the_real_records_are_read_without_an_error() -> None:
    loaded = content.load(CONTENT)
    assert content.errors(loaded.problems) == []
    assert loaded.site
    assert {
        project.record.name: (
            project.address,
            project.record.year,
            project.record.budget,
            project.record.goals.are_the_same,
            len(list(project.record.rows())),
            len(list(project.record.indicators())),
        )
        for project in loaded.site.projects
    } == {
        "工会活动": ("projects/2024/gonghui-huodong/", 2024, Decimal(40000), True, 11, 9),
        "购买社工服务费": ("projects/2024/goumai-shegong-fuwufei/", 2024, Decimal(210000), True, 10, 8),
    }
    for project in loaded.site.projects:
        assert project.department == "wnd-zgh"
        assert project.record.period
        assert (project.record.period.start, project.record.period.end) == (2022, OPEN_ENDED)
        assert project.record.period.is_open_ended
        assert all(row.indicator.period_value == row.indicator.annual_value for row in project.record.indicators())


AS_TYPED = """
    0012 no yes Off 1e3 12:30:45 ~ null 2024-01-01 0x1F 0o14 1_000 .5 .inf NaN +1 -0% true
    ≥90% ≤10.5万/人 =100% ±3%以内 << — —— / 100百分比 2019年12月 <5 ％ ：
"""


@pytest.mark.parametrize("typed", AS_TYPED.split())
def test_a_value_stays_what_was_typed(typed: str, tmp_path: Path) -> None:
    record = read(tmp_path, changed("≥3场", typed))
    assert [row.indicator.annual_value for row in record.indicators()] == [typed]


@pytest.mark.parametrize(
    "typed",
    [
        pytest.param("办好  两个空格", id="inner spaces"),
        pytest.param("办好\u3000全角空格", id="a full-width space"),
        pytest.param("１００％、（全角）", id="full-width signs"),
        pytest.param("㎡ ﬁ ① Ⅳ", id="what NFKC would take apart"),
        pytest.param("e\u0301 和 é", id="a letter in two spellings"),
        pytest.param("𠮷 👨‍👩‍👧", id="beyond the first plane"),
        pytest.param("“引号”和'引号'", id="quotes"),
        pytest.param("<script>{{ 7*7 }}</script>", id="what other programs would run"),
    ],
)
def test_no_character_of_a_text_is_rewritten(typed: str, tmp_path: Path) -> None:
    assert read(tmp_path, changed("办好读书活动。", typed)).goals.whole_period == typed


def test_paragraphs_of_a_goal_are_kept(tmp_path: Path) -> None:
    goal = "第一段。\n\n　　第二段：“{不是 YAML}”\n  - 第三段"
    indented = "|-\n" + "\n".join(f"    {line}" if line else "" for line in goal.split("\n"))
    assert read(tmp_path, changed("办好读书活动。", indented)).goals.whole_period == goal


@pytest.mark.parametrize(
    "encode",
    [
        pytest.param(lambda text: b"\xef\xbb\xbf" + text.encode(), id="a byte order mark"),
        pytest.param(lambda text: text.replace("\n", "\r\n").encode(), id="line ends of Windows"),
        pytest.param(lambda text: text.replace("\n", "\r").encode(), id="line ends of old Macs"),
        pytest.param(lambda text: text.rstrip("\n").encode(), id="no line end at the end"),
        pytest.param(lambda text: f"---\n{text}...\n".encode(), id="marks of a document"),
        pytest.param(lambda text: f"# 说明\n\n{text}\n\n".encode(), id="comments and empty lines"),
    ],
)
def test_the_way_a_file_is_saved_does_not_matter(encode: Callable[[str], bytes], tmp_path: Path) -> None:
    text = changed("办好读书活动。", "|-\n    第一段。\n\n    第二段。")
    assert read(tmp_path / "a", encode(text)) == read(tmp_path / "b", text)


def test_a_byte_order_mark_matters_in_no_file(tmp_path: Path) -> None:
    """The Notepad of Windows puts one in front."""
    plain = {"site.yaml": SITE, "departments.yaml": DEPARTMENTS, NAME: RECORD, "pages/about.md": "# 关于\n\n正文。\n"}
    bare = content.load(written(tmp_path / "a", dict(plain)))
    marked = content.load(written(tmp_path / "b", {name: f"\ufeff{text}" for name, text in plain.items()}))
    assert bare.site
    assert (marked.site, marked.problems, marked.records) == (bare.site, bare.problems, bare.records)


def test_categories_keep_the_order_of_the_form(tmp_path: Path) -> None:
    targets = "  满意度指标: {服务对象满意度指标: []}\n  产出指标: {质量指标: [], 数量指标: []}\n  成本指标: {经济成本指标: []}\n"
    text = RECORD[: RECORD.index("  产出指标")] + targets + RECORD[RECORD.index("批复:") :]
    rows = [(row.level_1, row.level_2, row.indicator) for row in read(tmp_path, text).rows()]
    assert rows == [
        ("满意度指标", "服务对象满意度指标", None),
        ("产出指标", "质量指标", None),
        ("产出指标", "数量指标", None),
        ("成本指标", "经济成本指标", None),
    ]


@pytest.mark.parametrize("blank", ["质量指标:", "质量指标: []", "质量指标: ''", "质量指标:   # 没有设置"])
def test_a_category_without_indicators_is_kept_as_not_set(blank: str, tmp_path: Path) -> None:
    record = read(tmp_path, changed("    数量指标:\n", f"    {blank}\n    数量指标:\n"))
    assert record.targets["产出指标"]["质量指标"] == ()
    assert [row.level_2 for row in record.rows()] == ["质量指标", "数量指标", "服务对象满意度指标"]
    assert record.categories() == ("数量指标",)


def test_what_a_form_offers_and_nobody_filled_in_is_absent(tmp_path: Path) -> None:
    blanks = "公开: {日期: , 索引号: }\n项目编码:\n原件: {文件: }\n说明: |\n\n更正: []\n撤回:\n  日期:\n  理由: ''\n忽略检查:\n"
    assert read(tmp_path / "a", RECORD + blanks) == read(tmp_path / "b")


def test_every_key_of_the_format_is_read(tmp_path: Path) -> None:
    more = (
        "公开: {日期: 2024-06-20, 索引号: 0012-3}\n项目编码: 0044\n原件: {文件: originals/2024/pifu.pdf}\n"
        "说明: 见 [关于](about.md#bz)、[外部](https://example.org/?a=1) 和 [邮箱](mailto:a@example.org)\n"
        "更正:\n  - {日期: 2024-08-01, 内容: 改正单位}\n  - {日期: 2024-07-01, 内容: 改正名称}\n"
        "撤回: {日期: 2024-09-01, 理由: 重复公开}\n忽略检查: {W202: 原表如此}\n"
    )
    text = RECORD.replace("  意见: 同意。\n", "  意见: 同意。\n  日期: 2024-06-01\n  文号: 示财〔2024〕1 号\n")
    text = text.replace("≥3场\n", "≥3场\n        实际完成值: 4场\n        分值: 10\n        得分: 9.50\n") + more
    record = read(tmp_path, text, **{"pages/about.md": "# 关于\n", "originals/2024/pifu.pdf": b"%PDF"})
    assert record.approval
    assert record.disclosure
    assert record.original
    assert record.withdrawal
    assert (record.approval.day, record.approval.number) == (datetime.date(2024, 6, 1), "示财〔2024〕1 号")
    assert (record.disclosure.day, record.disclosure.index_number) == (datetime.date(2024, 6, 20), "0012-3")
    assert (record.code, record.original.file) == ("0044", "originals/2024/pifu.pdf")
    assert [correction.text for correction in record.corrections] == ["改正单位", "改正名称"]
    assert (record.withdrawal.day, record.withdrawal.reason) == (datetime.date(2024, 9, 1), "重复公开")
    (row,) = record.indicators()
    assert (row.indicator.actual_value, row.indicator.points, row.indicator.score) == ("4场", "10", "9.50")


def test_an_original_is_published_from_where_it_lies(tmp_path: Path) -> None:
    text = RECORD + "原件: {文件: originals/2024/pifu.pdf}\n"
    loaded = content.load(written(tmp_path, {NAME: text, "originals/2024/pifu.pdf": b"%PDF", "originals/x.pdf": b""}))
    assert loaded.site
    found = {name: document.path for name, document in loaded.site.originals.items()}
    assert found == {"originals/2024/pifu.pdf": tmp_path / "originals/2024/pifu.pdf"}


@pytest.mark.parametrize("typed", ["40000", "0", "210000.50", "999999999999999"])
def test_an_amount_keeps_its_decimals(typed: str, tmp_path: Path) -> None:
    budget = read(tmp_path, changed("40000", typed)).budget
    assert (budget, str(budget)) == (Decimal(typed), typed)


def test_newer_years_come_first_and_the_address_mirrors_the_file(tmp_path: Path) -> None:
    older = RECORD.replace("预算年度: 2024", "预算年度: 2023")
    stage = RECORD.replace("用款单位: 示例镇读书协会", "用款单位: 示例镇文体站")
    files: dict[str, str | bytes] = {"projects/2023/a.yaml": older, "projects/2024/slz-wtz/b.yaml": stage}
    site = content.load(written(tmp_path, files)).site
    assert site
    assert [(project.address, project.slug, project.department) for project in site.projects] == [
        ("projects/2024/dushu/", "dushu", "slz-dsxh"),
        ("projects/2024/slz-wtz/b/", "b", "slz-wtz"),
        ("projects/2023/a/", "a", "slz-dsxh"),
    ]


def test_the_anchor_of_a_row_stays_when_rows_are_added_around_it(tmp_path: Path) -> None:
    row = "      - {三级指标: 活动场次, 当年度指标值: ≥1场}\n"
    before = {row.indicator.annual_value: row.id for row in read(tmp_path / "a").indicators()}
    text = changed("    数量指标:\n", "    质量指标: []\n    数量指标:\n      - {三级指标: 册数, 当年度指标值: 9册}\n")
    text = text.replace("        当年度指标值: ≥3场\n", f"        当年度指标值: ≥3场\n{row}")
    after = {row.indicator.annual_value: row.id for row in read(tmp_path / "b", text).indicators()}
    assert after["≥3场"] == before["≥3场"]
    assert after["≥1场"] == f"{before['≥3场']}-2"
    assert len(set(after.values())) == 3


LITTER = """
    .gitkeep Desktop.ini pages/.about.md pages/desktop.ini projects/Thumbs.db projects/.git/config
    projects/2024/.DS_Store projects/2024/~$dushu.yaml projects/2024/dushu.yaml~ projects/2024/.dushu.yaml.swp
"""


def test_what_desktops_and_editors_leave_behind_is_passed_over(tmp_path: Path) -> None:
    loaded = content.load(written(tmp_path, dict.fromkeys(LITTER.split(), b"\0\xff: [")))
    assert (loaded.problems, loaded.records) == ((), 1)


# ── whatever is typed ────────────────────────────────────────────────────────────────────────────────

CHARACTERS = st.characters(exclude_categories=("Cc", "Cs", "Cn"))
TRICKY = "0012 no 1e3 12:30:45 ~ null 2024-01-01 - ? : # & * ! | > ' \" % @ ` [] {} --- ... ="
TEXTS = st.one_of(
    st.sampled_from(TRICKY.split()), st.text(CHARACTERS, min_size=1, max_size=40).map(str.strip).filter(bool)
)
PARAGRAPHS = st.lists(TEXTS, min_size=1, max_size=3).map("\n".join)
NAMES = st.one_of(TEXTS, st.text(CHARACTERS, min_size=130, max_size=200).map(str.strip).filter(bool))
DAYS = st.dates(datetime.date(1949, 10, 1), datetime.date(2099, 12, 31))
ROWS = st.fixed_dictionaries(
    {"三级指标": TEXTS},
    optional=dict.fromkeys(("实施周期指标值", "当年度指标值", "实际完成值", "分值", "得分"), TEXTS),
)
RECORDS = st.fixed_dictionaries(
    {
        "预算年度": st.just(2024),
        "项目名称": TEXTS,
        "用款单位": st.just("示例镇读书协会"),
        "预算金额": st.integers(0, 10**15 - 1),
        "总体绩效目标": st.dictionaries(st.sampled_from(("实施周期总目标", "年度目标")), PARAGRAPHS, min_size=1),
        "绩效指标": st.dictionaries(
            NAMES, st.dictionaries(NAMES, st.lists(ROWS, max_size=3), min_size=1, max_size=3), min_size=1, max_size=3
        ),
    },
    optional={
        "表名": TEXTS,
        "项目类型": TEXTS,
        "实施周期": st.just({"起始年度": 2022, "到期年度": 2099}),
        "批复": st.fixed_dictionaries({"意见": PARAGRAPHS}, optional={"日期": DAYS, "文号": TEXTS}),
        "项目编码": TEXTS,
        "更正": st.lists(st.fixed_dictionaries({"日期": DAYS, "内容": PARAGRAPHS}), max_size=2),
        "撤回": st.fixed_dictionaries({"日期": DAYS, "理由": TEXTS}),
    },
)


def plain(value: Any) -> Any:
    """The value without tuples, to be compared with what was written."""
    if isinstance(value, dict):
        return {key: plain(below) for key, below in value.items()}
    return [plain(item) for item in value] if isinstance(value, tuple | list) else value


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("content"), {})


@settings(deadline=None, max_examples=150)
@given(record=RECORDS, flow=st.booleans(), width=st.sampled_from((20, 80, 10_000)))
def test_any_record_that_another_program_writes_means_the_same_here(
    record: dict[str, Any], flow: bool, width: int, folder: Path
) -> None:
    text = yaml.safe_dump(record, allow_unicode=True, sort_keys=False, default_flow_style=flow, width=width)
    meaning = read(folder, text, **{"pages/about.md": "# 关于\n"})
    assert plain(meaning.model_dump(by_alias=True, exclude_unset=True)) == record
    levels = [(first, second) for first, seconds in record["绩效指标"].items() for second in seconds]
    assert list(dict.fromkeys((row.level_1, row.level_2) for row in meaning.rows())) == levels


def is_safe_to_print(text: str) -> bool:
    return all(unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Zl", "Zp") for char in text)


def assert_told_well(loaded: Loaded, name: str, data: bytes) -> None:
    """Every problem has a place inside the file and can be printed anywhere; without errors there is a site."""
    lines = data.count(b"\n") + data.count(b"\r") + data.count(b"\x85") + data.count(b"\xe2\x80") + 2
    for problem in loaded.problems:
        assert problem.line <= (lines if problem.path.endswith(name) else 30)
        assert problem.column >= 1
        assert problem.hint
        assert is_safe_to_print(str(problem).replace("\n", ""))
        assert all(is_safe_to_print(str(value)) for value in problem.as_json().values())
        assert len(str(problem).splitlines()) <= 3
    assert (loaded.site is None) == bool(content.errors(loaded.problems))


FILES = st.sampled_from((NAME, "site.yaml", "departments.yaml", "pages/about.md"))


def load_with(folder: Path, name: str, data: bytes) -> Loaded:
    written(folder, {"pages/about.md": "# 关于\n", name: data})
    return content.load(folder)


@settings(deadline=None, max_examples=150)
@given(name=FILES, data=st.binary(max_size=300))
def test_no_bytes_upset_the_reader(name: str, data: bytes, folder: Path) -> None:
    assert_told_well(load_with(folder, name, data), name, data)


@settings(deadline=None, max_examples=150)
@given(at=st.integers(0, len(RECORD)), drop=st.integers(0, 30), add=st.one_of(TEXTS, st.text(max_size=5)))
def test_no_slip_of_the_hand_upsets_the_reader(at: int, drop: int, add: str, folder: Path) -> None:
    data = (RECORD[:at] + add + RECORD[at + drop :]).encode("utf-8", "surrogatepass")
    assert_told_well(load_with(folder, NAME, data), NAME, data)


WORDS = """
    项目名称 预算年度 用款单位 预算金额 总体绩效目标 年度目标 绩效指标 产出指标 数量指标 三级指标 批复 更正 撤回 原件
    忽略检查 W203 E101 日期 名称 关键词 40000 2024 ≥90% &a *a !!int ! | |- > >5 ' " # --- ... %YAML ? [ ] { } , ： : @
    ![ ]( ) [a]( //[ http:// <b> about.md %ff javascript: |--|
"""
SPACES = (
    "\n",
    "\n",
    "\n  ",
    "\n    ",
    "\n  - ",
    "\n\n",
    "\t",
    " ",
    ": ",
    ": ",
    "# ",
    "\r\n",
    "\u2028",
    "\x85",
    "\0",
    "\x1b",
)
PIECES = st.one_of(st.sampled_from(WORDS.split()), st.sampled_from(SPACES))


@example(name="site.yaml", pieces=["\n  - ", "#", "项目名称"])  # once nothing but a warning, and no site
@settings(deadline=None, max_examples=300)
@given(name=FILES, pieces=st.lists(PIECES, max_size=40))
def test_nothing_that_looks_like_yaml_or_markdown_upsets_the_reader(name: str, pieces: list[str], folder: Path) -> None:
    data = "".join(pieces).encode()
    assert_told_well(load_with(folder, name, data), name, data)


@settings(deadline=None, max_examples=200)
@given(path=st.text(max_size=30), message=st.text(max_size=2000), source=st.text(max_size=200))
def test_a_report_is_safe_to_print_whatever_it_quotes(path: str, message: str, source: str) -> None:
    problem = Problem(path, 1, 1, "E999", message, "提示" + message, source)
    assert is_safe_to_print(str(problem).replace("\n    ", ""))
    assert all(is_safe_to_print(str(value)) for value in problem.as_json().values())
    assert len(str(problem)) < 2500


def test_the_report_shows_the_line_as_it_is_typed(tmp_path: Path) -> None:
    text = changed("预算金额: 40000", "预算金额: 四万\u3000元\t（大写）")
    (problem,) = content.load(written(tmp_path, {NAME: text})).problems
    assert str(problem).splitlines()[1] == "    预算金额: 四万\u3000元 （大写）"


# ── places ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("before", "line", "column"),
    [
        pytest.param("", 9, 7, id="nothing"),
        pytest.param("# 说明\n\n" * 20, 49, 7, id="comments"),
        pytest.param("说明: |\n  一\n\n  二\n", 13, 7, id="a text of several lines"),
        pytest.param("说明: >\r\n  一\r\n", 11, 7, id="line ends of Windows"),
        pytest.param('说明: "一\n\n  二"\n', 12, 7, id="a quoted text of several lines"),
        pytest.param("说明: 𠮷👨‍👩‍👧。\n", 10, 7, id="wide characters"),
    ],
)
def test_the_place_is_that_of_the_editor(before: str, line: int, column: int, tmp_path: Path) -> None:
    text = before + changed("40000", "四万")
    (problem,) = content.load(written(tmp_path, {NAME: text})).problems
    assert (problem.code, problem.line, problem.column, problem.source) == ("E205", line, column, "预算金额: 四万")


def test_columns_count_characters(tmp_path: Path) -> None:
    text = changed("{起始年度: 2022, 到期年度: 2099}", "{起始年度: 𠮷𠮷, 到期年度: 长期}")
    assert [(p.line, p.column) for p in content.load(written(tmp_path, {NAME: text})).problems] == [(8, 14), (8, 24)]


@pytest.mark.parametrize("key", ["预算年度", "项目名称", "用款单位", "预算金额"])
def test_a_blank_is_told_at_its_own_line_and_a_missing_key_at_the_top(key: str, tmp_path: Path) -> None:
    line = next(line for line in RECORD.splitlines() if line.startswith(key))
    number = RECORD.splitlines().index(line) + 1
    blank = content.load(written(tmp_path, {NAME: changed(f"{line}\n", f"{key}:   # 待填\n")}))
    missing = content.load(written(tmp_path, {NAME: changed(f"{line}\n", "")}))
    assert (codes(blank), codes(missing)) == ([("E202", number)], [("E203", 1)])


def test_all_problems_of_a_record_are_told_in_one_run(tmp_path: Path) -> None:
    text = RECORD
    for old, new in (
        ("预算年度: 2024", "预算年度: 2023"),
        ("用款单位: 示例镇读书协会", "用款单位: 示例镇"),
        ("到期年度: 2099", "到期年度: 2021"),
        ("预算金额: 40000", "预算金额: 4万元"),
        ("  年度目标:", "  年度总目标:"),
        ("  产出指标:\n", "  成本指标:\n  产出指标:\n"),
        ("三级指标: 活动场次", "三级指标:"),
    ):
        text = text.replace(old, new)
    loaded = content.load(written(tmp_path, {NAME: text}))
    assert codes(loaded) == [
        *(("E302", 2), ("E301", 7), ("E208", 8), ("E205", 9), ("E211", 12), ("E210", 14), ("E202", 17))
    ]


# ── warnings ─────────────────────────────────────────────────────────────────────────────────────────

WARNINGS: dict[str, tuple[str, str, list[tuple[str, int]]]] = {
    "an unknown level 1": ("产出指标:", "产出和效果:", [("W201", 14)]),
    "an unknown level 2": ("数量指标:", "数目:", [("W202", 15)]),
    "no kind": ("项目类型: 其他特定目标类\n", "", [("W203", 1)]),
    "a level left blank": ("项目等级: 二级项目\n", "项目等级:\n", [("W203", 5)]),
    "no supervisor": ("主管部门: 示例镇读书协会\n", "", [("W203", 1)]),
    "no period": ("实施周期: {起始年度: 2022, 到期年度: 2099}\n", "", [("W203", 1)]),
    "a period left blank": ("{起始年度: 2022, 到期年度: 2099}", "{起始年度: , 到期年度: }", [("W203", 8)]),
    "no annual goal": ("  年度目标: 全年办三场读书活动。\n", "", [("W203", 10)]),
    "no goal for the period": ("  实施周期总目标: 办好读书活动。\n", "", [("W203", 10)]),
    "no opinion": ("  意见: 同意。\n", "", [("W203", 20)]),
    "a row without values": (
        "        实施周期指标值: ≥9场\n        当年度指标值: ≥3场\n",
        "        分值: 10\n      - {三级指标: 册数, 当年度指标值: 9册}\n      - 三级指标: 人次\n",
        [("W203", 16), ("W203", 19)],
    ),
    "no indicator at all": (
        "      - 三级指标: 活动场次\n        实施周期指标值: ≥9场\n        当年度指标值: ≥3场\n",
        "",
        [("W204", 13)],
    ),
}


@pytest.mark.parametrize("name", WARNINGS)
def test_what_may_be_a_mistake_is_told_and_kept(name: str, tmp_path: Path) -> None:
    old, new, expected = WARNINGS[name]
    loaded = content.load(written(tmp_path, {NAME: changed(old, new)}))
    assert codes(loaded) == expected
    assert loaded.site, "a warning does not stop the site"


def test_unknown_levels_are_shown_as_they_are(tmp_path: Path) -> None:
    record = read(tmp_path, changed("产出指标:\n    数量指标:", "其它  指标:\n    “特别”指标:"))
    assert next((row.level_1, row.level_2) for row in record.rows()) == ("其它  指标", "“特别”指标")
    assert record.categories() == ("“特别”指标",)


@pytest.mark.parametrize("name", WARNINGS)
def test_a_warning_that_was_looked_at_is_silent_in_its_record_only(name: str, tmp_path: Path) -> None:
    old, new, expected = WARNINGS[name]
    code = expected[0][0]
    silent = changed(old, new) + f"忽略检查: {{{code}: 原表如此}}\n"
    other = changed(old, new).replace("全民读书活动", "送书下乡")
    loaded = content.load(written(tmp_path, {NAME: silent, "projects/2024/songshu.yaml": other}))
    assert {problem.path.rsplit("/", 1)[1] for problem in loaded.problems} == {"songshu.yaml"}
    loaded = content.load(written(tmp_path, {NAME: silent.replace(code, "W299")}))
    assert {problem.code for problem in loaded.problems} == {code, "W222"}


def test_forms_of_other_offices_lack_what_they_lack(tmp_path: Path) -> None:
    """Only what the record's own form has is asked for."""
    lines = ("表名:", "项目类型:", "项目等级:", "主管部门:", "实施周期:")
    text = "".join(line for line in RECORD.splitlines(keepends=True) if not line.startswith(lines))
    text = text[: text.index("批复:")]
    assert content.load(written(tmp_path, {NAME: text})).problems == ()
    assert content.load(written(tmp_path, {NAME: f"表名: 某某区项目支出绩效目标表\n{text}"})).problems == ()


@pytest.mark.parametrize("code", ["", "项目编码: A1\n"])
def test_a_project_told_twice_in_a_year_is_noticed(code: str, tmp_path: Path) -> None:
    twin = code + (RECORD.replace("全民读书活动", "另一个名称") if code else RECORD)
    files: dict[str, str | bytes] = {NAME: code + RECORD, "projects/2024/a.yaml": twin}
    (problem,) = content.load(written(tmp_path, files)).problems
    assert (problem.code, problem.path) == ("W205", str(tmp_path / NAME))
    assert str(tmp_path / "projects/2024/a.yaml") in problem.message
    kept = code + RECORD + "忽略检查: {W205: 两个批次}\n"
    assert content.load(written(tmp_path, files | {NAME: kept})).problems == ()


@pytest.mark.parametrize(
    "name", ["projects/2024/pifu.docx", "projects/2024/dushu.bak", "pages/a.html", "project/readme.txt", "notes.txt"]
)
def test_a_file_that_will_not_be_read_is_named(name: str, tmp_path: Path) -> None:
    (problem,) = content.load(written(tmp_path, {name: RECORD})).problems
    assert problem.code == "W101"
    assert f"{tmp_path}/{name}".startswith(problem.path)


def test_strict_makes_a_warning_stop_the_build(tmp_path: Path) -> None:
    written(tmp_path / "content", {NAME: changed("数量指标:", "数目:")})
    loose, strict = gongkai("check", cwd=tmp_path), gongkai("check", "--strict", cwd=tmp_path)
    assert (loose.returncode, strict.returncode) == (0, 1)
    assert loose.stdout == strict.stdout != ""
    stopped = gongkai("build", "--strict", cwd=tmp_path)
    assert stopped.returncode == 1
    assert "W202" in stopped.stderr
    assert not (tmp_path / "output").exists()
    assert gongkai("build", cwd=tmp_path).returncode == 0


# ── the three generations of the framework ───────────────────────────────────────────────────────────

GENERATIONS = {
    "东莞 2019": {
        "预期产出指标 → 产出指标": (
            "数量指标(或建筑规模指标) → 数量指标",
            "数量指标（或建筑规模指标） → 数量指标",
            "质量指标 → 质量指标",
            "质量 → 质量指标",
            "时效指标(工期指标) → 时效指标",
            "时效指标（工期指标） → 时效指标",
            "预算(或投资规模)控制指标 → 成本指标",
            "预算（或投资规模）控制指标 → 成本指标",
        ),
        "效果指标 → 效益指标": (
            "社会效益指标 → 社会效益指标",
            "经济效益指标 → 经济效益指标",
            "生态效益指标 → 生态效益指标",
            "可持续影响 → 可持续影响指标",
        ),
    },
    "标准": {
        "产出指标 → 产出指标": (
            "数量指标 → 数量指标",
            "质量指标 → 质量指标",
            "时效指标 → 时效指标",
            "成本指标 → 成本指标",
        ),
        "效益指标 → 效益指标": (
            "经济效益指标 → 经济效益指标",
            "经济效益 指标 → 经济效益指标",
            "社会效益指标 → 社会效益指标",
            "生态效益指标 → 生态效益指标",
            "环境效益指标 → 生态效益指标",
            "可持续影响指标 → 可持续影响指标",
        ),
        "满意度指标 → 满意度指标": (
            "服务对象满意度指标 → 服务对象满意度指标",
            "社会公众或服务对象满意度指标 → 服务对象满意度指标",
            "社会公众（或服务对象）满意度指标 → 服务对象满意度指标",
        ),
    },
    "成本在前": {
        "成本指标 → 成本指标": (
            "经济成本指标 → 经济成本指标",
            "社会成本指标 → 社会成本指标",
            "生态环境成本指标 → 生态环境成本指标",
            "经济指标 → 经济成本指标",
            "社会 → 社会成本指标",
        ),
        "产出指标(50分) → 产出指标": ("数量指标（20分） → 数量指标", "经济成本指标 → 经济成本指标"),
        "产出指标（37.5 分） → 产出指标": ("质量指标10分 → 质量指标",),
        "效益指标 → 效益指标": (
            "经济指标 → 经济效益指标",
            "社会 → 社会效益指标",
            "生态指标 → 生态效益指标",
        ),
        "满意度指标 → 满意度指标": ("服务对象满意度指标(10分) → 服务对象满意度指标",),
    },
    "认不得": {"意外指标 → ": ("成效指标 → ", "数量 质量 → "), "产出指标 → 产出指标": ("经济指标 → ",)},
}


@pytest.mark.parametrize("generation", GENERATIONS)
def test_the_levels_of_each_generation_are_recognised(generation: str) -> None:
    for first, seconds in GENERATIONS[generation].items():
        level, known = first.split(" → ")
        assert framework.level_1(level) == (known or None)
        for second in seconds:
            name, meant = second.split(" → ")
            assert (second, framework.level_2(name, level)) == (second, meant or None)
            assert framework.category(level, name) == (meant or name)


def test_the_canonical_names_stand_for_themselves() -> None:
    assert [framework.level_1(name) for name in framework.LEVEL_1] == list(framework.LEVEL_1)
    assert [framework.level_2(name) for name in framework.LEVEL_2] == list(framework.LEVEL_2)


@pytest.mark.parametrize("name", ["project/2024/a.yaml", "Projects/2024/b.yaml", "dushu.yaml", "dushu.yml"])
def test_a_record_beside_the_folders_that_are_read_is_an_error(name: str, tmp_path: Path) -> None:
    loaded = content.load(written(tmp_path, {name: RECORD}))
    assert [(problem.code, problem.path) for problem in loaded.problems] == [
        ("E112", str(tmp_path / name.split("/")[0]))
    ]
    assert loaded.site is None


@pytest.mark.parametrize("line", ["项目类型: 维修 #3楼", "项目类型: #3楼", "项目编码: 4 #万元"])
def test_text_that_yaml_takes_for_a_comment_is_pointed_out(line: str, tmp_path: Path) -> None:
    record = line + "\n" + "\n".join(row for row in RECORD.splitlines() if not row.startswith(line[:4])) + "\n"
    found = [problem for problem in content.load(written(tmp_path, {NAME: record})).problems if problem.code == "W102"]
    assert [(problem.line, "双引号" in problem.hint) for problem in found] == [(1, True)]


def test_a_comment_with_a_space_is_a_comment(tmp_path: Path) -> None:
    record = RECORD.replace("活动场次", "活动场次   # 照原表", 1)
    assert content.load(written(tmp_path, {NAME: record})).problems == ()


@pytest.mark.parametrize("other", ["originals/a/y.pdf", "originals/A/X.pdf"])
def test_originals_that_are_one_folder_on_windows_are_told_apart(other: str, tmp_path: Path) -> None:
    files = {"originals/A/x.pdf": b"%PDF", other: b"%PDF"}
    files[NAME] = (RECORD + "原件: {文件: originals/A/x.pdf}\n").encode()
    files["projects/2024/b.yaml"] = (changed("项目名称:", "项目名称: 另一个") + f"原件: {{文件: {other}}}\n").encode()
    loaded = content.load(written(tmp_path, files))
    assert [problem.code for problem in loaded.problems] == ["E304"]


def test_days_that_come_in_the_wrong_order_are_asked_about(tmp_path: Path) -> None:
    text = (
        RECORD
        + "公开: {日期: 2024-03-01}\n更正:\n  - {日期: 2024-02-28, 内容: 更正}\n撤回: {日期: 2024-02-01, 理由: 撤回}\n"
    )
    text = text.replace("批复:\n", "批复:\n  日期: 2024-03-02\n", 1)
    problems = content.load(written(tmp_path, {NAME: text})).problems
    assert [(problem.code, problem.message) for problem in problems] == [
        ("W206", "公开日期 2024-03-01 早于批复日期 2024-03-02"),
        ("W206", "更正日期 2024-02-28 早于公开日期 2024-03-01"),
        ("W206", "撤回日期 2024-02-01 早于公开日期 2024-03-01"),
    ]
