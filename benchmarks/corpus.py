"""An invented content folder of any size, for measuring: the same arguments give the same bytes.

    python -m benchmarks.corpus FOLDER PROJECTS

示例镇 and its offices don't exist; wording and proportions follow the union's two real forms.
"""

import argparse
import random
from collections.abc import Iterator
from pathlib import Path

YEARS = range(2018, 2026)
PROJECTS_TO_A_DEPARTMENT = 80

_OFFICES = [
    "总工会",
    "团委",
    "妇联",
    "教育办",
    "卫生健康局",
    "文化服务中心",
    "农林水务局",
    "城市管理办",
    "应急管理办",
    "社会事务局",
    "经济发展局",
    "退役军人服务站",
]
_TOPICS = [
    "困难职工帮扶",
    "职工技能竞赛",
    "安全生产宣传",
    "社工服务",
    "普法宣传",
    "文体活动",
    "就业培训",
    "健康体检",
    "环境整治",
    "道路养护",
    "河道保洁",
    "校园安保",
    "养老服务",
    "疫苗接种",
    "消防巡查",
    "垃圾分类",
]
_KINDS = ("其他特定目标类（部门职能类）", "其他运转类（综合类）", "特定目标类（民生类）")
_VERBS = ["举办", "完成", "开展", "组织", "购买", "维护", "巡查", "发放", "走访", "培训"]
_THINGS = ["活动", "服务", "设备", "宣传资料", "讲座", "慰问", "竞赛", "巡查", "培训班", "体检"]
_PEOPLE = ["职工", "困难职工", "居民", "学生", "老年人", "企业", "志愿者", "社工"]
_UNITS = ["场", "次", "人", "份", "家", "公里", "个", "项"]
_EFFECTS = ["有效提高", "有效保障", "显著提升", "是", "效果明显", "不超预算", "逐步改善"]
_FRAMEWORK = {
    "产出指标": ("数量指标", "质量指标", "时效指标", "成本指标"),
    "效益指标": ("经济效益指标", "社会效益指标", "生态效益指标", "可持续影响指标"),
    "满意度指标": ("服务对象满意度指标",),
}


def write(folder: Path, projects: int) -> None:
    """Fill a folder with a site of so many projects, spread over eight years."""
    (folder / "pages").mkdir(parents=True)
    (folder / "site.yaml").write_text("名称: 示例镇绩效目标公开\n主办单位: 示例镇财政分局\n", "utf-8")
    departments = [
        f"示例镇第{n + 1}片区{_OFFICES[n % len(_OFFICES)]}" for n in range(1 + projects // PROJECTS_TO_A_DEPARTMENT)
    ]
    lines = [f"d{n}: {{名称: {name}}}\n" for n, name in enumerate(departments)]
    (folder / "departments.yaml").write_text("".join(lines), "utf-8")
    for number in range(projects):
        chance = random.Random(number)
        year = YEARS[number % len(YEARS)]
        place = chance.randrange(len(departments))
        path = folder / f"projects/{year}/d{place}/p{number}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join(_record(chance, number, year, departments[place])) + "\n", "utf-8")


def _record(chance: random.Random, number: int, year: int, department: str) -> Iterator[str]:
    topic = chance.choice(_TOPICS)
    goal = "".join(_sentence(chance, n + 1) for n in range(chance.randint(2, 7)))
    yield "表名: 示例镇财政项目支出绩效目标批复表"
    yield f"预算年度: {year}"
    yield f"项目名称: {topic}项目（{number}号）"
    yield f"项目类型: {chance.choice(_KINDS)}"
    yield "项目等级: 二级项目"
    yield f"主管部门: {department}"
    yield f"用款单位: {department}"
    yield f"实施周期: {{起始年度: {year - chance.randint(0, 2)}, 到期年度: {chance.choice((year, year + 2, 2099))}}}"
    yield f"预算金额: {chance.randint(1, 500) * 1000}"
    yield "总体绩效目标:"
    yield f"  实施周期总目标: {goal}"
    yield f"  年度目标: {goal if chance.random() < 0.7 else _sentence(chance, 1)}"
    yield "绩效指标:"
    for first, seconds in _FRAMEWORK.items():
        yield f"  {first}:"
        for second in seconds:
            yield from _category(chance, second, topic)
    yield "批复:"
    yield "  单位: 示例市财政局示例分局"
    yield "  意见: 经审核，本项目设定的绩效目标基本符合要求。请你单位将本项目的绩效目标按有关规定公开。"


def _category(chance: random.Random, second: str, topic: str) -> Iterator[str]:
    count = chance.choice((0, 0, 1)) if "经济" in second or "生态" in second else chance.choice((1, 1, 1, 2, 3))
    yield f"    {second}:" if count else f"    {second}: []"
    for _ in range(count):
        value = _value(chance, second)
        yield f"      - 三级指标: {_indicator(chance, second, topic)}"
        yield f"        实施周期指标值: {value}"
        yield f"        当年度指标值: {value if chance.random() < 0.8 else _value(chance, second)}"


def _indicator(chance: random.Random, second: str, topic: str) -> str:
    people = chance.choice(_PEOPLE)
    thing = chance.choice(_THINGS)
    names = {
        "数": f"{people}{thing}数量",
        "质": f"{thing}验收合格率",
        "时": f"{topic}按期完成率(%)",
        "成": f"{people}人均{thing}成本",
        "服": f"{people}满意度",
    }
    return names.get(second[0], f"提升{people}{thing}水平")


def _value(chance: random.Random, second: str) -> str:
    if second[0] in "质时服":
        return f"≥{chance.randint(60, 100)}%"
    if second[0] == "成":
        return f"≤{chance.randint(1, 200) / 10}万/{chance.choice(_UNITS)}"
    if second[0] == "数":
        return f"{chance.choice(('≥', '', '='))}{chance.randint(1, 3000)}{chance.choice(_UNITS)}"
    return chance.choice(_EFFECTS)


def _sentence(chance: random.Random, number: int) -> str:
    return (
        f"{number}、{chance.choice(_VERBS)}{chance.choice(_PEOPLE)}{chance.choice(_THINGS)}不少于{chance.randint(1, 200)}"
        f"{chance.choice(_UNITS)}，{chance.choice(_VERBS)}{chance.choice(_TOPICS)}，使{chance.choice(_PEOPLE)}满意度达{chance.randint(80, 99)}%以上。"
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("projects", type=int)
    arguments = parser.parse_args()
    write(arguments.folder, arguments.projects)
