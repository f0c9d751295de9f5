"""The commands. Results go to stdout, talk to stderr.

What a command needs is loaded where it needs it: most of it takes longer to load than a build that has nothing to do.

Exit codes: 0 done · 1 the content has errors · 2 the call is wrong · 3 the machine lacks something.
"""

import json
import sys
import traceback
from contextlib import AbstractContextManager, nullcontext
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from builder import __version__, again, publish, streams
from builder.build import build as build_site
from builder.cache import cache_folder
from builder.progress import Watch
from builder.speech import Command, Group, explained

app = typer.Typer(cls=Group, add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
_talk = Console(stderr=True, highlight=False, soft_wrap=True)

ContentFolder = Annotated[Path, typer.Option("--content", metavar="文件夹", help="内容文件夹")]
OutputFolder = Annotated[Path, typer.Option("--output", metavar="文件夹", help="网站生成到哪里")]


_STOPPED = 130
"""What Typer gives back after Ctrl-C."""


class Format(StrEnum):
    """How problems are printed."""

    TEXT = "text"
    JSON = "json"


def main() -> None:
    """Run a command and leave with its exit code; what can be foreseen is told in a sentence.

    Raises KeyboardInterrupt where the user stopped it.
    """
    streams.prepare()
    try:
        code = app(standalone_mode=False)
        sys.stdout.flush()
    except typer.Abort:
        code = _STOPPED
    except OSError as error:
        code = _failed(streams.refused(error), 3)
    except Exception as error:
        message = explained(error)
        if message is None and (foreseen := streams.exit_code(error)) is not None:
            code = _failed(str(error), foreseen)
        elif message is None:
            # A defect of ours: whoever mends it needs the whole story.
            traceback.print_exc()
            message = "程序出了意外的错误，没有完成。请把上面的内容发给程序的维护者；原来的网站没有改动。"
            code = _failed(message, 3)
        else:
            code = _failed(message, 2)
    if code == _STOPPED:
        raise KeyboardInterrupt
    sys.exit(code if isinstance(code, int) else 0)


def _failed(message: str, code: int) -> int:
    _talk.print(message, markup=False)
    return code


@app.callback(invoke_without_command=True)
def _root(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="显示版本")] = False,
) -> None:
    """公开：把绩效目标批复表的记录变成可搜索的静态公开网站。"""
    if version:
        print(f"gongkai {__version__}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        print(context.get_help())


@app.command(cls=Command)
def build(
    content_folder: ContentFolder = Path("content"),
    output: OutputFolder = Path("output"),
    base_url: Annotated[
        str | None, typer.Option("--base-url", metavar="网址", help="网站首页的完整地址，代替 site.yaml 里的网址")
    ] = None,
    jobs: Annotated[
        int | None,
        typer.Option("--jobs", min=1, max=256, metavar="个数", help="同时用几个处理器，1 到 256；不写时全部用上"),
    ] = None,
    cluster: Annotated[
        str | None,
        typer.Option("--cluster", metavar="地址", help="让 Dask 集群的各台机器一起做，例如 tcp://10.0.0.1:8786"),
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="有警告，或缺少正式发布要有的内容时，也不生成")] = False,
) -> int:
    """检查内容，生成网站。有错误时不动原来的网站。"""
    with Watch(_talk) as watch:
        try:
            built = build_site(
                content_folder, output, watch, base_url=base_url, strict=strict, jobs=jobs, cluster=cluster
            )
        except publish.AlreadyOut as stopped:
            sys.exit(_failed(str(stopped), _STOPPED))
        sys.stderr.write(built.told)
        if built.published is None:
            return _failed(f"{built.counted}没有生成网站，{output} 没有改动。", 1)
        watch.summary()
    done = built.published
    if done.rescued:
        kept = publish.shelter(output)
        _talk.print(f"{output} 里有不是程序生成的文件，已移到 {kept}：{'、'.join(done.rescued)}", markup=False)
    print(built.result(output))
    if cluster is None:
        again.remember(sys.argv[1:], content_folder, output, base_url, strict)
    return 0


@app.command(cls=Command)
def package(
    output: Annotated[Path, typer.Option("--output", metavar="文件夹", help="gongkai build 生成的网站")] = Path(
        "output"
    ),
    since: Annotated[
        Path | None,
        typer.Option(
            "--since",
            metavar="文件",
            help="只打包有变化的：网站上现有的 SHA256SUMS，或上次上传的压缩包；列出要删除的文件",
        ),
    ] = None,
    to: Annotated[
        Path | None, typer.Option("--to", metavar="文件夹", help="压缩包写到哪里；不写时放在网站文件夹旁边")
    ] = None,
) -> None:
    """把生成的网站打包成上传用的压缩包，附上传说明。公布过的地址会消失时不打包。"""
    from builder.publish.earlier import shown
    from builder.publish.package import package, told

    with Watch(_talk) as watch:
        done = package(output, since, to, watched=lambda addresses: watch.phase("打包", addresses))
        watch.summary()
    if done.strays:
        strange = "、".join(map(shown, done.strays[:10]))
        _talk.print(f"{output} 里有 {len(done.strays)} 个不是程序生成的文件，没有打包：{strange}", markup=False)
    for line in told(done):
        print(line)


@app.command(cls=Command)
def check(
    content_folder: ContentFolder = Path("content"),
    output_format: Annotated[Format, typer.Option("--format", help="text 给人看，json 给程序用")] = Format.TEXT,
    strict: Annotated[
        bool, typer.Option("--strict", help="有警告也算不通过；发布前还缺什么，用 build --strict 查")
    ] = False,
) -> int:
    """只检查内容，不生成网站。"""
    from builder import content

    loaded = content.load(content_folder)
    if output_format is Format.JSON:
        print(json.dumps([problem.as_json() for problem in loaded.problems], ensure_ascii=False, indent=2))
    else:
        sys.stdout.write(content.told(loaded.problems))
    _talk.print(content.counted(loaded.problems, loaded.records))
    return 1 if content.are_stopping(loaded.problems, strict=strict) else 0


@app.command(name="serve", cls=Command)
def serve_command(
    content_folder: ContentFolder = Path("content"),
    port: Annotated[
        int, typer.Option("--port", min=0, max=65535, metavar="端口", help="网址里的端口，0 到 65535")
    ] = 8000,
) -> None:
    """在本机预览网站；内容改动后自动更新。按 Ctrl+C 停止。"""
    from builder.serve import serve

    serve(content_folder, port, _talk)


@app.command(cls=Command)
def new(
    name: Annotated[str, typer.Argument(metavar="项目名称", help="项目名称，例如 工会活动")],
    year: Annotated[
        int, typer.Option("--year", min=1900, max=2099, metavar="年度", help="预算年度，1900 到 2099，例如 2024")
    ],
    slug: Annotated[str | None, typer.Option("--slug", metavar="代号", help="网址里的名称；不写时用拼音")] = None,
    content_folder: ContentFolder = Path("content"),
) -> None:
    """生成一份带说明的空白记录。已有的文件不会被覆盖。"""
    from builder.content import new_record

    print(new_record(content_folder, name, year, slug))
    _talk.print("请用文本编辑器打开，照原表填写；填完运行 gongkai check 检查。")


@app.command(name="import", cls=Command)
def import_command(
    files: Annotated[
        # Whether a file may be read is asked where it is read, which says how to mend it.
        list[Path],
        typer.Argument(
            readable=False,
            metavar="文件…",
            help="批复表：.xlsx .xls .docx .html .pdf .txt .csv，可以写多个",
        ),
    ],
    content_folder: Annotated[
        Path | None, typer.Option("--content", metavar="文件夹", help="内容文件夹，默认是 content")
    ] = None,
    slug: Annotated[str | None, typer.Option("--slug", metavar="代号", help="网址里的名称；不写时用拼音")] = None,
    year: Annotated[
        int | None,
        typer.Option(
            "--year",
            min=1900,
            max=2099,
            metavar="年度",
            help="表上没有写预算年度时，在这里指明，1900 到 2099，例如 2024",
        ),
    ] = None,
    report_file: Annotated[
        Path | None, typer.Option("--report", metavar="文件", help="另外写一个网页，照原表说明每一格到哪里去了")
    ] = None,
) -> int:
    """把收到的批复表读成记录。已有的记录不会被覆盖；没有录入的内容逐项列出。"""
    from builder.content import slug_problem
    from builder.forms.errors import FormError
    from builder.forms.importing import import_file
    from builder.forms.report import of_imported, of_refused, report, report_trouble
    from builder.forms.told import told

    if slug is not None and len(files) > 1:
        return _failed("--slug 只能用于一个文件；去掉 --slug，或一次只读一个文件", 2)
    if slug is not None and (trouble := slug_problem(slug)):
        return _failed(f"--slug：{trouble[1]}；{trouble[2]}", 2)
    if report_file and (why := report_trouble(report_file, files)):
        return _failed(f"--report：{why}", 2)
    folder = content_folder or Path("content")
    if why := _no_place(folder, is_named=content_folder is not None):
        return _failed(why, 2)
    done, shown, written = True, [], 0
    for file in files:
        try:
            with _alone(folder):
                imported = import_file(file, folder, slug, year)
        except FormError as error:
            _talk.print(str(error), markup=False)
            shown.append(of_refused(file.name, str(error)))
            done = False
            continue
        for line in told(imported):
            print(line)
        shown.append(of_imported(imported))
        done &= imported.is_done
        written += sum(one.is_new for one in imported.taken)
    if report_file:
        report_file.write_text(report(shown), encoding="utf-8", errors="backslashreplace", newline="\n")
        _talk.print(f"读表报告：{report_file}", markup=False)
    if written:
        _talk.print(f"录入了 {written} 份记录。请对照原表核对，再运行 gongkai check 检查。")
    return 0 if done else 1


def _alone(folder: Path) -> AbstractContextManager[None]:
    """No second import writes into a content folder at the same time: each would add its departments to the old list."""
    if not folder.is_dir():
        return nullcontext()
    return publish.exclusive(folder / "departments.yaml", "--content", "另一个 gongkai import 正在写这个内容文件夹")


def _no_place(folder: Path, *, is_named: bool) -> str | None:
    """Why records can't be put into a content folder; one that somebody named may be made."""
    if folder.exists() and not folder.is_dir():
        return f"--content：{folder} 是文件，不是文件夹；写内容文件夹的名称"
    if not is_named and not folder.is_dir():
        return "这里没有 content 文件夹；在项目的文件夹里运行，或用 --content 指出内容文件夹"
    return None


@app.command(cls=Command)
def verify(
    url: Annotated[str, typer.Argument(metavar="网址", help="网站首页的完整地址，例如 https://example.gov.cn/zgh/")],
    output: Annotated[Path, typer.Option("--output", metavar="文件夹", help="生成的网站在哪里")] = Path("output"),
    jobs: Annotated[int, typer.Option("--jobs", min=1, max=32, metavar="个数", help="同时取几个文件，1 到 32")] = 8,
) -> int:
    """上传以后，核对网站上的每个文件与生成的是否一致，说明哪里不对、为什么。"""
    from builder.publish.verify import verify as compare

    publish.repair(output)
    with Watch(_talk) as watch:
        try:
            report = compare(url, output, cache_folder(), watch.phase, jobs)
        except KeyboardInterrupt:
            _talk.print("核对到一半停下了。一小时内再运行一次，会接着核对。")
            raise
    if report.taken_over:
        _talk.print(f"其中 {report.taken_over} 个文件一小时内核对过，没有重新取。")
    if report.retried:
        _talk.print(f"有 {report.retried} 次请求没有成功，重试过：主机不稳定，或者网络不好。")
    for line in report.lines():
        print(line)
    if report.stopped:
        return _failed(f"{report.stopped}稍后再运行一次，会接着核对。", 3)
    return 0 if report.is_right else 1


@app.command(cls=Command)
def schema() -> None:
    """输出记录格式的 JSON Schema，供编辑器使用。"""
    from builder.content import record_schema

    print(json.dumps(record_schema(), ensure_ascii=False, indent=2))
