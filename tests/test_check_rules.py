"""The careful colleague, rule by rule: what is asked about, where, and what is not."""

from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import yaml

from builder import content

DEPARTMENTS = "slz-tsg: {名称: 示例镇图书馆}\nslz-whz: {名称: 示例镇文化站}\n"
NAME = "projects/2024/dushu.yaml"

RECORD: dict[str, Any] = {
    "预算年度": "2024",
    "项目名称": "全民读书活动",
    "用款单位": "示例镇图书馆",
    "实施周期": {"起始年度": "2022", "到期年度": "2025"},
    "预算金额": "40000",
    "总体绩效目标": {"年度目标": "办好读书活动。"},
    "绩效指标": {
        "产出指标": {
            "数量指标": [{"三级指标": "活动场次", "实施周期指标值": "≥9场", "当年度指标值": "≥3场"}],
            "成本指标": [{"三级指标": "每场费用", "当年度指标值": "≤1万元/场"}],
        },
        "效益指标": {"社会效益指标": [{"三级指标": "读者参与率", "当年度指标值": "≥90%"}]},
        "满意度指标": {"服务对象满意度指标": [{"三级指标": "读者满意度", "当年度指标值": "≥90%"}]},
    },
}

PathTo = tuple[str | int, ...]
COUNT: PathTo = ("绩效指标", "产出指标", "数量指标", 0)
COST: PathTo = ("绩效指标", "产出指标", "成本指标", 0)
RATE: PathTo = ("绩效指标", "效益指标", "社会效益指标", 0)
GOAL: PathTo = ("总体绩效目标", "年度目标")


def put(record: dict[str, Any], path: PathTo, value: Any) -> dict[str, Any]:
    """The record with another value at a path; None takes it away."""
    changed = deepcopy(record)
    place: Any = changed
    for step in path[:-1]:
        place = place.setdefault(step, {}) if isinstance(place, dict) else place[step]
    if value is None:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    return changed


def changed(*changes: tuple[PathTo, Any]) -> dict[str, Any]:
    record = RECORD
    for path, value in changes:
        record = put(record, path, value)
    return record


def told(folder: Path, *records: dict[str, Any], **files: str) -> list[tuple[str, str, str]]:
    """Code, place in the record (a/b/0/c) and message of every problem of these records."""
    texts = {"site.yaml": "名称: 示例\n主办单位: 示例\n", "departments.yaml": DEPARTMENTS} | files
    names = [NAME, *(f"projects/{record['预算年度']}/x-{number}.yaml" for number, record in enumerate(records[1:], 1))]
    for name, record in zip(names, records, strict=True):
        texts[name] = yaml.safe_dump(record, allow_unicode=True, sort_keys=False, width=10_000)
    for name, text in texts.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    found = []
    for problem in content.load(folder).problems:
        name = Path(problem.path).relative_to(folder).as_posix()
        place = "" if name not in texts or not name.startswith("projects") else place_at(texts[name], problem.line)
        found.append((problem.code, place if name == NAME else f"{name} {place}".strip(), problem.message))
    return found


def place_at(text: str, line: int) -> str:
    """The path of what begins in a line."""

    def walk(node: yaml.Node, path: str) -> str | None:
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                here = f"{path}/{key.value}".strip("/")
                if below := walk(value, here):
                    return below
                if key.start_mark.line + 1 == line:
                    return here
        elif isinstance(node, yaml.SequenceNode):
            for index, value in enumerate(node.value):
                if below := walk(value, f"{path}/{index}"):
                    return below
        return None

    return walk(yaml.compose(text), "") or ""


def test_a_record_in_order_is_passed_in_silence(tmp_path: Path) -> None:
    assert told(tmp_path, RECORD) == []


def row(path: PathTo, key: str) -> str:
    return "/".join(map(str, (*path, key)))


FOUND = {
    "an execution rate under cost": (
        [((*COST, "三级指标"), "预算执行率"), ((*COST, "当年度指标值"), "≥90%")],
        "W207",
        row(COST, "三级指标"),
    ),
    "a payment rate under economic cost": (
        [(("绩效指标", "成本指标"), {"经济成本指标": [{"三级指标": "资金支付比例", "当年度指标值": "100%"}]})],
        "W207",
        "绩效指标/成本指标/经济成本指标/0/三级指标",
    ),
    "a payment in time under cost": (
        [((*COST, "三级指标"), "资金支付及时率"), ((*COST, "当年度指标值"), "≥95%")],
        "W207",
        row(COST, "三级指标"),
    ),
    "a cost at least": ([((*COST, "当年度指标值"), "≥1万元/场")], "W208", row(COST, "当年度指标值")),
    "a cost more than": ([((*COST, "实施周期指标值"), ">3万元")], "W208", row(COST, "实施周期指标值")),
    "a rate over 100": ([((*RATE, "当年度指标值"), "≥900%")], "W209", row(RATE, "当年度指标值")),
    "a satisfaction over 100": (
        [(("绩效指标", "满意度指标", "服务对象满意度指标", 0, "当年度指标值"), "950%")],
        "W209",
        "绩效指标/满意度指标/服务对象满意度指标/0/当年度指标值",
    ),
    "an asterisk": ([((*RATE, "当年度指标值"), "*")], "W210", row(RATE, "当年度指标值")),
    "a sign without a number": ([((*RATE, "当年度指标值"), "≥")], "W210", row(RATE, "当年度指标值")),
    "a letter for a figure": ([((*RATE, "当年度指标值"), "≥9O%")], "W210", row(RATE, "当年度指标值")),
    "letters for figures": ([((*RATE, "当年度指标值"), "l00%")], "W210", row(RATE, "当年度指标值")),
    "no satisfaction asked for": (
        [(("绩效指标", "满意度指标", "服务对象满意度指标", 0, "当年度指标值"), "≤90%")],
        "W226",
        "绩效指标/满意度指标/服务对象满意度指标/0/当年度指标值",
    ),
    "complaints asked for": (
        [((*RATE, "三级指标"), "读者投诉次数"), ((*RATE, "当年度指标值"), "≥3次")],
        "W226",
        row(RATE, "当年度指标值"),
    ),
    "more in a year than in all": (
        [((*COUNT, "当年度指标值"), "≥10场"), ((*COST, "当年度指标值"), "≤0.1万元/场")],
        "W227",
        row(COUNT, "当年度指标值"),
    ),
    "a row twice": (
        [((*COUNT[:-1],), [dict(one) for one in 2 * RECORD["绩效指标"]["产出指标"]["数量指标"]])],
        "W228",
        row((*COUNT[:-1], 1), "三级指标"),
    ),
    "a day that no calendar has": (
        [((*RATE, "当年度指标值"), "2024年2月30日前")],
        "W212",
        row(RATE, "当年度指标值"),
    ),
    "a thirteenth month": ([((*RATE, "当年度指标值"), "2024年13月")], "W212", row(RATE, "当年度指标值")),
    "a cost far above the budget": (
        [((*COST, "三级指标"), "活动总成本"), ((*COST, "当年度指标值"), "≤40万元")],
        "W213",
        row(COST, "当年度指标值"),
    ),
    "no benefit": ([(("绩效指标", "效益指标"), None)], "W211", "绩效指标"),
    "no satisfaction": ([(("绩效指标", "满意度指标"), None)], "W211", "绩效指标"),
    "a day after the year": ([((*RATE, "当年度指标值"), "2025年10月底前")], "W212", row(RATE, "当年度指标值")),
    "a day before the year": ([((*RATE, "当年度指标值"), "2023年12月")], "W212", row(RATE, "当年度指标值")),
    "a day before the start": ([((*RATE, "实施周期指标值"), "2021年5月")], "W212", row(RATE, "实施周期指标值")),
    "a day after the end": ([((*RATE, "实施周期指标值"), "2026年")], "W212", row(RATE, "实施周期指标值")),
    "price times quantity": ([((*COST, "当年度指标值"), "≤1.4万元/场")], "W213", row(COST, "当年度指标值")),
    "price without 元": ([((*COST, "当年度指标值"), "≤2万/场")], "W213", row(COST, "当年度指标值")),
    "a promise in days": ([(GOAL, "办好活动，空岗天数不多于60天。")], "W214", "/".join(GOAL)),
    "a promise in percent": ([(GOAL, "使读者满意度达95%以上。")], "W214", "/".join(GOAL)),
    "a promise of another thing": ([(GOAL, "培训馆员3人。")], "W214", "/".join(GOAL)),
    "a promise of as many as another unit has": (
        [(GOAL, "90天内办结。"), ((*COUNT, "当年度指标值"), "90户")],
        "W214",
        "/".join(GOAL),
    ),
    "a promise in another measure": (
        [(GOAL, "修护栏0.5公里。"), ((*COUNT, "当年度指标值"), "0.5米")],
        "W214",
        "/".join(GOAL),
    ),
    "a promise in full-width digits": ([(GOAL, "空岗天数不多于６０天。")], "W214", "/".join(GOAL)),
    "a promise in words": ([(GOAL, "每年举办至少四场读书活动。")], "W214", "/".join(GOAL)),
    "a promise for every year": ([(GOAL, "每年举办12场读书活动。")], "W214", "/".join(GOAL)),
    "a promise for every month": ([(GOAL, "每月办讲座16次。")], "W214", "/".join(GOAL)),
    "a promise in hundreds": ([(GOAL, "服务读者不少于三百二十人。")], "W214", "/".join(GOAL)),
    "a promise in longer words": ([(GOAL, "空岗天数不超过二十五天。")], "W214", "/".join(GOAL)),
    "points that don't add up": (
        [((*path, "分值"), value) for path, value in ((COUNT, "50"), (COST, "10"), (RATE, "20"))]
        + [(("绩效指标", "满意度指标", "服务对象满意度指标", 0, "分值"), "15")],
        "W217",
        "绩效指标",
    ),
    "more points than there are": ([((*RATE, "分值"), "10"), ((*RATE, "得分"), "10.5")], "W218", row(RATE, "得分")),
    "three weeks and a day": (
        [(("批复",), {"日期": "2024-03-01"}), (("公开",), {"日期": "2024-03-22"})],
        "W219",
        "公开/日期",
    ),
    "crosses": ([(GOAL, "为×××提供服务。")], "W220", "/".join(GOAL)),
    "Latin crosses": ([(GOAL, "由XX公司承办。")], "W220", "/".join(GOAL)),
    "to be decided": ([((*RATE, "当年度指标值"), "待定")], "W220", row(RATE, "当年度指标值")),
    "to be decided, of something": ([(GOAL, "办好活动，培训时间待定。")], "W220", "/".join(GOAL)),
    "a test": ([(("项目名称",), "测试")], "W220", "项目名称"),
    "a pointer in the place of a goal": ([(GOAL, "详见附件2。")], "W220", "/".join(GOAL)),
    "the same again": ([((*RATE, "当年度指标值"), "同上")], "W220", row(RATE, "当年度指标值")),
    "a name with a test behind": ([(("项目名称",), "全民读书活动（测试2）")], "W220", "项目名称"),
    "a level that somebody named for a try": (
        [(("绩效指标", "产出指标", "××指标"), []), (("忽略检查",), {"W202": "原表如此"})],
        "W220",
        "绩效指标/产出指标/××指标",
    ),
    "what import took out": ([(GOAL, "请联系〔…〕登记。")], "W220", "/".join(GOAL)),
    "who is in charge": ([(GOAL, "办好活动。负责人：张某某。")], "W221", "/".join(GOAL)),
    "who filled it in": ([(GOAL, "办好活动。填表人（签名）：张某")], "W221", "/".join(GOAL)),
    "who is in charge, in a sentence": ([(GOAL, "负责人为张某某。")], "W221", "/".join(GOAL)),
    "whom to ask": ([(GOAL, "办好活动。联系人 李某")], "W221", "/".join(GOAL)),
    "whom to ask, without a sign": ([(GOAL, "办好活动。联系人冼某某，周末值班。")], "W221", "/".join(GOAL)),
    "who looked at it": ([(GOAL, "同意。审核：郑建国 经办：吴建国")], "W221", "/".join(GOAL)),
    "who takes part": ([(GOAL, "项目组成员：王建国、郑建国。")], "W221", "/".join(GOAL)),
    "a list of names": ([(GOAL, "慰问困难职工：张某、李某、王某。")], "W221", "/".join(GOAL)),
    "a phone": ([(GOAL, "报名电话：0000-82345678。")], "W221", "/".join(GOAL)),
    "a phone with brackets and spaces": ([(GOAL, "电话：（0000）8234 5678。")], "W221", "/".join(GOAL)),
    "a phone in full-width digits": ([(GOAL, "电话：００００－８２３４５６７８。")], "W221", "/".join(GOAL)),
    "a mail address": ([(GOAL, "请写信到 li@example.cn 。")], "W221", "/".join(GOAL)),
    "a code that nothing has": ([(("忽略检查",), {"W999": "看过"})], "W222", "忽略检查/W999"),
    "a reason that outlived its finding": ([(("忽略检查",), {"W207": "看过"})], "W222", "忽略检查/W207"),
    "a mark that turns the text": ([(GOAL, "办好\u202e活动。")], "W223", "/".join(GOAL)),
    "a budget of a few hundred": ([(("预算金额",), "320"), ((*COST, "当年度指标值"), "≤1元/场")], "W224", "预算金额"),
    "a rate without its sign": ([((*RATE, "当年度指标值"), "0.9")], "W225", row(RATE, "当年度指标值")),
    "marks at two places": (
        [
            (("项目名称",), "全民\u200b读书"),
            (("绩效指标", "产出指标", "质量\u200b指标"), []),
            (("忽略检查",), {"W202": "原表"}),
        ],
        "W223",
        "项目名称",
    ),
    "a mobile number": ([(GOAL, "请拨打19900000000。")], "E310", "/".join(GOAL)),
    "a mobile number in the name of a level": (
        [(("绩效指标", "产出指标", "数量 19900000000"), []), (("忽略检查",), {"W202": "原表如此"})],
        "E310",
        "绩效指标/产出指标/数量 19900000000",
    ),
    "two mobile numbers joined": ([(GOAL, "请拨打19900000000 19900000001。")], "E310", "/".join(GOAL)),
    "an identity number": ([(("说明",), "身份证11010519491231002X。")], "E310", "说明"),
}


@pytest.mark.parametrize("name", FOUND)
def test_this_is_asked_about_once_and_at_its_place(name: str, tmp_path: Path) -> None:
    changes, code, place = FOUND[name]
    assert [(found, at) for found, at, _ in told(tmp_path, changed(*changes))] == [(code, place)]


NOT_FOUND = {
    "a saving under cost": [((*COST, "三级指标"), "成本节约率"), ((*COST, "当年度指标值"), "≥5%")],
    "an execution rate under time": [
        (("绩效指标", "产出指标", "时效指标"), [{"三级指标": "预算执行率", "当年度指标值": "≥90%"}])
    ],
    "a rate of use that isn't money's": [((*COST, "三级指标"), "设备使用率"), ((*COST, "当年度指标值"), "≥95%")],
    "a share of the cost": [((*COST, "三级指标"), "管理费支出比例"), ((*COST, "当年度指标值"), "≤5%")],
    "what people get at least": [((*COST, "三级指标"), "困难职工补助标准"), ((*COST, "当年度指标值"), "≥500元/人")],
    "what a cost brings": [((*COST, "三级指标"), "成本收益率"), ((*COST, "当年度指标值"), "≥5%")],
    "how well a policy is carried out": [((*COST, "三级指标"), "政策执行率"), ((*COST, "当年度指标值"), "≥90%")],
    "more than was to be done": [((*RATE, "三级指标"), "任务完成比例"), ((*RATE, "当年度指标值"), "≥120%")],
    "a good deed under cost": [((*COST, "三级指标"), "废弃物处置率"), ((*COST, "当年度指标值"), "≥95%")],
    "a ratio of two things": [((*RATE, "三级指标"), "投入产出比例"), ((*RATE, "当年度指标值"), "≥300%")],
    "a whole hundred": [((*RATE, "当年度指标值"), "100%")],
    "a rate whose sign is in its name": [((*RATE, "三级指标"), "读者参与率(%)"), ((*RATE, "当年度指标值"), "90")],
    "a rate in words": [((*RATE, "当年度指标值"), "显著提高")],
    "no budget at all": [(("预算金额",), "0"), ((*COST, "当年度指标值"), "免费")],
    "a growth over 100": [((*RATE, "三级指标"), "读者增长率"), ((*RATE, "当年度指标值"), "≥120%")],
    "a count over 100": [((*RATE, "三级指标"), "读者人数"), ((*RATE, "当年度指标值"), "≥900人")],
    "a dash": [((*RATE, "当年度指标值"), "—")],
    "satisfaction under benefit": [
        (("绩效指标", "满意度指标"), None),
        (("绩效指标", "效益指标", "社会公众或服务对象满意度"), []),
    ],
    "the form of Dongguan in 2019": [
        (
            ("绩效指标",),
            {"预期产出指标": {"数量指标": []}, "效果指标": {"社会效益": [{"三级指标": "影响", "当年度指标值": "好"}]}},
        )
    ],
    "a benefit that isn't set": [(("绩效指标", "效益指标"), {"社会效益指标": []})],
    "a level that nobody knows": [
        (("绩效指标", "满意度指标"), None),
        (("绩效指标", "其他类"), {"数量指标": []}),
        (("忽略检查",), {"W201": "原表如此"}),
    ],
    "a day in the year": [((*RATE, "当年度指标值"), "2024年12月底前")],
    "a day at the end": [((*RATE, "实施周期指标值"), "2025年12月")],
    "an open end": [(("实施周期", "到期年度"), "2099"), ((*RATE, "实施周期指标值"), "2030年")],
    "price times quantity in the budget": [((*COST, "当年度指标值"), "≤1.3万元/场")],
    "price exactly": [((*COST, "当年度指标值"), "≤1万元/场"), (("预算金额",), "30000")],
    "a price of something else": [((*COST, "当年度指标值"), "≤20万元/人")],
    "a price far beyond": [((*COST, "当年度指标值"), "≤50万元/场")],
    "a promise that is carried": [(GOAL, "全年办3场读书活动，参与率达90%以上，花费4万元。")],
    "a promise in other measure words": [(GOAL, "全年办3次读书活动。")],
    "a promise in a larger unit": [(GOAL, "修护栏0.5公里。"), ((*COUNT, "当年度指标值"), "500米")],
    "a promise in words that a number carries": [(GOAL, "每年举办至少三场读书活动。")],
    "a promise that words carry": [(GOAL, "全年举办不少于2次。"), ((*COUNT, "当年度指标值"), "两次")],
    "a promise for each quarter": [
        (GOAL, "每季度举办1次。"),
        ((*COUNT, "当年度指标值"), "4次"),
        ((*COUNT, "实施周期指标值"), "16次"),
    ],
    "a promise for each week": [
        (GOAL, "每周走访2次。"),
        ((*COUNT, "当年度指标值"), "≥104次"),
        ((*COUNT, "实施周期指标值"), None),
    ],
    "so many of each": [
        (GOAL, "编印会刊3期（每期1000册）。"),
        ((*COUNT, "当年度指标值"), "3000册"),
        ((*COUNT, "实施周期指标值"), "3期"),
    ],
    "every day of the year": [(GOAL, "全年365天不间断开放。")],
    "offences that are found": [((*RATE, "三级指标"), "查处违规数量"), ((*RATE, "当年度指标值"), "≥10件")],
    "complaints that are dealt with": [((*RATE, "三级指标"), "投诉处理率"), ((*RATE, "当年度指标值"), "≥95%")],
    "a formula of chemistry": [((*RATE, "三级指标"), "排放"), ((*RATE, "当年度指标值"), "H2O合格，≤5l/百公里")],
    "as much in a year as in all": [
        ((*COUNT, "当年度指标值"), "≥9场"),
        ((*COST, "当年度指标值"), "≤0.1万元/场"),
    ],
    "more for each in a year": [
        ((*COUNT, "三级指标"), "平均每场人数"),
        ((*COUNT, "当年度指标值"), "300人"),
        ((*COUNT, "实施周期指标值"), "250人"),
    ],
    "a better rate in a year": [((*RATE, "实施周期指标值"), "≥85%")],
    "a cost of a few budgets": [((*COST, "三级指标"), "活动总成本"), ((*COST, "当年度指标值"), "≤30万元")],
    "words that only sound like a number": [(GOAL, "一次性办好一批实事，至少一半由社区承担，分三个阶段推进。")],
    "a promise of visits": [(GOAL, "服务200人次。"), ((*COUNT, "当年度指标值"), "≥200人")],
    "what is only called by a number": [(GOAL, "24小时开放，建设15分钟阅读圈。")],
    "numbers of items": [(GOAL, "1、办好活动。2、管好书。（3）修好书架。4.做好宣传。")],
    "years and days": [(GOAL, "2024年5月12日起，到2025年12月办完，落实示财〔2024〕7号文和第5次会议精神。")],
    "points of a 自评表": [((*COUNT, "分值"), "40")]
    + [((*path, "分值"), "20") for path in (COST, RATE)]
    + [(("绩效指标", "满意度指标", "服务对象满意度指标", 0, "分值"), "10")],
    "points of some indicators": [((*COUNT, "分值"), "40")],
    "the twentieth day": [(("批复",), {"日期": "2024-03-01"}), (("公开",), {"日期": "2024-03-21"})],
    "a software test": [(("项目名称",), "系统软件测试和水质测试")],
    "a step of the work": [(GOAL, "完成系统开发、测试、上线，提交软件测试数据。")],
    "a judgement": [(GOAL, "使制度有待完善、资料尚待补充的情况得到改变。")],
    "a post that waits": [(GOAL, "安排待定岗人员培训，测试赛按期举办。")],
    "an axis": [(GOAL, "更换 X 光机，建设 3×3 篮球场。")],
    "a step and not a name": [(GOAL, "审核：通过。编制：三人。领导：高度重视。")],
    "an office that answers": [(GOAL, "联系人：镇总工会。服务对象：甲村、乙村、丙村。")],
    "whom it is for": [(GOAL, "受益对象：老人、儿童、妇女。困难职工：残疾、单亲、重病。")],
    "who is in charge, by title": [(GOAL, "责任人：校长。负责人：镇团委书记。联系人：各镇街。")],
    "a promise in hundreds that is carried": [(GOAL, "服务不少于三百人。"), ((*COUNT, "当年度指标值"), "300人")],
    "what somebody in charge is": [(GOAL, "责任人为项目经理。负责人是关键。")],
    "an article of another site": [(("说明",), "见 https://example.cn/art/19900000000.html 。")],
    "an office in charge": [(GOAL, "由负责人组织，联系人负责落实各项工作。")],
    "a list of things": [(GOAL, "服务对象包括：学生、老人、职工和外来务工人员。")],
    "an office's code": [(("项目编码",), "19900000000")],
}


@pytest.mark.parametrize("name", NOT_FOUND)
def test_this_is_right_or_not_sure_and_nobody_asks(name: str, tmp_path: Path) -> None:
    assert told(tmp_path, changed(*NOT_FOUND[name])) == []


# ── records among each other ────────────────────────────────────────────────────────────────────────

SATISFIED: PathTo = ("绩效指标", "满意度指标", "服务对象满意度指标", 0, "三级指标")
OTHER_NAME = put(RECORD, ("项目名称",), "送书下乡")


@pytest.mark.parametrize(
    ("other", "name"),
    [
        pytest.param(OTHER_NAME, "读者的满意度", id="a particle, in the sister record"),
        pytest.param(put(RECORD, ("预算年度",), "2023"), "读者之满意度", id="a particle, in another year"),
        pytest.param(OTHER_NAME, "读者满意度(%)", id="a sign"),
        pytest.param(OTHER_NAME, "读者、满意度", id="punctuation"),
    ],
)
def test_two_names_for_one_indicator_are_asked_about_where_the_longer_one_stands(
    other: dict[str, Any], name: str, tmp_path: Path
) -> None:
    path = ("绩效指标", "满意度指标", "服务对象满意度指标", 0, "三级指标")
    ((code, place, message),) = told(tmp_path, put(RECORD, path, name), other)
    assert (code, place) == ("W215", "/".join(map(str, path)))
    assert name in message
    assert "“读者满意度”" in message
    assert "x-1.yaml" in message


@pytest.mark.parametrize(
    ("other", "name"),
    [
        pytest.param(OTHER_NAME, "读者 满意度", id="a space, which never counts"),
        pytest.param(OTHER_NAME, "作者满意度", id="another word"),
        pytest.param(put(OTHER_NAME, SATISFIED, "5.5级读者"), "55级读者", id="a decimal point"),
        pytest.param(put(OTHER_NAME, SATISFIED, "目地"), "目的地", id="a part of a word"),
        pytest.param(put(OTHER_NAME, ("用款单位",), "示例镇文化站"), "读者的满意度", id="another department"),
        pytest.param(put(OTHER_NAME, ("预算年度",), "2023"), "读者的满意度", id="another project in another year"),
    ],
)
def test_names_that_differ_otherwise_are_two_indicators(other: dict[str, Any], name: str, tmp_path: Path) -> None:
    path = ("绩效指标", "满意度指标", "服务对象满意度指标", 0, "三级指标")
    assert told(tmp_path, put(RECORD, path, name), other) == []


@pytest.mark.parametrize(
    ("before", "asked"), [("4", True), ("3.6", True), ("400000000", True), ("4000", False), ("0", False)]
)
def test_a_budget_ten_thousand_times_another_years_is_asked_about(before: str, asked: bool, tmp_path: Path) -> None:
    found = told(tmp_path, RECORD, put(put(RECORD, ("预算年度",), "2023"), ("预算金额",), before))
    assert [(code, place) for code, place, _ in found if code not in ("W213", "W224")] == (
        [("W216", "预算金额")] if asked else []
    )


def test_points_in_a_label_are_held_against_the_points_below_it(tmp_path: Path) -> None:
    targets = {
        "产出指标（50分）": {"数量指标": [{"三级指标": "场次", "当年度指标值": "3场", "分值": "40"}]},
        "效益指标（30分）": {"社会效益指标": [{"三级指标": "影响", "当年度指标值": "好", "分值": "40"}]},
        "满意度指标（10分）": {"服务对象满意度指标": [{"三级指标": "满意度", "当年度指标值": "90%", "分值": "10"}]},
    }
    found = told(tmp_path, put(RECORD, ("绩效指标",), targets))
    assert [(code, place) for code, place, _ in found] == [
        ("W217", "绩效指标/产出指标（50分）"),
        ("W217", "绩效指标/效益指标（30分）"),
    ]


def test_a_number_of_a_person_on_a_page_is_an_error(tmp_path: Path) -> None:
    page = {"pages/about.md": "# 关于\n\n办公电话 0000-0000000，值班手机 199 0000 0000。\n"}
    ((code, place, message),) = told(tmp_path, RECORD, **page)
    assert (code, place, message) == ("E310", "pages/about.md", "这里有手机号码，不能公开")


# ── what was looked at ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", [name for name, (_, code, _) in FOUND.items() if code[0] == "W" and code != "W222"])
def test_a_finding_that_was_looked_at_is_kept_with_its_reason(name: str, tmp_path: Path) -> None:
    changes, code, _ = FOUND[name]
    assert told(tmp_path, put(changed(*changes), ("忽略检查", code), "核对过，原表如此")) == []


def test_a_reason_silences_its_own_record_alone(tmp_path: Path) -> None:
    costly = changed(((*COST, "当年度指标值"), "≥1万元/场"))
    kept = put(costly, ("忽略检查",), {"W208": "核对过"})
    assert [(code, place) for code, place, _ in told(tmp_path, kept, put(costly, ("项目名称",), "送书下乡"))] == [
        ("W208", f"projects/2024/x-1.yaml {row(COST, '当年度指标值')}")
    ]


@pytest.mark.parametrize(
    ("path", "value", "other", "code"),
    [
        pytest.param(SATISFIED, "读者的满意度", OTHER_NAME, "W215", id="two names"),
        pytest.param(("预算金额",), "400000000", put(RECORD, ("预算年度",), "2023"), "W216", id="a jump"),
    ],
)
def test_a_finding_between_records_is_kept_in_the_one_that_is_asked(
    path: PathTo, value: str, other: dict[str, Any], code: str, tmp_path: Path
) -> None:
    record = put(RECORD, path, value)
    assert [(found, at) for found, at, _ in told(tmp_path, record, other)] == [(code, "/".join(map(str, path)))]
    assert told(tmp_path, put(record, ("忽略检查",), {code: "核对过"}), other) == []


def test_an_error_cannot_be_kept(tmp_path: Path) -> None:
    record = put(changed((GOAL, "请拨打19900000000。")), ("忽略检查",), {"E310": "同意"})
    assert {code for code, _, _ in told(tmp_path, record)} == {"E310", "E207"}


# ── what a clerk types ──────────────────────────────────────────────────────────────────────────────

Read = Callable[[str], list[content.Problem]]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    def load(site: str) -> list[content.Problem]:
        (tmp_path / "site.yaml").write_text(site, "utf-8")
        (tmp_path / "departments.yaml").write_text(DEPARTMENTS, "utf-8")
        return list(content.load(tmp_path).problems)

    return load


def test_one_keyword_where_a_list_is_expected_is_answered_with_the_way_to_write_it(read: Read) -> None:
    (problem,) = read("名称: 示例\n主办单位: 示例\n栏目:\n  关键词: 绩效目标\n")
    assert (problem.code, problem.line) == ("E213", 4)
    assert "关键词: [绩效目标]" in problem.hint


@pytest.mark.parametrize("site", ["名称: 示例\n主办单位:示例\n", "联系:\n  电话:0000\n名称: 示例\n主办单位: 示例\n"])
def test_a_colon_without_a_space_is_called_that(site: str, read: Read) -> None:
    (problem, *_) = read(site)
    assert (problem.code, problem.line, problem.message) == ("E103", 2, "冒号后面少了一个空格")


def test_a_number_is_quoted_whole_at_the_start_of_a_clause(tmp_path: Path) -> None:
    ((_, _, message),) = told(tmp_path, changed((GOAL, "修好水渠；2.5公里机耕路。")))
    assert "“2.5公里机耕路”" in message


@pytest.mark.parametrize(
    ("goal", "quoted"),
    [
        pytest.param("按时" * 40 + "修水渠25条。", "…时" + "按时" * 13 + "修水渠25条", id="long before"),
        pytest.param("修水渠25条" + "并且养护" * 40, "修水渠25条" + "并且养护" * 5 + "…", id="long behind"),
    ],
)
def test_of_a_long_clause_the_words_around_the_number_are_quoted(goal: str, quoted: str, tmp_path: Path) -> None:
    ((_, _, message),) = told(tmp_path, changed((GOAL, goal)))
    assert f"“{quoted}”" in message


@pytest.mark.parametrize(
    "goal",
    [
        pytest.param("人" * 90_000 + "@", id="no address of mail"),
        pytest.param("a" * 300_000 + "@", id="nearly an address of mail"),
        pytest.param("9" * 300_000 + "人", id="an endless number"),
        pytest.param("、".join(f"{number}人" for number in range(40_000)), id="many numbers"),
        pytest.param("199 0000 0000，" * 20_000, id="many numbers of persons"),
    ],
)
def test_the_largest_text_is_read_to_its_end(goal: str, tmp_path: Path) -> None:
    """A rule that looks at the whole for each of its parts would need hours."""
    assert {code for code, _, _ in told(tmp_path, changed((GOAL, goal)))} <= {"W214", "E310"}


def test_a_number_that_yaml_joins_from_two_lines_is_found(tmp_path: Path) -> None:
    told(tmp_path, RECORD)
    path = tmp_path / NAME
    path.write_text(path.read_text("utf-8").replace("办好读书活动。", "请拨打199 0000\n    0000"), "utf-8")
    assert [problem.code for problem in content.load(tmp_path).problems] == ["E310"]
