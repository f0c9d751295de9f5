"""``gongkai import``: what it writes, what it leaves alone, what it says."""

import json
import re
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from builder import cli, content
from tests.conftest import CONTENT, ROOT, gongkai

FORMS = ROOT / "tests/forms"
SEED = FORMS / "seed.txt"
HAN = re.compile(r"[\u4e00-\u9fff]")

Run = Callable[..., tuple[object, str, str]]

FORM = """\
示例镇财政项目支出绩效目标批复表
项目名称\t{name}
用款单位\t{department}
{year}预算金额\t4
年度目标\t办好。
一级指标\t二级指标\t三级指标\t当年度指标值
产出指标\t数量指标\t场次\t{value}
"""


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    """Run a command in this process, in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "content").mkdir()

    def call(*arguments: object) -> tuple[object, str, str]:
        monkeypatch.setattr(sys, "argv", ["gongkai", *map(str, arguments)])
        with pytest.raises(SystemExit) as left:
            cli.main()
        return left.value.code, *capfd.readouterr()

    return call


@pytest.fixture
def form(tmp_path: Path) -> Callable[..., Path]:
    """A form as text, saved as a file."""

    def save(
        name: str = "读书会",
        *,
        department: str = "示例镇图书馆",
        year: str = "2024年",
        value: str = "3场",
        file: str = "表.txt",
    ) -> Path:
        path = tmp_path / file
        path.write_text(FORM.format(name=name, department=department, year=year, value=value), "utf-8")
        return path

    return save


def written(folder: Path) -> dict[str, str]:
    return {str(path.relative_to(folder)): path.read_text("utf-8") for path in folder.rglob("*") if path.is_file()}


# ── the union's own forms ───────────────────────────────────────────────────────────────────────────


def test_the_seed_gives_the_very_records_of_the_union(run: Run, tmp_path: Path) -> None:
    assert run("import", SEED)[0] == 0
    made = sorted((tmp_path / "content/projects/2024").glob("*.yaml"))
    assert [path.stem for path in made] == ["gong-hui-huo-dong", "gou-mai-she-gong-fu-wu-fei"]
    kept = [CONTENT / f"projects/2024/{name}.yaml" for name in ("gonghui-huodong", "goumai-shegong-fuwufei")]
    assert [path.read_text("utf-8") for path in made] == [path.read_text("utf-8") for path in kept]


@pytest.mark.parametrize("name", ["seed.txt", "seed.xlsx", "seed.docx", "seed.html"])
def test_every_format_of_the_seed_is_the_same_as_what_is_there(name: str, run: Run, tmp_path: Path) -> None:
    shutil.copytree(CONTENT, tmp_path / "content", dirs_exist_ok=True)
    before = written(tmp_path)
    code, out, _ = run("import", FORMS / name)
    assert code == 0
    assert out.count("已经有了，与表上相同") == 2
    assert written(tmp_path) == before


# ── nothing is overwritten ──────────────────────────────────────────────────────────────────────────


def test_a_record_that_says_otherwise_stays_and_the_difference_is_shown(run: Run, tmp_path: Path) -> None:
    shutil.copytree(CONTENT, tmp_path / "content", dirs_exist_ok=True)
    record = tmp_path / "content/projects/2024/gonghui-huodong.yaml"
    text = (
        record.read_text("utf-8")
        .replace("预算金额: 40000", "预算金额: 50000")
        .replace("- 三级指标: 安康杯活动场次", "- 三级指标: 安康杯场次")
    )
    record.write_text(text, "utf-8")
    code, out, _ = run("import", SEED)
    assert code == 1
    assert record.read_text("utf-8") == text
    assert "预算金额：记录里是“50000”，表上是“40000”" in out
    assert "绩效指标 › 产出指标 › 数量指标 › 安康杯活动场次 › 当年度指标值：记录里没有，表上是“≥1场”" in out
    assert "绩效指标 › 产出指标 › 数量指标 › 安康杯场次 › 当年度指标值：记录里是“≥1场”，表上没有" in out


def test_what_only_a_record_can_say_is_no_difference(run: Run, tmp_path: Path) -> None:
    shutil.copytree(CONTENT, tmp_path / "content", dirs_exist_ok=True)
    record = tmp_path / "content/projects/2024/gonghui-huodong.yaml"
    record.write_text(record.read_text("utf-8") + "公开: {日期: 2024-06-01}\n说明: 另有说明。\n", "utf-8")
    code, out, _ = run("import", SEED)
    assert (code, out.count("与表上相同")) == (0, 2)


def test_two_projects_whose_names_sound_alike_get_addresses_of_their_own(
    run: Run, form: Callable[..., Path], tmp_path: Path
) -> None:
    run("import", form("工会活动", file="一.txt"), form("公会活动", file="二.txt"))
    assert sorted(path.stem for path in (tmp_path / "content/projects/2024").iterdir()) == [
        "gong-hui-huo-dong",
        "gong-hui-huo-dong-2",
    ]


# ── where a record goes ─────────────────────────────────────────────────────────────────────────────


def test_a_new_department_is_added_and_said_and_the_list_keeps_its_comments(
    run: Run, form: Callable[..., Path], tmp_path: Path
) -> None:
    shutil.copytree(CONTENT, tmp_path / "content", dirs_exist_ok=True)
    listed = tmp_path / "content/departments.yaml"
    before = listed.read_bytes().rstrip(b"\n")
    listed.write_bytes(before)
    code, out, _ = run("import", form())
    assert code == 0
    assert "新单位：示例镇图书馆" in out
    assert listed.read_bytes() == before + "\nshi-li-zhen-tu-shu-guan: {名称: 示例镇图书馆}\n".encode()
    assert (tmp_path / "content/projects/2024/shi-li-zhen-tu-shu-guan/du-shu-hui.yaml").is_file()
    assert content.errors(content.load(tmp_path / "content").problems) == []


def test_a_list_of_departments_with_errors_stops_everything(
    run: Run, form: Callable[..., Path], tmp_path: Path
) -> None:
    shutil.copytree(CONTENT, tmp_path / "content", dirs_exist_ok=True)
    (tmp_path / "content/departments.yaml").write_text("坏了: [\n", "utf-8")
    before = written(tmp_path / "content")
    code, out, err = run("import", form())
    assert (code, out) == (1, "")
    assert "departments.yaml" in err
    assert "gongkai check" in err
    assert written(tmp_path / "content") == before


def test_the_project_of_another_year_keeps_its_address(run: Run, form: Callable[..., Path]) -> None:
    run("import", form(), "--slug", "dushuhui")
    run("import", form("别的项目", department="示例镇文化站"))
    code, out, _ = run("import", form(year="2025年"))
    assert code == 0
    assert "projects/2025/dushuhui.yaml" in out


def test_the_address_can_be_chosen_once(run: Run, form: Callable[..., Path]) -> None:
    assert "projects/2024/dushu.yaml" in run("import", form(), "--slug", "dushu")[1]
    code, out, _ = run("import", form("另一个项目"), "--slug", "dushu")
    assert code == 1
    assert "已经有别的项目用了" in out
    assert run("import", SEED, "--slug", "seed")[0] == 1  # two projects
    assert run("import", form("第三个"), "--slug", "../x")[0] == 2
    assert run("import", form(), SEED, "--slug", "x")[0] == 2


def test_a_form_without_a_year_asks_for_it(run: Run, form: Callable[..., Path], tmp_path: Path) -> None:
    code, out, _ = run("import", form(year=""))
    assert code == 1
    assert "--year" in out
    assert not list(tmp_path.rglob("projects/*"))
    assert run("import", form(year=""), "--year", "2023")[0] == 0
    assert (tmp_path / "content/projects/2023/du-shu-hui.yaml").is_file()


# ── what it writes ──────────────────────────────────────────────────────────────────────────────────


def test_a_record_reads_as_if_a_person_had_typed_it(run: Run, tmp_path: Path) -> None:
    run("import", FORMS / "approval-points.docx")
    text = next((tmp_path / "content/projects").rglob("*.yaml")).read_text("utf-8")
    assert text.startswith(
        "# yaml-language-server: $schema=../../.record.schema.json\n表名: 示例镇项目支出绩效目标审批表\n预算年度: 2024\n"
    )
    assert "\n实施周期: {起始年度: 2024, 到期年度: 2026}\n预算金额: 158000 # 元；原表为 15.8 万元\n" in text
    assert (
        "\n  年度目标: |-\n    维修村级小水闸9座，更换启闭机4台，\n    主汛期前恢复启闭功能，\n    保障沿线农田排灌。\n"
        in text
    )
    assert '\n      - 三级指标: 村级小水闸维修数量\n        当年度指标值: ≥9座\n        分值: "15"\n' in text
    assert "\n    社会效益指标: []\n" in text
    assert json.loads((tmp_path / "content/.record.schema.json").read_text("utf-8")) == content.record_schema()


HOSTILE = [
    ">92%",
    "a: b",
    "x #y",
    "'",
    '"',
    "- 1",
    "{a}",
    "[",
    "null",
    "yes",
    "0012",
    "12:30",
    "1e3",
    "&a",
    "*",
    "!!int 1",
    "`",
    "%",
    "|",
    "@",
    "\\n",
    "～3",
    "# x",
    "---",
    "<script>",
]


@pytest.mark.parametrize("value", HOSTILE, ids=ascii)
def test_no_value_means_something_else_in_the_record(value: str, run: Run, tmp_path: Path) -> None:
    path = tmp_path / "表.txt"
    quoted = '"{}"'.format(value.replace('"', '""'))
    text = FORM.format(name="读书会", department="示例镇图书馆", year="2024年", value=quoted)
    path.write_text(text, "utf-8", newline="")
    assert run("import", path)[0] == 0
    record = next((tmp_path / "content/projects").rglob("*.yaml")).read_text("utf-8")
    for loader in (yaml.BaseLoader, yaml.SafeLoader):
        row = yaml.load(record, Loader=loader)["绩效指标"]["产出指标"]["数量指标"][0]  # noqa: S506 - one of them makes texts only, the other is safe
        assert row == {"三级指标": "场次", "当年度指标值": value}


def test_a_year_given_by_hand_stands_where_a_year_stands(run: Run, form: Callable[..., Path], tmp_path: Path) -> None:
    run("import", form(year=""), "--year", "2023")
    keys = list(yaml.safe_load(next((tmp_path / "content/projects").rglob("*.yaml")).read_text("utf-8")))
    assert keys[:3] == ["表名", "预算年度", "项目名称"]


@pytest.mark.parametrize(
    ("tail", "approval"),
    [
        ("示例镇财政所批复意见\t同意。\n", {"单位": "示例镇财政所", "意见": "同意。"}),
        ("批复意见\t同意。\n批复单位（盖章）\t示例镇财政所\n", {"单位": "示例镇财政所", "意见": "同意。"}),
        ("批复单位：示例镇财政所　批复日期：2024年1月5日\n", {"单位": "示例镇财政所", "日期": "2024-01-05"}),
        ("审批意见\t同意。\n主办单位：示例镇\n", {"意见": "同意。"}),
        ("批复日期\t2024年1月\n", None),
    ],
)
def test_who_approved_and_when_is_read_wherever_it_stands(
    tail: str, approval: dict[str, str] | None, run: Run, form: Callable[..., Path], tmp_path: Path
) -> None:
    path = form()
    path.write_text(path.read_text("utf-8") + tail, "utf-8")
    run("import", path)
    record = yaml.load(next((tmp_path / "content/projects").rglob("*.yaml")).read_text("utf-8"), Loader=yaml.BaseLoader)  # noqa: S506 - texts only
    assert record.get("批复") == approval


# ── what it says ────────────────────────────────────────────────────────────────────────────────────


def test_what_has_no_place_in_a_record_is_listed_with_its_place_and_label(run: Run) -> None:
    _, out, _ = run("import", FORMS / "selfeval-2023.xlsx")
    assert "未入记录的内容（流动图书车进村服务）：" in out
    assert "  年度资金总额 全年执行数（工作表“自评表”F7）：17.90\n" in out
    assert "  偏差原因分析及改进措施（工作表“自评表”I14）：两批图书到货延迟，余下40册次年一月补齐\n" in out


def test_of_personal_data_only_the_place_is_told(run: Run, tmp_path: Path) -> None:
    report = tmp_path / "报告.html"
    _, out, _ = run("import", FORMS / "approval-points.docx", "--report", report)
    assert "  项目负责人（第 6 行第 3 列）\n  联系电话（第 6 行第 7 列）\n" in out
    everything = out + report.read_text("utf-8") + "".join(written(tmp_path / "content").values())
    assert "陈某某" not in everything
    assert "19900000000" not in everything


def test_where_a_number_was_taken_out_of_a_text_the_user_is_asked_to_mend_it(run: Run) -> None:
    _, out, _ = run("import", FORMS / "colon-cells.txt")
    assert "  请改写：文字里的个人信息换成了“〔…〕”" in out
    assert "  年度目标 手机号码（" in out
    assert "19900000000" not in out


def test_one_file_that_cannot_be_read_stops_no_other(run: Run, form: Callable[..., Path], tmp_path: Path) -> None:
    code, out, err = run("import", FORMS / "notice.html", form(), FORMS / "blank.txt", tmp_path / "没有.xlsx")
    assert code == 1
    assert "已录入" in out
    assert [word for word in ("不是批复表", "空表", "没有这个文件") if word in err] == [
        "不是批复表",
        "空表",
        "没有这个文件",
    ]
    assert len(err.strip().splitlines()) == 4
    assert "录入了 1 份记录" in err


def test_a_folder_that_cannot_be_written_is_told(run: Run, form: Callable[..., Path], tmp_path: Path) -> None:
    (tmp_path / "文件").write_text("不是文件夹", "utf-8")
    code, out, err = run("import", form(), "--content", tmp_path / "文件")
    assert (code, out) == (3, "")
    assert HAN.search(err)
    assert "Traceback" not in err


def test_the_command_is_the_same_in_a_process_of_its_own(tmp_path: Path) -> None:
    done = gongkai("import", FORMS / "seed.xlsx", FORMS / "truncated.docx", "--content", tmp_path / "新", cwd=tmp_path)
    assert done.returncode == 1
    assert done.stdout.count("已录入") == 2
    assert re.fullmatch(r".*truncated\.docx：文件损坏.*\n.*gongkai check.*\n", done.stderr)


# ── the report ──────────────────────────────────────────────────────────────────────────────────────


def test_the_report_shows_the_form_with_the_destination_of_each_cell(run: Run, tmp_path: Path) -> None:
    report = tmp_path / "报告.html"
    run("import", FORMS / "seed.docx", FORMS / "notice.html", "--report", report)
    page = report.read_text("utf-8")
    assert page.count('<td colspan="6" class="record">工会活动<small>→ 项目名称</small></td>') == 1
    assert page.count("→ 当年度指标值") == 17
    assert "不是批复表" in page
    assert not re.search(r"<script|https?:|src=", page)


def test_a_name_without_a_number_is_hidden_in_the_report_too(
    run: Run, form: Callable[..., Path], tmp_path: Path
) -> None:
    path = form()
    path.write_text(
        path.read_text("utf-8") + "项目负责人\t赵某某 19900000000\n备注\t请找钱某某（19900000000）\n", "utf-8"
    )
    report = tmp_path / "报告.html"
    run("import", path, "--report", report)
    page = report.read_text("utf-8")
    assert "赵某某" not in page
    assert "19900000000" not in page
    assert re.search(r"写入记录 \d+ 格，未入记录 0 格，个人信息 2 格", page)


# ── what a real office does ─────────────────────────────────────────────────────────────────────────


def test_a_blank_beside_a_label_takes_nothing_from_further_right(run: Run, tmp_path: Path) -> None:
    rows = (
        "<tr><td>项目名称<td colspan=3>读书会<tr><td>用款单位<td><td>予算金额<td>30000"
        "<tr><td>2024年预算金额（元）<td colspan=3>30000<tr><td>年度目标<td colspan=3>办好。"
    )
    (tmp_path / "表.html").write_text(f"<html><table>{rows}</table>", "utf-8")
    code, out, _ = run("import", tmp_path / "表.html")
    assert code == 0
    assert "用款单位" in re.search(r"请补上：(.*)", out)[1]  # type: ignore[index]
    assert "予算金额（像是“预算金额”写错了" in out
    assert not (tmp_path / "content/departments.yaml").exists()


@pytest.mark.parametrize(
    ("title", "amount", "written", "asked"),
    [
        ("绩效目标批复表（单位：万元）", "320", "3200000", "换算"),
        ("绩效目标批复表", "320", "320", "表上没有写金额的单位"),
        ("绩效目标批复表", "320元", "320", ""),
        ("绩效目标批复表", "40000", "40000", ""),
        ("绩效目标批复表", "30（万元）", "300000", "换算"),
        ("绩效目标批复表", "约30万元", None, "请补上"),
    ],
)
def test_an_amount_whose_unit_is_in_doubt_is_asked_about(
    title: str, amount: str, written: str | None, asked: str, run: Run, form: Callable[..., Path], tmp_path: Path
) -> None:
    path = form()
    text = path.read_text("utf-8").replace("示例镇财政项目支出绩效目标批复表", title).replace("\t4\n", f"\t{amount}\n")
    path.write_text(text, "utf-8")
    _, out, _ = run("import", path)
    record = yaml.load(next((tmp_path / "content/projects").rglob("*.yaml")).read_text("utf-8"), Loader=yaml.BaseLoader)  # noqa: S506 - texts only
    assert record.get("预算金额") == written
    assert asked in out
    assert asked or "请" not in out


def test_an_opinion_under_a_label_that_nobody_knows_is_no_indicator(
    run: Run, form: Callable[..., Path], tmp_path: Path
) -> None:
    path = form()
    path.write_text(path.read_text("utf-8") + "批福意见\t经审核，同意批复。请按规定公开。\n", "utf-8")
    _, out, _ = run("import", path)
    record = next((tmp_path / "content/projects").rglob("*.yaml")).read_text("utf-8")
    assert "经审核" not in record
    assert "经审核，同意批复。请按规定公开。" in out


def test_another_departments_project_of_the_same_name_is_mentioned(run: Run, form: Callable[..., Path]) -> None:
    run("import", form())
    _, out, _ = run("import", form(department="示例镇文化站", year="2025年"))
    assert "“示例镇图书馆”也有同名的项目" in out
    assert "同名" not in run("import", form("别的项目"))[1]


def test_a_day_in_numerals_is_read_and_one_that_is_none_is_told(
    run: Run, form: Callable[..., Path], tmp_path: Path
) -> None:
    path = form()
    text = path.read_text("utf-8")
    path.write_text(f"{text}批复日期\t二〇二四年三月十五日\n发布日期\t2024年2月30日\n", "utf-8")
    _, out, _ = run("import", path)
    record = next((tmp_path / "content/projects").rglob("*.yaml")).read_text("utf-8")
    assert "日期: 2024-03-15\n" in record
    assert "发布日期（认不出来）" in out


def test_a_wrong_folder_is_not_made_in_silence(tmp_path: Path, form: Callable[..., Path]) -> None:
    path = form()
    done = gongkai("import", path, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert "--content" in done.stderr
    done = gongkai("import", path, "--content", "没有/content", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    done = gongkai("import", path, "--content", "新的", cwd=tmp_path)
    assert done.returncode == 0
    assert "新建了内容文件夹 新的" in done.stdout


@pytest.mark.parametrize("name", ["表.txt", "别的.html", ".", "没有/报告.html"])
def test_a_report_replaces_nothing_but_a_report(name: str, run: Run, form: Callable[..., Path], tmp_path: Path) -> None:
    path = form()
    (tmp_path / "别的.html").write_text("<p>别的", "utf-8")
    before = written(tmp_path)
    code, out, err = run("import", path, "--report", tmp_path / name)
    assert (code, out) == (2, "")
    assert err.startswith("--report：")
    assert written(tmp_path) == before
    assert run("import", path, "--report", tmp_path / "报告.html")[0] == 0
    assert run("import", path, "--report", tmp_path / "报告.html")[0] == 0


@pytest.mark.parametrize(
    ("department", "added", "asked"),
    [
        ("东莞市望牛墩镇 总工会", False, ""),
        ("镇总工会", True, "像是已有的单位“东莞市望牛墩镇总工会”"),
        ("东莞市望牛墩镇总工会委员会", True, "像是已有的单位"),
        ("示例镇文化站、示例镇图书馆", True, "像是几个单位"),
        ("示例镇文化站", True, ""),
    ],
)
def test_a_department_that_may_be_a_known_one_is_asked_about(
    department: str, added: bool, asked: str, run: Run, form: Callable[..., Path], tmp_path: Path
) -> None:
    shutil.copytree(CONTENT, tmp_path / "content", dirs_exist_ok=True)
    _, out, _ = run("import", form(department=department))
    assert ("新单位：" in out) is added
    assert asked in out
    assert asked or "请核对：用款单位" not in out


def test_a_blank_office_does_not_take_the_day_beside_it(run: Run, form: Callable[..., Path], tmp_path: Path) -> None:
    path = form()
    path.write_text(path.read_text("utf-8") + "批复单位（盖章）\t2025年1月15日\n", "utf-8")
    _, out, _ = run("import", path)
    assert "单位: 2025" not in next((tmp_path / "content/projects").rglob("*.yaml")).read_text("utf-8")
    assert "2025年1月15日" in out


@pytest.mark.parametrize(
    ("unit", "budget", "written", "told"),
    [
        ("金额单位：人民币万元", "年度预算金额\t15.8", "158000", "换算"),
        ("金额单位：千元", "年度预算金额\t15.8", "15800", "换算"),
        ("金额单位：亿元", "年度预算金额\t0.5", "50000000", "换算"),
        ("金额单位：美元", "年度预算金额\t15.8", None, "单位“美元”认不出来"),
        ("金额单位：元", "年度预算金额\t158000\n项目总投资（万元）\t50", "158000", "项目总投资"),
        ("单位：千元", "年度预算金额（元）\t158000", "158000", ""),
        ("", "2023年预算金额\t100000\n2024年预算金额\t200000", "200000", "100000"),
        ("", "预算金额（15.8万元）", "158000", "换算"),
    ],
)
def test_an_amount_is_in_the_unit_that_stands_nearest(
    unit: str, budget: str, written: str | None, told: str, run: Run, form: Callable[..., Path], tmp_path: Path
) -> None:
    path = form(year="")
    text = path.read_text("utf-8").replace("示例镇财政", "示例镇2024年财政").replace("预算金额\t4\n", f"{budget}\n")
    path.write_text(text.replace("批复表\n", f"批复表\n{unit}\n" if unit else "批复表\n"), "utf-8")
    _, out, _ = run("import", path)
    text = next((tmp_path / "content/projects/2024").rglob("*.yaml")).read_text("utf-8")
    record = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 - texts only
    assert record.get("预算金额") == written
    assert told in out


@pytest.mark.parametrize("value", ["100 200", '"100\n200"', '"１００\n200"'])
def test_two_numbers_in_a_cell_are_never_made_one(
    value: str, run: Run, form: Callable[..., Path], tmp_path: Path
) -> None:
    _, out, _ = run("import", form(value=value))
    (text,) = written(tmp_path / "content/projects").values()
    (row,) = yaml.safe_load(text)["绩效指标"]["产出指标"]["数量指标"]
    assert row["当年度指标值"] in ("100 200", "１００ 200")
    assert "看不出是一个数还是几个数" in out


@pytest.mark.parametrize(
    ("line", "key"),
    [("2024年预算金额\t{}", "预算金额"), ("批复日期\t2024-03-1 5", "批复"), ("实施周期\t20 24年", "实施周期")],
)
@pytest.mark.parametrize("number", ["100 200", '"100\n200"'])
def test_an_amount_a_day_or_a_year_that_is_parted_is_told_instead(
    line: str, key: str, number: str, run: Run, form: Callable[..., Path], tmp_path: Path
) -> None:
    source = form(year="前年")
    source.write_text(
        FORM.format(name="读书会", department="示例镇图书馆", year="2023年", value="3场").replace(
            "年度目标", f"{line.format(number)}\n年度目标"
        ),
        encoding="utf-8",
    )
    _, out, _ = run("import", source, "--year", "2024")
    (text,) = written(tmp_path / "content/projects").values()
    assert key not in yaml.safe_load(text)
    assert "（认不出来）" in out


def test_a_value_in_brackets_behind_its_label_is_told(run: Run, form: Callable[..., Path]) -> None:
    source = form()
    source.write_text(
        source.read_text("utf-8").replace("年度目标", "项目类型（一次性项目）\n年度目标"), encoding="utf-8"
    )
    _, out, _ = run("import", source)
    assert "：一次性项目\n" in out


def test_a_person_in_brackets_behind_a_label_is_nowhere(run: Run, form: Callable[..., Path], tmp_path: Path) -> None:
    source = form()
    people = "项目负责人（张某某 19900000000）\n负责人（姓名：张某某）\n李某某主任\t王某某\n"
    source.write_text(source.read_text("utf-8").replace("年度目标", f"{people}年度目标"), encoding="utf-8")
    _, out, _ = run("import", source, "--report", "r.html")
    shown = out + (tmp_path / "r.html").read_text("utf-8") + "".join(written(tmp_path / "content").values())
    assert not re.search("张某某|李某某|王某某|19900000000", shown)
    assert "项目负责人（第" in out


def test_a_record_with_an_error_is_no_reason_for_a_second_one(
    run: Run, form: Callable[..., Path], tmp_path: Path
) -> None:
    run("import", form())
    (record,) = (tmp_path / "content/projects").rglob("*.yaml")
    record.write_text(record.read_text("utf-8").replace("项目名称: ", '项目名称: "'), encoding="utf-8")
    broken = record.read_text("utf-8")
    status, out, _ = run("import", form())
    assert (status, list((tmp_path / "content/projects").rglob("*.yaml"))) == (1, [record])
    assert record.read_text("utf-8") == broken
    assert "有错误，读不出来；请先运行 gongkai check" in out


def test_a_name_with_a_space_is_the_same_name(run: Run, form: Callable[..., Path], tmp_path: Path) -> None:
    run("import", form("职工读书会"))
    _, out, _ = run("import", form("职工　读书会"))
    assert "已经有了，与表上有 1 处不同" in out
    assert len(written(tmp_path / "content/projects")) == 1


def test_what_the_record_has_and_the_form_lacks_is_a_difference(
    run: Run, form: Callable[..., Path], tmp_path: Path
) -> None:
    run("import", form())
    (record,) = (tmp_path / "content/projects").rglob("*.yaml")
    record.write_text(
        record.read_text("utf-8").replace("总体绩效目标:\n", "总体绩效目标:\n  实施周期总目标: 另写的。\n"),
        encoding="utf-8",
    )
    _, out, _ = run("import", form())
    assert "总体绩效目标 › 实施周期总目标：记录里是“另写的。”，表上没有" in out


def test_a_day_of_issue_that_stands_for_the_day_of_disclosure_is_asked_about(
    run: Run, form: Callable[..., Path]
) -> None:
    source = form()
    source.write_text("发文日期：2024-03-05\n" + source.read_text("utf-8"), encoding="utf-8")
    _, out, _ = run("import", source)
    assert "请核对：公开日期取自表上的“发文日期”" in out


@pytest.mark.parametrize("failure", ["#REF!", "#DIV/0!", "#N/A", "#NAME?", "######"])
def test_a_formula_that_failed_is_no_value_and_is_told(
    failure: str, run: Run, form: Callable[..., Path], tmp_path: Path
) -> None:
    _, out, _ = run("import", form(value=failure))
    (text,) = written(tmp_path / "content/projects").values()
    assert failure not in text
    assert re.search(rf"公式出错（.*）：{re.escape(failure)}\n", out)


@pytest.mark.parametrize(
    ("lines", "period"),
    [
        ("起始年度\t2023年\n到期年度\t2027年", ("2023", "2027")),
        ("实施周期\t2024年", ("2024", "2024")),
        ("项目期限\t2022年1月1日起至2023年12月31日止", ("2022", "2023")),
        ("计划开始日期\t2024-01-01\n计划完成日期\t2025-12-31", ("2024", "2025")),
    ],
)
def test_a_period_is_read_however_its_years_are_written(
    lines: str, period: tuple[str, str], run: Run, form: Callable[..., Path], tmp_path: Path
) -> None:
    source = form()
    source.write_text(source.read_text("utf-8").replace("年度目标", f"{lines}\n年度目标"), encoding="utf-8")
    run("import", source)
    (text,) = written(tmp_path / "content/projects").values()
    said = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 - texts only
    assert (said["实施周期"]["起始年度"], said["实施周期"]["到期年度"]) == period
    assert said["预算年度"] == "2024"


@pytest.mark.parametrize("text", ["无关的文字", "", "项目名称 三级指标 指标值"])
def test_a_name_that_steers_a_terminal_is_told_in_one_line(text: str, run: Run, tmp_path: Path) -> None:
    source = tmp_path / "表\n\x1b[31m.txt"
    source.write_text(text, encoding="utf-8")
    _, out, err = run("import", source)
    assert out == ""
    (line,) = err.splitlines()
    assert "表��[31m.txt：" in line
    assert "\x1b" not in line
