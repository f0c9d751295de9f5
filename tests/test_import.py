"""``gongkai import``: what it writes, what it leaves alone, what it says."""

import json
import os
import re
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import yaml

from builder import content
from tests.conftest import CONTENT, FORM, ROOT, Run, gongkai, written

FORMS = ROOT / "tests/forms"
SEED = FORMS / "seed.txt"
HAN = re.compile(r"[\u4e00-\u9fff]")

pytestmark = pytest.mark.usefixtures("empty_content", "parsed_here")


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
    assert (code, out) == (2, "")
    assert "文件 是文件，不是文件夹" in err


def test_two_imports_at_a_time_lose_no_department(form: Callable[..., Path], tmp_path: Path) -> None:
    sources = [form(f"活动{n}", department=f"示例镇第{n}小学", file=f"{n}.txt") for n in range(4)]
    with ThreadPoolExecutor(4) as at_once:
        done = list(at_once.map(lambda source: gongkai("import", source, cwd=tmp_path), sources))
    taken = [n for n, one in enumerate(done) if one.returncode == 0]
    listed = (tmp_path / "content/departments.yaml").read_text("utf-8")
    assert taken
    assert [n for n in range(4) if f"第{n}小学" in listed] == taken
    assert all("另一个 gongkai import 正在写这个内容文件夹" in done[n].stderr for n in range(4) if n not in taken)


def test_a_report_is_written_into_a_plain_file_alone(run: Run, form: Callable[..., Path], tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "管道.html")
    code, _, err = run("import", form(), "--report", tmp_path / "管道.html")
    assert code == 2
    assert "不是普通的文件" in err


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
