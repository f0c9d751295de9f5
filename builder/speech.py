"""The command line in Chinese: what Typer says of a wrong call, and the frame of its help."""

import re
from typing import Any

from typer.core import TyperCommand, TyperGroup

_HELP = {
    "Usage:": "用法：",
    "Options:": "选项：",
    "Commands:": "命令：",
    "Arguments:": "参数：",
    "[OPTIONS]": "[选项]",
    "COMMAND [ARGS]...": "命令 …",
    "[default: ": "[默认：",
    "Show this message and exit.": "显示这段说明",
    " <str>": "",
    " <list[Path]>": "",
    "…...": "…",
}
_RANGE = re.compile(r"(; )?[0-9]+<=x<=[0-9]+(; )?")
_BRACES = re.compile(r"\{([^{}]+)\}")


def _in_chinese(text: str) -> str:
    for english, chinese in _HELP.items():
        text = text.replace(english, chinese)
    text = _RANGE.sub("", text).replace("[required]", "[必填]").replace("  []", "")
    return _BRACES.sub(r"\1", text)


class Command(TyperCommand):
    """A command whose help is in Chinese."""

    def get_help(self, ctx: Any) -> str:
        """The help, its frame translated."""
        return _in_chinese(super().get_help(ctx))


class Group(TyperGroup):
    """The command group, likewise."""

    def get_help(self, ctx: Any) -> str:
        """The help, its frame translated."""
        return _in_chinese(super().get_help(ctx))


def explained(error: Exception) -> str | None:
    """What is wrong with a call, or None where ``error`` says something else.

    Typer's errors are told apart by name: it has moved them between modules and packages.
    """
    if not hasattr(error, "format_message"):
        return None
    name = type(error).__name__
    said = str(getattr(error, "message", "") or "")
    if name == "NoSuchOption":
        message = f"没有“{getattr(error, 'option_name', '')}”这个选项"
    elif name == "MissingParameter":
        message = f"缺少“{_parameter(error)}”"
    elif name == "BadParameter":
        message = f"“{_parameter(error)}”写得不对：{getattr(getattr(error, 'param', None), 'help', '') or said}"
    elif name == "BadOptionUsage":
        message = f"“{getattr(error, 'option_name', '')}”后面要写内容"
    elif said.startswith("No such command"):
        message = f"没有“{_in_quotes(said)}”这个命令"
    elif said.startswith("Got unexpected extra argument"):
        message = f"多写了内容{said[said.rfind('(') :].rstrip('.')}"
    else:
        message = f"命令写得不对（{said}）"
    return f"{message}。用 gongkai --help 查看用法。"


def _in_quotes(said: str) -> str:
    found = re.search(r"'([^']*)'", said)
    return found[1] if found else ""


def _parameter(error: Exception) -> str:
    parameter = getattr(error, "param", None)
    if parameter is None:
        return str(getattr(error, "param_hint", "") or "")
    return (
        "/".join(parameter.opts) if parameter.param_type_name == "option" else str(parameter.metavar or parameter.name)
    )
