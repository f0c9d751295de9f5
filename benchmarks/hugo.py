"""A peer: the same records by Hugo, with Pagefind's own build for Chinese over its pages.

It makes a page for each project, tables by department and by year, a page for each, and the search. It makes no
downloads, no comparison of years, no pages by indicator, no feed, and looks nothing over before it is published.
"""

import json
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

import pagefind_bin_extended
import yaml

_CONFIG = {
    "baseURL": "https://example.org/",
    "languageCode": "zh-CN",
    "title": "示例市绩效目标公开",
    "disableKinds": ["RSS", "sitemap", "section"],
    "taxonomies": {"year": "years", "department": "departments"},
    "pagination": {"pagerSize": 100},
    "relativeURLs": True,
}
_LAYOUTS = {
    "_default/baseof.html": """<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{ .Title }} - {{ site.Title }}</title><meta name="description" content="{{ .Title }}的绩效目标批复">
<link rel="stylesheet" href="{{ "site.css" | relURL }}"></head>
<body><header><a href="{{ "/" | relURL }}">{{ site.Title }}</a>
<nav><ul><li><a href="{{ "years/" | relURL }}">按年度</a></li><li><a href="{{ "departments/" | relURL }}">按单位</a></li></ul></nav>
</header><main>{{ block "main" . }}{{ end }}</main><footer>{{ site.Title }}</footer></body></html>
""",
    "_default/single.html": """{{ define "main" }}<article><h1>{{ .Title }}</h1>{{ with .Params.record }}
<dl>{{ range $key := slice "预算年度" "项目名称" "项目编码" "项目类型" "项目等级" "主管部门" "用款单位" "预算金额" }}
{{ with index $.Params.record $key }}<div><dt>{{ $key }}</dt><dd>{{ . }}</dd></div>{{ end }}{{ end }}</dl>
{{ range $key, $text := index . "总体绩效目标" }}<h2>{{ $key }}</h2>{{ range split $text "\\n" }}<p>{{ . }}</p>{{ end }}{{ end }}
<table><caption>绩效指标</caption><thead><tr><th scope="col">一级指标</th><th scope="col">二级指标</th><th scope="col">三级指标</th>
<th scope="col">实施周期指标值</th><th scope="col">当年度指标值</th></tr></thead><tbody>
{{ range $first := $.Params.levels }}{{ range $second := $first.below }}{{ range $row := $second.rows }}<tr id="{{ $row.id }}">
<td>{{ $first.name }}</td><td>{{ $second.name }}</td><td>{{ $row.name }}</td><td>{{ $row.period }}</td><td>{{ $row.annual }}</td></tr>
{{ end }}{{ end }}{{ end }}</tbody></table>
{{ with index . "批复" }}<h2>批复</h2>{{ range $key, $text := . }}<p>{{ $key }}：{{ $text }}</p>{{ end }}{{ end }}{{ end }}</article>{{ end }}
""",
    "_default/list.html": """{{ define "main" }}<h1>{{ .Title }}</h1><table><thead><tr><th scope="col">项目</th><th scope="col">用款单位</th>
<th scope="col">年度</th><th scope="col">预算金额</th></tr></thead><tbody>{{ $pages := .Paginate .RegularPagesRecursive }}
{{ range $pages.Pages }}<tr><td><a href="{{ .RelPermalink }}">{{ .Title }}</a></td><td>{{ index .Params.record "用款单位" }}</td>
<td>{{ index .Params.record "预算年度" }}</td><td>{{ index .Params.record "预算金额" }}</td></tr>{{ end }}</tbody></table>
{{ template "_internal/pagination.html" . }}{{ end }}
""",
    "_default/terms.html": """{{ define "main" }}<h1>{{ .Title }}</h1><table><tbody>{{ range .Pages }}
<tr><td><a href="{{ .RelPermalink }}">{{ .Title }}</a></td><td>{{ len .Pages }}</td></tr>{{ end }}</tbody></table>{{ end }}
""",
    "index.html": """{{ define "main" }}<h1>{{ site.Title }}</h1><ul>{{ range first 12 site.RegularPages }}
<li><a href="{{ .RelPermalink }}">{{ .Title }}</a></li>{{ end }}</ul>{{ end }}
""",
}


def prepare(content: Path, folder: Path) -> None:
    """Write a content folder of ours as a site of Hugo."""
    for name, text in _LAYOUTS.items():
        path = folder / "layouts" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    (folder / "static").mkdir(parents=True)
    (folder / "static/site.css").write_text("body { font-family: sans-serif }\n", "utf-8")
    (folder / "hugo.json").write_text(json.dumps(_CONFIG), "utf-8")
    for record in sorted((content / "projects").rglob("*.yaml")):
        write(content, record, folder)


def write(content: Path, record: Path, folder: Path) -> None:
    """Write one record as a page of Hugo."""
    tree = yaml.load(record.read_text("utf-8"), Loader=yaml.CBaseLoader)  # noqa: S506 - texts only
    levels = [
        {"name": first, "below": [{"name": second, "rows": list(map(_row, rows))} for second, rows in below.items()]}
        for first, below in tree.pop("绩效指标").items()
    ]
    head = {
        "title": f"{tree['项目名称']}（{tree['预算年度']}年度，{tree['用款单位']}）",
        "years": [tree["预算年度"]],
        "departments": [tree["用款单位"]],
        "record": tree,
        "levels": levels,
    }
    path = folder / "content" / record.relative_to(content).with_suffix(".md")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(head, ensure_ascii=False), "utf-8")


def _row(row: dict[str, str]) -> dict[str, str]:
    name = row["三级指标"]
    return {"id": name, "name": name, "period": row.get("实施周期指标值", ""), "annual": row.get("当年度指标值", "")}


def commands(folder: Path, output: Path) -> Sequence[Sequence[str]]:
    """What builds it: pages and indexes, then the search."""
    shutil.rmtree(output, ignore_errors=True)
    hugo = str(Path(sys.executable).with_name("hugo"))
    pagefind = str(pagefind_bin_extended.get_executable())
    return (
        [hugo, "--source", str(folder), "--destination", str(output), "--quiet", "--cacheDir", str(folder / "cache")],
        [pagefind, "--site", str(output), "--glob", "projects/**/*.html", "--root-selector", "article", "--silent"],
    )
