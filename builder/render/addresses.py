"""Where everything is in the site. An address, once published, never changes."""

from builder.model import Project

DATA = "data/index.html"
DATAPACKAGE = "data/datapackage.json"
DEPARTMENTS_CSV = "data/departments.csv"
FEED = "feed.xml"


def project_address(project: Project) -> str:
    """The address of a project's page."""
    return f"{project.address}index.html"


def year_address(year: object, page: int = 1) -> str:
    """The address of a year's page."""
    return _numbered(f"years/{year}", page)


def departments_address(page: int = 1) -> str:
    """The address of the list of departments."""
    return _numbered("departments", page)


def department_address(slug: str, page: int = 1) -> str:
    """The address of a department's page."""
    return _numbered(f"departments/{slug}", page)


def plain_address(slug: str) -> str:
    """The address of a plain page."""
    return f"pages/{slug}/index.html"


def project_json(project: Project) -> str:
    """The address of a project's data."""
    return f"data/{project.address.rstrip('/')}.json"


def year_json(year: object) -> str:
    """The address of the data of a year's projects."""
    return f"data/years/{year}/projects.json"


def year_csv(year: object, table: str) -> str:
    """The address of a year's table: ``projects``, ``indicators`` or ``corrections``."""
    return f"data/years/{year}/{table}.csv"


def department_json(slug: str) -> str:
    """The address of the data of a department's projects."""
    return f"data/departments/{slug}.json"


def _numbered(folder: str, page: int) -> str:
    return f"{folder}/index.html" if page == 1 else f"{folder}/page-{page}/index.html"
