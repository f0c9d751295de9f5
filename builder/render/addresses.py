"""Where everything is in the site. An address, once published, never changes."""

from hashlib import blake2s

DATA = "data/index.html"
DATAPACKAGE = "data/datapackage.json"
DEPARTMENTS_CSV = "data/departments.csv"
FEED = "feed.xml"
SITEMAP = "sitemap/index.html"


def project_address(folder: str) -> str:
    """The address of a project's page; its folder is ``Project.address``."""
    return f"{folder}index.html"


def year_address(year: object, page: int = 1) -> str:
    """The address of a year's page."""
    return _numbered(f"years/{year}", page)


def departments_address(page: int = 1) -> str:
    """The address of the list of departments."""
    return _numbered("departments", page)


def department_address(slug: str, page: int = 1) -> str:
    """The address of a department's page."""
    return _numbered(f"departments/{slug}", page)


_CATEGORIES = {
    "经济成本指标": "jingji-chengben",
    "社会成本指标": "shehui-chengben",
    "生态环境成本指标": "shengtai-huanjing-chengben",
    "数量指标": "shuliang",
    "质量指标": "zhiliang",
    "时效指标": "shixiao",
    "成本指标": "chengben",
    "经济效益指标": "jingji-xiaoyi",
    "社会效益指标": "shehui-xiaoyi",
    "生态效益指标": "shengtai-xiaoyi",
    "可持续影响指标": "kechixu-yingxiang",
    "服务对象满意度指标": "fuwu-duixiang-manyidu",
}


def indicators_address(page: int = 1) -> str:
    """The address of the list of categories."""
    return _numbered("indicators", page)


def category_address(category: str) -> str:
    """The address of a category's page."""
    return f"{_category_folder(category)}/index.html"


def category_year_address(category: str, year: object, page: int = 1) -> str:
    """The address of a category's indicators of one year."""
    return _numbered(f"{_category_folder(category)}/{year}", page)


def timeline_address(page: int = 1) -> str:
    """The address of what was published and corrected when."""
    return _numbered("timeline", page)


def plain_address(slug: str) -> str:
    """The address of a plain page."""
    return f"pages/{slug}/index.html"


def project_json(folder: str) -> str:
    """The address of a project's data; its folder is ``Project.address``."""
    return f"data/{folder.rstrip('/')}.json"


def year_json(year: object) -> str:
    """The address of the data of a year's projects."""
    return f"data/years/{year}/projects.json"


def year_csv(year: object, table: str) -> str:
    """The address of a year's table: ``projects``, ``indicators`` or ``corrections``."""
    return f"data/years/{year}/{table}.csv"


def department_json(slug: str) -> str:
    """The address of the data of a department's projects."""
    return f"data/departments/{slug}.json"


def _category_folder(category: str) -> str:
    # Any name may stand on a form; an address is of plain letters.
    slug = _CATEGORIES.get(category) or f"other-{blake2s(category.encode(), digest_size=8).hexdigest()}"
    return f"indicators/{slug}"


def _numbered(folder: str, page: int) -> str:
    return f"{folder}/index.html" if page == 1 else f"{folder}/page-{page}/index.html"
