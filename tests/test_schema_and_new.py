"""``gongkai schema`` for editors, and ``gongkai new`` for the next record."""

import datetime
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from builder import content
from builder.content import NewRecordError
from builder.model import framework
from tests.conftest import CONTENT, Run, gongkai

HAN = re.compile(r"[\u4e00-\u9fff]")


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    """What ``gongkai schema`` prints."""
    done = gongkai("schema")
    assert (done.returncode, done.stderr) == (0, "")
    printed: dict[str, Any] = json.loads(done.stdout)
    return printed


def as_an_editor_reads(text: str) -> Any:
    """YAML with numbers and dates of its own, as the language servers of editors give it to a schema."""

    def plain(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: plain(below) for key, below in value.items()}
        if isinstance(value, list):
            return [plain(item) for item in value]
        return value.isoformat() if isinstance(value, datetime.date) else value

    return plain(yaml.safe_load(text))


def complaints(schema: dict[str, Any], record: Any) -> list[str]:
    """Where the schema refuses a record."""
    checker = Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)
    return ["/".join(map(str, error.absolute_path)) for error in checker.iter_errors(record)]


RECORDS = sorted((CONTENT / "projects").rglob("*.yaml"))


@pytest.fixture
def record() -> dict[str, Any]:
    """A real record, to be changed."""
    read: dict[str, Any] = as_an_editor_reads(RECORDS[0].read_text("utf-8"))
    return read


# ── the schema ───────────────────────────────────────────────────────────────────────────────────────


def test_the_schema_is_valid_and_says_which_draft_it_follows(schema: dict[str, Any]) -> None:
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    Draft202012Validator.check_schema(schema)


@pytest.mark.parametrize("path", RECORDS, ids=lambda path: path.stem)
def test_the_real_records_follow_the_schema(schema: dict[str, Any], path: Path) -> None:
    assert complaints(schema, as_an_editor_reads(path.read_text("utf-8"))) == []


MORE = """
预算年度: 2024
项目名称: 2024
用款单位: 示例镇读书协会
预算金额: 40000.50
总体绩效目标: {年度目标: 办好。}
绩效指标:
  产出指标:
    数量指标:
      - {三级指标: 册数, 实施周期指标值: 0012, 当年度指标值: 1e3, 实际完成值: yes, 分值: 10, 得分: 9.5}
    质量指标: []
批复: {单位: , 意见: 同意。, 日期: 2024-06-01, 文号: }
公开: {日期: 2024-06-20, 索引号: 12}
项目编码: 0012
原件: {文件: originals/2024/x.pdf}
说明: 文字
更正: [{日期: 2024-07-01, 内容: 改正}]
撤回: {日期: 2024-08-01, 理由: 重复}
忽略检查: {W203: 看过}
"""


def test_every_key_follows_the_schema_as_an_editor_types_its_value(schema: dict[str, Any]) -> None:
    typed = as_an_editor_reads(MORE)
    assert complaints(schema, typed) == []
    assert set(schema["properties"]) - set(typed) == {"表名", "项目类型", "项目等级", "主管部门", "实施周期"}


def put(*path: Any) -> Callable[[dict[str, Any]], None]:
    """Set the value at a path; the last piece is the value."""
    *steps, last, value = path

    def change(record: dict[str, Any]) -> None:
        for step in steps:
            record = record[step]
        record[last] = value

    return change


ROW = ("绩效指标", "产出指标", "数量指标", 0)


@pytest.mark.parametrize(
    ("change", "place"),
    [
        pytest.param(put("项目名字", "x"), "", id="unknown key"),
        pytest.param(put("批复", "批复单位", "x"), "批复", id="unknown key below a group"),
        pytest.param(put(*ROW, "指标", "x"), "/".join(map(str, ROW)), id="unknown key in a row"),
        pytest.param(put("预算年度", "2024年"), "预算年度", id="year with a word"),
        pytest.param(put("预算年度", 24), "预算年度", id="short year"),
        pytest.param(put("预算金额", "4万元"), "预算金额", id="amount with a unit"),
        pytest.param(put("预算金额", -1), "预算金额", id="negative amount"),
        pytest.param(put("批复", "日期", "2024年6月1日"), "批复", id="date in words"),
        pytest.param(put("批复", "东莞"), "批复", id="text for a group"),
        pytest.param(put("绩效指标", "产出指标", "数量指标", "无"), "绩效指标/产出指标/数量指标", id="text for a list"),
        pytest.param(put("更正", [{"内容": "x"}]), "更正/0", id="correction without a date"),
        pytest.param(put("撤回", {"日期": "2024-07-01"}), "撤回", id="withdrawal without a reason"),
        pytest.param(put("项目名称", None), "项目名称", id="required and blank"),
    ],
)
def test_the_schema_refuses_what_the_reader_refuses(
    schema: dict[str, Any], record: dict[str, Any], change: Callable[[dict[str, Any]], None], place: str, tmp_path: Path
) -> None:
    change(record)
    assert complaints(schema, record) == [place]
    (tmp_path / "projects" / "2024").mkdir(parents=True)
    text = yaml.safe_dump(record, allow_unicode=True).replace(": null\n", ":\n")
    (tmp_path / "projects" / "2024" / "x.yaml").write_text(text, "utf-8")
    assert any(problem.path.endswith("x.yaml") for problem in content.errors(content.load(tmp_path).problems))


@pytest.mark.parametrize("key", ["预算年度", "项目名称", "用款单位", "预算金额", "总体绩效目标", "绩效指标"])
def test_the_schema_asks_for_what_is_required(schema: dict[str, Any], record: dict[str, Any], key: str) -> None:
    del record[key]
    assert complaints(schema, record) == [""]


def test_a_row_needs_a_name_by_the_schema_too(schema: dict[str, Any], record: dict[str, Any]) -> None:
    del record["绩效指标"]["产出指标"]["数量指标"][0]["三级指标"]
    assert complaints(schema, record) == ["/".join(map(str, ROW))]


def described(part: Any) -> Iterator[tuple[str, str]]:
    """Every key of the schema with the words that an editor shows for it."""
    if isinstance(part, dict):
        for key, below in part.get("properties", {}).items():
            if key not in (*framework.LEVEL_1, *framework.LEVEL_2):  # these are offered, not prescribed
                yield key, below.get("description", "")
        for below in part.values():
            yield from described(below)
    elif isinstance(part, list):
        for below in part:
            yield from described(below)


def test_an_editor_explains_every_key_in_chinese(schema: dict[str, Any]) -> None:
    words = list(described(schema))
    assert len(words) > 35
    assert [key for key, text in words if not HAN.search(text)] == []
    shown = json.dumps([text for _, text in words] + [part.get("description", "") for part in schema["$defs"].values()])
    assert "the " not in shown
    assert "description" not in schema


# ── a new record ─────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def started(tmp_path: Path) -> Path:
    """A content folder without any record."""
    folder = tmp_path / "content"
    folder.mkdir()
    for name in ("site.yaml", "departments.yaml"):
        (folder / name).write_bytes((CONTENT / name).read_bytes())
    return folder


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_new_record_lies_in_its_year_under_its_pinyin(started: Path) -> None:
    done = gongkai("new", "工会活动", "--year", "2025", cwd=started.parent)
    assert (done.returncode, done.stdout) == (0, "content/projects/2025/gong-hui-huo-dong.yaml\n")
    assert "gongkai check" in done.stderr
    text = (started / "projects/2025/gong-hui-huo-dong.yaml").read_text("utf-8")
    typed = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 - the base loader makes texts only
    assert (typed["预算年度"], typed["项目名称"], typed["用款单位"]) == ("2025", "工会活动", "东莞市望牛墩镇总工会")


def test_the_file_name_can_be_chosen(started: Path, run: Run) -> None:
    assert run("new", "工会活动", "--year", "2025", "--slug", "gonghui")[:2] == (
        0,
        "content/projects/2025/gonghui.yaml\n",
    )
    # A name that is a file name already leaves the project's own name to be filled in.
    assert run("new", "wenti-huodong", "--year", "2025")[0] == 0
    assert "项目名称: \n" in (started / "projects/2025/wenti-huodong.yaml").read_text("utf-8")


def test_a_long_name_gives_a_short_address_of_whole_syllables(started: Path) -> None:
    path = content.new_record(started, "二〇二五年度全镇职工文化体育活动暨安康杯劳动技能竞赛系列活动经费", 2025)
    assert path.stem == "er-ling-er-wu-nian-du-quan-zhen-zhi-gong-wen-hua-ti-yu-huo"


def test_a_new_record_names_every_key_of_the_format(started: Path, schema: dict[str, Any]) -> None:
    text = content.new_record(started, "工会活动", 2025).read_text("utf-8")
    keys = {key for key, _ in described(schema)}
    assert [key for key in keys if key not in text] == []
    form = yaml.safe_load(RECORDS[0].read_text("utf-8"))["绩效指标"]
    assert {level: list(below) for level, below in yaml.safe_load(text)["绩效指标"].items()} == {
        level: list(below) for level, below in form.items()
    }


def test_of_a_new_record_only_what_is_not_filled_in_is_told(started: Path) -> None:
    path = content.new_record(started, "工会活动", 2025)
    lines = path.read_text("utf-8").splitlines()
    loaded = content.load(started)
    assert {problem.path for problem in loaded.problems} == {str(path)}
    told = [(problem.code, lines[problem.line - 1].split(":")[0].strip()) for problem in loaded.problems]
    assert told == [("E202", "预算金额"), ("E209", "总体绩效目标")]


def test_a_new_record_filled_in_as_its_comments_say_is_good(started: Path) -> None:
    path = content.new_record(started, "工会活动", 2025)
    text = path.read_text("utf-8")
    for blank, filled in (
        (r"^表名:", "表名: 望牛墩镇财政项目支出绩效目标批复表"),
        (r"^项目类型:", "项目类型: 其他"),
        (r"^项目等级:", "项目等级: 二级项目"),
        (r"^主管部门:", "主管部门: 东莞市望牛墩镇总工会"),
        (r"起始年度: ,", "起始年度: 2022,"),
        (r"到期年度: \}", "到期年度: 2099}"),
        (r"^预算金额:", "预算金额: 40000"),
        (r"^  实施周期总目标: \|-\n", "  实施周期总目标: |-\n    第一段：慰问。\n    第二段。\n"),
        (r"^  年度目标: \|-\n", "  年度目标: |-\n    慰问。\n"),
        (
            r"^    数量指标: \[\]",
            "    数量指标:\n      - 三级指标: 困难职工慰问次数\n        实施周期指标值: 1次\n        当年度指标值: 1次",
        ),
        (r"^  单位:", "  单位: 东莞市财政局望牛墩分局"),
        (r"^  意见: \|-\n", "  意见: |-\n    同意。\n"),
        (r"^  日期:  ", "  日期: 2025-06-01  "),
    ):
        text, count = re.subn(blank, filled, text, flags=re.MULTILINE)
        assert count >= 1, blank
    path.write_text(text, "utf-8")
    loaded = content.load(started)
    assert loaded.problems == ()
    assert loaded.site
    assert loaded.site.projects[0].record.goals.whole_period == "第一段：慰问。\n第二段。"


def test_the_commented_keys_are_good_when_their_marks_are_taken_off(started: Path) -> None:
    path = content.new_record(started, "工会活动", 2025)
    text = path.read_text("utf-8")
    tail = text[text.index("# 说明:") :]
    taken = "".join(line.removeprefix("# ") for line in tail.splitlines(keepends=True))
    path.write_text(text.replace(tail, taken), "utf-8")
    told = {(problem.code, problem.message) for problem in content.load(started).problems}
    assert {code for code, _ in told} <= {"E202", "E209"}
    assert {key for key in ("日期", "内容") if any(f"“{key}”" in message for _, message in told)} == {"日期", "内容"}


def test_the_unit_is_filled_in_only_where_there_is_one(started: Path) -> None:
    for departments in ("a: {名称: 甲}\nb: {名称: 乙}\n", "坏了: [\n", 'a: {名称: "甲\\n乙"}\n'):
        (started / "departments.yaml").write_text(departments, "utf-8")
        path = content.new_record(started, "工会活动", 2025)
        assert yaml.safe_load(path.read_text("utf-8"))["用款单位"] is None
        path.unlink()


def test_a_record_that_is_there_is_never_overwritten(started: Path, run: Run) -> None:
    assert run("new", "工会活动", "--year", "2025")[0] == 0
    before = files(started)
    for again in (("工会活动",), ("工会·活动",), ("x", "--slug", "gong-hui-huo-dong")):
        code, out, err = run("new", *again, "--year", "2025")
        assert (code, out) == (2, "")
        assert ("没有另外新建" if again == ("工会活动",) else "已经存在") in err
        assert "--slug" in err
    (started / "projects" / "2025" / "lian-jie.yaml").symlink_to(started.parent / "outside.yaml")
    assert run("new", "链接", "--year", "2025")[0] == 2
    assert not (started.parent / "outside.yaml").exists()
    assert files(started) == before


HOSTILE = (
    "it's",
    '"引号"',
    "'",
    "a: b",
    "活动 # 不是注释",
    "# 活动",
    "- 活动",
    "> 90%",
    "*活动",
    "&a 活动",
    "!!int 5",
    "%活动",
    "{a: b}",
    "[a]",
    "null",
    "~",
    "--- 活动",
    "...",
    "'\n预算金额: 1\nx: '",
    "活动\u2028预算金额: 1",
    "活动\x85x: 1",
    "../x",
    "../../../etc/passwd",
    "/etc/passwd",
    "..\\..\\x",
    "C:\\x",
    "con",
    "工会/活动",
    "活动\t一",
    "\x1b[31m活动",
    "\0",
    "\udcff活动",
    "\ufeff活动",
    "😀",
    "👨‍👩‍👧活动",
    "  活动  ",
    "\u3000活动",
    "活" * 500,
    "a" * 5000,
    "",
    " ",
)


@settings(deadline=None, max_examples=100)
@given(name=st.text(max_size=30).map(lambda text: f"活动{text}"))
@example(name="活动'")
def test_no_name_leaves_the_folder_or_means_something_else(name: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    check_name(name, tmp_path_factory.mktemp("new"))


@pytest.mark.parametrize("name", HOSTILE, ids=lambda name: ascii(name)[:30])
def test_no_hostile_name_does_either(name: str, tmp_path: Path) -> None:
    check_name(name, tmp_path)


def refused(folder: Path, name: str) -> NewRecordError | None:
    try:
        content.new_record(folder, name, 2025)
    except NewRecordError as refusal:
        return refusal
    return None


def check_name(name: str, folder: Path) -> None:
    """Either a refusal in Chinese and no file, or one file whose YAML says exactly this name."""
    (folder / "content").mkdir()
    if refusal := refused(folder / "content", name):
        assert refusal.exit_code == 2
        assert HAN.search(str(refusal))
        assert len(str(refusal)) < 200
        assert files(folder) == {}
        return
    written_files = files(folder)
    assert json.loads(written_files.pop("content/.record.schema.json")) == content.record_schema()
    ((place, written),) = written_files.items()
    assert re.fullmatch(r"content/projects/2025/[a-z0-9]+(-[a-z0-9]+)*\.yaml", place)
    assert len(Path(place).stem) <= 60
    typed = yaml.load(written, Loader=yaml.BaseLoader)  # noqa: S506 - the base loader makes texts only
    expected = "" if name.strip() == Path(place).stem else name.strip()
    assert (typed["项目名称"], typed["预算年度"], typed["预算金额"]) == (expected, "2025", "")
    problems = content.load(folder / "content").problems
    assert {problem.code for problem in problems if problem.path.endswith(place)} <= {"E202", "E209"}


@pytest.mark.parametrize(
    ("call", "words"),
    [
        pytest.param(("工会活动",), "--year", id="no year"),
        pytest.param(("--year", "2025"), "项目名称", id="no name"),
        pytest.param(("工会活动", "--year", "二〇二五"), "--year", id="year in words"),
        pytest.param(("工会活动", "--year", "25"), "--year", id="short year"),
        pytest.param(("工会活动", "--year", "2100"), "--year", id="year too late"),
        pytest.param(("工会活动", "--year", "2025", "--slug", "../x"), "../x", id="slug that leaves the folder"),
        pytest.param(("工会活动", "--year", "2025", "--slug", "Gonghui"), "小写", id="slug with capitals"),
        pytest.param(("工会活动", "--year", "2025", "--slug", "nul"), "Windows", id="slug that Windows reserves"),
        pytest.param(("😀", "--year", "2025"), "--slug", id="name without a sound"),
        pytest.param(("", "--year", "2025"), "--slug", id="empty name"),
        pytest.param(("工会\n活动", "--year", "2025"), "换行", id="name of two lines"),
        pytest.param(("工会活动", "--year", "2025", "--department", "x"), "--department", id="unknown option"),
    ],
)
def test_a_wrong_call_is_explained_in_chinese_and_writes_nothing(
    call: tuple[str, ...], words: str, run: Run, started: Path
) -> None:
    before = files(started)
    code, out, err = run("new", *call)
    assert (code, out) == (2, "")
    assert words in err
    assert HAN.search(err)
    assert not re.search(r"Error|Usage|Invalid|Traceback|No such", err)
    assert files(started) == before


def test_a_folder_that_cannot_be_written_is_told_with_exit_code_3(started: Path, run: Run) -> None:
    (started / "projects").mkdir()
    (started / "projects" / "2025").write_text("不是文件夹", "utf-8")
    code, out, err = run("new", "工会活动", "--year", "2025")
    assert (code, out) == (3, "")
    assert "不能用作文件夹" in err


# ── what editors need ────────────────────────────────────────────────────────────────────────────────


def test_a_new_record_tells_editors_where_its_schema_lies(started: Path) -> None:
    path = content.new_record(started, "工会活动", 2025)
    first = path.read_text("utf-8").splitlines()[0]
    named = re.fullmatch(r"# yaml-language-server: \$schema=(\S+)", first)
    assert named
    assert json.loads((path.parent / named[1]).read_text("utf-8")) == content.record_schema()


def test_the_schema_beside_the_real_records_is_the_one_that_the_command_prints() -> None:
    done = gongkai("schema")
    assert done.stdout == (CONTENT / ".record.schema.json").read_text("utf-8")


def test_the_editor_settings_name_the_schema_and_the_records() -> None:
    schemas = json.loads((CONTENT.parent / ".vscode/settings.json").read_text("utf-8"))["yaml.schemas"]
    assert schemas == {"content/.record.schema.json": "content/projects/**/*.yaml"}


@pytest.mark.parametrize("place", ["projects/2024/gonghui.yaml", "projects/2023/wnd-zgh/gonghui.yaml"])
def test_the_same_project_of_another_year_keeps_its_address(started: Path, place: str) -> None:
    """A hand-made address goes on, so that the years lie side by side."""
    record = (CONTENT / "projects/2024/gonghui-huodong.yaml").read_text("utf-8")
    (started / place).parent.mkdir(parents=True)
    (started / place).write_text(record, "utf-8")
    assert content.new_record(started, "工会活动", 2025).relative_to(started).as_posix() == "projects/2025/gonghui.yaml"
    assert content.new_record(started, "工会活动二", 2025).stem == "gong-hui-huo-dong-er"


def test_an_editor_offers_the_levels_that_forms_are_known_to_have_and_allows_others(
    schema: dict[str, Any], record: dict[str, Any]
) -> None:
    levels = schema["properties"]["绩效指标"]
    assert tuple(levels["properties"]) == framework.LEVEL_1
    assert tuple(schema["$defs"]["一级指标"]["properties"]) == framework.LEVEL_2
    record["绩效指标"]["预期产出指标"] = {"工期指标": [{"三级指标": "完工时间"}]}
    assert complaints(schema, record) == []


def test_an_editor_says_in_chinese_how_a_year_an_amount_and_a_day_are_typed(schema: dict[str, Any]) -> None:
    told = [
        part["patternErrorMessage"] for part in parts(schema) if "pattern" in part and part["pattern"] != "^W[0-9]{3}$"
    ]
    assert len(set(told)) == 3
    assert all(HAN.search(words) for words in told)


def parts(schema: Any) -> Iterator[dict[str, Any]]:
    if isinstance(schema, dict):
        yield schema
        for below in schema.values():
            yield from parts(below)
    elif isinstance(schema, list):
        for below in schema:
            yield from parts(below)
