"""The dictionary of the open data: every key of its JSON files."""

from collections.abc import Iterable
from dataclasses import replace

from builder.render.fields import DEPARTMENTS, LEVELS, PARTS, PROJECTS, ROW, VALUES, YEAR, Field

_BY_PATH = {".".join(column.path) or column.name: column for column in PROJECTS.fields}


def _keys(*paths: str) -> Iterable[Field]:
    """Keys that hold what a column of the projects holds."""
    return (replace(_BY_PATH[path], name=path, path=()) for path in paths)


def _part_keys() -> Iterable[Field]:
    for value in VALUES:
        yield Field(f"绩效指标[].解析.{value}", "object", f"{value}的解析", "指标值里认得准的部分，放在文字旁边")
        for part in PARTS:
            yield replace(part, name=f"绩效指标[].解析.{value}.{part.name}", title=f"{value}的{part.title}")


PROJECT_KEYS = (
    *_keys("网页"),
    Field("固定网址", "string", "项目的完整网址", "项目网页的完整地址；网站的地址确定以后才有"),
    *_keys("单位代号", "表名", "预算年度", "项目名称", "项目类型", "项目等级", "主管部门", "用款单位"),
    Field("实施周期", "object", "实施周期", "项目从哪一年到哪一年"),
    *_keys("实施周期.起始年度", "实施周期.到期年度", "预算金额"),
    Field("总体绩效目标", "object", "总体绩效目标", "两个目标，至少有一个"),
    *_keys("总体绩效目标.实施周期总目标", "总体绩效目标.年度目标"),
    Field("绩效指标", "array", "绩效指标", "批复表的指标，一项一个，顺序与批复表一致；没有设置指标的类别也有一个"),
    *(replace(column, name=f"绩效指标[].{column.name}") for column in (ROW, *LEVELS)),
    Field("绩效指标[].解析", "object", "指标值的解析", "由程序从指标值的文字里认出的部分；以文字为准"),
    *_part_keys(),
    Field("批复", "object", "批复", "财政部门的批复"),
    *_keys("批复.单位", "批复.意见", "批复.日期", "批复.文号"),
    Field("公开", "object", "公开", "公开的情况"),
    *_keys("公开.日期", "公开.索引号", "项目编码"),
    Field("原件", "object", "原件", "批复的原件"),
    *_keys("原件.文件", "原件.字节", "原件.SHA-256", "说明"),
    Field("更正", "array", "更正", "公开以后的更正，新的在前"),
    Field("更正[].日期", "date", "更正日期", "更正的日期"),
    Field("更正[].内容", "string", "更正内容", "更正了什么"),
    Field("撤回", "object", "撤回", "批复已经撤回；网页和数据保留"),
    Field("撤回.日期", "date", "撤回日期", "撤回的日期"),
    Field("撤回.理由", "string", "撤回理由", "为什么撤回"),
)
"""The keys of a project in JSON. What isn't known has no key; 三级指标 alone is ``null`` where none is set."""

_SUMS = (
    Field("项目数", "integer", "项目数", "文件里有多少个项目"),
    Field("预算合计", "number", "预算金额合计（元）", "文件里全部项目的预算金额之和，包括已经撤回的"),
    Field("项目", "array", "项目", "各个项目，与单个项目的 JSON 相同"),
)
YEAR_KEYS = (YEAR, *_SUMS)
DEPARTMENT_KEYS = (*DEPARTMENTS.fields, *_SUMS)
