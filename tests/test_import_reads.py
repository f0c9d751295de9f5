"""``gongkai import``: how it reads what real offices write, and what it asks about."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from tests.conftest import CONTENT, FORM, Run, gongkai, written

pytestmark = pytest.mark.usefixtures("empty_content", "parsed_here")


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


@pytest.mark.parametrize(
    "rows",
    [
        "<tr><td>用款单位<td><td>予算金额<td>12.8",
        "<tr><td>用款单位<td><tr><td>予算金额<td>12.8",
        "<tr><td>用款单位<td><td>资金性质<td>本级",
        "<tr><td>用款单位<tr><td>资金性质<td>本级",
    ],
)
def test_a_pair_whose_label_nobody_knows_is_no_value_of_a_blank_one(rows: str, run: Run, tmp_path: Path) -> None:
    head = "<tr><td>项目名称<td colspan=3>读书会<tr><td>预算年度<td colspan=3>2024年"
    goal = "<tr><td>年度目标<td colspan=3>办好。"
    (tmp_path / "表.html").write_text(f"<html><table>{head}{rows}{goal}</table>", "utf-8")
    _, out, _ = run("import", tmp_path / "表.html")
    (text,) = written(tmp_path / "content/projects").values()
    assert "用款单位" not in text
    assert all(word in out for word in re.findall("予算金额|资金性质|12.8|本级", rows))


def test_boxes_to_tick_are_asked_about(run: Run, form: Callable[..., Path]) -> None:
    source = form()
    source.write_text(source.read_text("utf-8").replace("用款", "项目类型\t☑特定目标类 □其他\n用款"), encoding="utf-8")
    _, out, _ = run("import", source)
    assert "项目类型照原表录入为“☑特定目标类 □其他”；请只留下勾选的一项" in out


@pytest.mark.parametrize(
    ("remark", "hidden"),
    [
        ("联系钱七 0769-22331234", "钱七|22331234"),
        ("李某某（0769）2233 1234", "李某某|2233"),
        ("咨询王某某，19900000000", "王某某|19900000000"),
    ],
)
def test_whom_to_call_is_told_by_its_place_alone(
    remark: str, hidden: str, run: Run, form: Callable[..., Path], tmp_path: Path
) -> None:
    source = form()
    source.write_text(source.read_text("utf-8") + f"备注\t{remark}\n", encoding="utf-8")
    _, out, _ = run("import", source, "--report", "r.html")
    assert "备注 电话（" in out or "备注 手机号码（" in out
    assert not re.search(hidden, out + (tmp_path / "r.html").read_text("utf-8"))


def test_the_report_of_an_import_is_no_form(run: Run, form: Callable[..., Path], tmp_path: Path) -> None:
    run("import", form(), "--report", "r.html")
    before = written(tmp_path / "content")
    status, _, err = run("import", "r.html", "--year", "2025")
    assert (status, written(tmp_path / "content")) == (1, before)
    assert "是 gongkai import 写的读表报告，不是表" in err


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
    (tmp_path / "content").rmdir()
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


def test_beside_a_record_that_says_nothing_readable_none_is_made(
    run: Run, form: Callable[..., Path], tmp_path: Path
) -> None:
    run("import", form())
    (record,) = (tmp_path / "content/projects").rglob("*.yaml")
    record.write_text("预算年度: [坏", encoding="utf-8")
    status, out, _ = run("import", form())
    assert (status, list((tmp_path / "content/projects").rglob("*.yaml"))) == (1, [record])
    assert "像是这个项目的记录，可是有错误，读不出来" in out


def test_a_note_between_the_rows_of_the_table_is_told_and_ends_nothing(
    run: Run, form: Callable[..., Path], tmp_path: Path
) -> None:
    source = form()
    more = "注：含续建工程一项\n也是要紧的话\n产出指标\t时效指标\t完工时间\t8月底前\n"
    source.write_text(source.read_text("utf-8") + more, encoding="utf-8")
    _, out, _ = run("import", source)
    (text,) = written(tmp_path / "content/projects").values()
    assert "三级指标: 完工时间" in text
    assert "注：含续建工程一项" in out
    assert "也是要紧的话" in out


def test_two_values_under_one_heading_are_never_glued(run: Run, tmp_path: Path) -> None:
    head = (
        "<tr><td>项目名称<td colspan=3>读书会<tr><td>预算年度<td colspan=3>2024年<tr><td>年度目标<td colspan=3>办好。"
    )
    table = "<tr><td>一级指标<td>三级指标<td colspan=2>指标值<tr><td>产出指标<td>场次<td>≥5场<td>=12场"
    (tmp_path / "表.html").write_text(f"<html><table>{head}{table}</table>", "utf-8")
    _, out, _ = run("import", tmp_path / "表.html")
    (text,) = written(tmp_path / "content/projects").values()
    assert "5场" not in text
    assert "≥5场" in out
    assert "=12场" in out


def test_a_goal_made_of_several_rows_is_asked_about(run: Run, form: Callable[..., Path]) -> None:
    source = form()
    source.write_text(source.read_text("utf-8").replace("办好。\n", "办好。\n\t再办好一次。\n"), encoding="utf-8")
    _, out, _ = run("import", source)
    assert "请核对：年度目标由表上的 2 行文字合成" in out


def test_a_form_of_changes_is_asked_about(run: Run, form: Callable[..., Path]) -> None:
    source = form()
    source.write_text(source.read_text("utf-8") + "备注\t调整前为 3 场\n调整前\t3 场\n", encoding="utf-8")
    assert "请核对：表上有调整前和调整后的内容" in run("import", source)[1]


@pytest.mark.parametrize(
    ("amount", "written_as", "asked"),
    [
        ("50万元（其中：财政拨款40万元，自筹10万元）", "500000", "“其中：财政拨款40万元，自筹10万元”，没有录入"),
        ("贰拾叁万伍仟元整（¥235,000.00）", "235000", ""),
        ("人民币壹仟零贰万元整（10,020,000）", "10020000", ""),
    ],
)
def test_an_amount_may_say_more_than_its_figures(
    amount: str, written_as: str, asked: str, run: Run, form: Callable[..., Path], tmp_path: Path
) -> None:
    source = form()
    source.write_text(source.read_text("utf-8").replace("\t4\n", f"\t{amount}\n"), encoding="utf-8")
    _, out, _ = run("import", source)
    (text,) = written(tmp_path / "content/projects").values()
    assert re.search(rf"预算金额: {written_as}\b", text)
    assert asked in out


@pytest.mark.parametrize("amount", ["贰拾万元整（¥20）", "叁佰元（¥200,000）", "万元（20）"])
def test_an_amount_that_says_two_things_is_none(
    amount: str, run: Run, form: Callable[..., Path], tmp_path: Path
) -> None:
    source = form()
    source.write_text(source.read_text("utf-8").replace("\t4\n", f"\t{amount}\n"), encoding="utf-8")
    _, out, _ = run("import", source)
    (text,) = written(tmp_path / "content/projects").values()
    assert "预算金额" not in text
    assert amount in out


@pytest.mark.parametrize(
    ("opinion", "name"),
    [
        ("同意。审核：郑建国  经办：吴建国", "建国"),
        ("同意。由周某某（电话 0769-22331234）核对", "周某某"),
        ("同意。此致 示例镇文化站 钱某某 电话：82334455", "钱某某"),
        ("同意。联系人冯建国", "冯建国"),
    ],
)
def test_a_name_in_an_opinion_enters_no_record(
    opinion: str, name: str, run: Run, form: Callable[..., Path], tmp_path: Path
) -> None:
    source = form()
    source.write_text(source.read_text("utf-8") + f"示例县财政局批复意见\t{opinion}\n", encoding="utf-8")
    _, out, _ = run("import", source, "--report", "r.html")
    assert name not in out + (tmp_path / "r.html").read_text("utf-8") + "".join(written(tmp_path / "content").values())


@pytest.mark.parametrize(
    "opinion",
    [
        "作为预算审核安排的依据，由镇政府组织实施。",
        "审核通过。编制：3人。请财政局负责。",
        "负责人高度重视，由石排镇负责，由江苏省组织。",
        "由安委办牵头，采购大米、白糖 150袋，毛毯 180条，马路 1500米，石材 1350000元。",
        "审批：严格。编制：章程、方案。成员：武装部、财政局。安装电话 20部，成员：安全员、施工员。",
    ],
)
def test_what_only_sounds_like_a_name_stays(opinion: str, run: Run, form: Callable[..., Path], tmp_path: Path) -> None:
    source = form()
    source.write_text(source.read_text("utf-8") + f"示例县财政局批复意见\t{opinion}\n", encoding="utf-8")
    run("import", source)
    (text,) = written(tmp_path / "content/projects").values()
    assert opinion in text


@pytest.mark.parametrize("word", ["安全性", "施工期", "白内障", "江西、安徽", "安全、石材"])
def test_a_lone_word_that_may_be_a_name_is_told_as_it_is(word: str, run: Run, form: Callable[..., Path]) -> None:
    source = form()
    source.write_text(source.read_text("utf-8") + f"本组\t{word}\n", encoding="utf-8")
    assert word in run("import", source)[1]


def test_a_cell_of_names_alone_is_told_by_its_place(run: Run, form: Callable[..., Path]) -> None:
    source = form()
    source.write_text(source.read_text("utf-8") + "本组\t张建国、李建军\n", encoding="utf-8")
    _, out, _ = run("import", source)
    assert "建国" not in out
    assert "姓名（" in out


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
        ("实施周期\t三年（2023年至2025年）", ("2023", "2025")),
        ("实施周期\t3年（2023年9月至2026年8月）", ("2023", "2026")),
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
