"""A commented record to fill in."""

import re
from pathlib import Path

from builder.content.characters import FORBIDDEN
from builder.content.existing import of_nearest_year, same_project
from builder.content.files import Folder, slug_problem
from builder.content.load import read_departments
from builder.content.schema import modeline, put_schema

_MAX_SLUG = 60
_BREAK_OR_CONTROL = re.compile(rf"[\n\r\x85\u2028\u2029]|{FORBIDDEN.pattern}")


class NewRecordError(Exception):
    """The record can't be made; the message says why and what to do.

    ``exit_code`` is 2 where the call was wrong, 3 where the machine lacks something.
    """

    def __init__(self, message: str, exit_code: int) -> None:
        super().__init__(message)
        self.exit_code = exit_code


def new_record(content: Path, name: str, year: int, slug: str | None = None) -> Path:
    """Write ``projects/<year>/<slug>.yaml`` and give its path; a file that is there is never touched.

    ``name`` is the project's name; its pinyin makes the slug where none is given. Where it is
    itself a slug, the project's name is left to be filled in.
    """
    name = name.strip()
    if _BREAK_OR_CONTROL.search(name):
        raise NewRecordError("项目名称里有换行或看不见的控制字符；请重新输入，写在一行里", 2)
    known = same_project(Folder(content), name) if content.is_dir() and name else []
    if slug is None and (there := next((one for one in known if one.year == str(year)), None)):
        raise NewRecordError(
            f"{content / there.name} 就是这个项目 {year} 年的记录，没有另外新建；确是另一个项目时，用 --slug 指定代号",
            2,
        )
    last = of_nearest_year(known, str(year))
    slug = slug or (last.slug if last and not slug_problem(last.slug) else None) or slug_of(name)
    if not slug:
        raise NewRecordError("从项目名称得不出网址里的代号；用 --slug 指定，例如 --slug gonghui-huodong", 2)
    if trouble := slug_problem(slug):
        raise NewRecordError(f"{trouble[1]}；{trouble[2]}。可以用 --slug 指定", 2)
    if not content.is_dir():
        raise NewRecordError(f"没有 {content} 这个内容文件夹；用 --content 指出内容文件夹，或在项目的文件夹里运行", 2)
    path = content / "projects" / str(year) / f"{slug}.yaml"
    text = (
        modeline(f"projects/{year}/{slug}.yaml")
        + "\n"
        + _text("" if name == slug else name, year, _only_department(content))
    )
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise NewRecordError(f"{path.parent} 不能用作文件夹；请检查路径和权限", 3) from error
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
        put_schema(content)
    except FileExistsError:
        raise NewRecordError(f"{path} 已经存在，没有改动；可以用 --slug 换一个文件名", 2) from None
    except OSError as error:
        raise NewRecordError(f"{path} 写不进去；请检查文件夹的权限和磁盘空间", 3) from error
    return path


def slug_of(name: str) -> str:
    """The address of a project called ``name``: 工会活动 → gong-hui-huo-dong."""
    # Its dictionaries take longer to load (0.23 s) than all else that a command does.
    from pypinyin import lazy_pinyin

    syllables = re.findall(r"[a-z0-9]+", " ".join(lazy_pinyin(name)).lower())
    slug = ""
    for syllable in syllables:
        longer = f"{slug}-{syllable}" if slug else syllable
        if len(longer) > _MAX_SLUG:
            break
        slug = longer
    return slug


def _only_department(content: Path) -> str:
    departments = read_departments(Folder(content)) if content.is_dir() else None
    if departments is None or len(departments) != 1:
        return ""
    name = next(iter(departments.values())).name
    return "" if _BREAK_OR_CONTROL.search(name) else name


def _quoted(text: str) -> str:
    # A name may hold signs that mean something in YAML; a single-quoted text knows only its quote.
    return "'{}'".format(text.replace("'", "''")) if text else ""


def _text(name: str, year: int, department: str) -> str:
    return f"""\
# 对照批复表逐项填写：文字和数值照原表录入，不要改动。
# “名称: 内容”的冒号是英文冒号，后面有一个空格；表上没有的项目留空或删去。
# 内容以 > * & % @ - 等符号开头，或者里面有“: ”时，用英文双引号括起来，例如 ">92%"。

表名:                          # 表的标题，例如 望牛墩镇财政项目支出绩效目标批复表
预算年度: {year}
项目名称: {_quoted(name)}
项目类型:
项目等级:
主管部门:
用款单位: {_quoted(department)}   # 与 departments.yaml 里的名称一致
实施周期: {{起始年度: , 到期年度: }}   # 长期项目的到期年度写 2099
预算金额:                      # 单位是元，只写数字，例如 40000
总体绩效目标:
  # 目标的文字写在“|-”的下一行，缩进四格；可以分段。
  实施周期总目标: |-

  年度目标: |-

绩效指标:
  # 每一项三级指标写三行，以“- 三级指标:”开头，例如：
  #   数量指标:
  #     - 三级指标: 困难职工慰问次数
  #       实施周期指标值: 1次
  #       当年度指标值: 1次
  # 绩效自评以后，可以在每一项下面再写 实际完成值、分值、得分。
  # 表上有这一类、但没有设置指标的，保留 []。
  产出指标:
    数量指标: []
    质量指标: []
    时效指标: []
    成本指标: []
  效益指标:
    经济效益指标: []
    社会效益指标: []
    生态效益指标: []
    可持续影响指标: []
  满意度指标:
    服务对象满意度指标: []
批复:
  单位:
  意见: |-

  日期:                        # 例如 {year}-06-01；表上没有就留空
  文号:
公开:
  日期:                        # 在网上公开的日期，由人填写
  索引号:                      # 由门户网站给出
项目编码:
原件: {{文件: }}                 # 例如 originals/{year}/x.pdf
# 说明: |-                      # 补充说明，可以用 Markdown
# 更正:                         # 公开以后的更正，新的在前
#   - {{日期: , 内容: }}
# 撤回: {{日期: , 理由: }}
# 忽略检查: {{W203: 理由}}         # 看过并保留的警告
"""
