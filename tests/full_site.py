"""A site that lacks nothing: the real records, with invented facts about the site and the publication."""

import shutil
from pathlib import Path

from tests.conftest import CONTENT

BASE_URL = "https://example.gov.cn/zgh/"

SETTINGS = """\
名称: 示例镇财政项目绩效目标公开
主办单位: 东莞市望牛墩镇总工会
网址: https://example.gov.cn/zgh
联系:
  地址: 示例路1号
  电话: 0000-0000000
  邮箱: zgh@example.gov.cn
标识:
  网站名称: 示例镇人民政府门户网站
  网站域名: www.example.gov.cn
  网站标识码: 0000000001
栏目:
  名称: 绩效目标公开
  描述: 公开财政项目的绩效目标
  关键词: [绩效目标, 预算公开]
  类型: 信息公开目录
"""

CORRECTED = "projects/2024/gonghui-huodong.yaml"
"""Published on 3 June 2024, corrected on 1 and 9 July."""

CORRECTIONS = """\
公开: {日期: 2024-06-03}
更正:
  - {日期: 2024-07-09, 内容: 更正了满意度的指标值}
  - {日期: 2024-07-01, 内容: 更正了项目类型}
"""

PUBLISHED = "projects/2024/goumai-shegong-fuwufei.yaml"
"""Published on 2 June 2024, and not changed since."""


def full_content(folder: Path) -> Path:
    """The content of such a site, in ``folder``."""
    shutil.copytree(CONTENT, folder)
    (folder / "site.yaml").write_text(SETTINGS, "utf-8")
    appended(folder / CORRECTED, f"忽略检查: {{W207: 原表如此, W215: 原表如此}}\n{CORRECTIONS}")
    appended(folder / PUBLISHED, "忽略检查: {W207: 原表如此, W214: 原表如此}\n公开: {日期: 2024-06-02}\n")
    return folder


def appended(path: Path, text: str) -> None:
    """Add lines at the end of a record."""
    path.write_text(f"{path.read_text('utf-8').rstrip()}\n{text}", "utf-8")
