"""Style sheets, scripts and icons: what the pages ask for beside themselves."""

import re
from hashlib import blake2s
from pathlib import Path

TEMPLATES = Path(__file__).resolve().parents[2] / "site_templates"
"""The templates lie beside the package, in the checkout and where it is installed."""

_STYLE = "assets/css/site.css"
_SUFFIXES = (".js", ".svg", ".png")
_IMPORT = re.compile(rb'(from "\./[a-z-]+\.js)(")')

# A mode is on where the system asks for it, unless the visitor chose another one, and where the visitor chose
# it. Paper is always light. The declarations are written once, in modes/, and used under both selectors.
_MODE = """
@media screen and ({system}) {{ :root{unless} {{ {declarations} }} }}
@media screen {{ :root[data-{mode}="{chosen}"] {{ {declarations} }} }}
"""
_MODES = (
    {
        "file": "dark",
        "mode": "theme",
        "chosen": "dark",
        "system": "prefers-color-scheme: dark",
        "unless": ':not([data-theme="light"])',
    },
    {
        "file": "contrast",
        "mode": "contrast",
        "chosen": "more",
        "system": "prefers-contrast: more",
        "unless": ':not([data-contrast="normal"])',
    },
)


def assets() -> tuple[dict[str, bytes], str]:
    """The files by address, and their mark, which changes with any of their bytes.

    The style sheets are joined into one, in the order of their names. Whoever asks for an asset
    adds the mark (``?v=…``), the modules among each other too: no browser mixes old and new ones.
    """
    files = {_STYLE: _style()}
    for path in sorted((TEMPLATES / "assets").rglob("*")):
        if path.suffix in _SUFFIXES:
            files[path.relative_to(TEMPLATES).as_posix()] = path.read_bytes()
    mark = blake2s(b"".join(files.values()), digest_size=4).hexdigest()
    return {address: _marked(content, mark) for address, content in files.items()}, mark


def _style() -> bytes:
    sheets = [path.read_text("utf-8") for path in sorted(TEMPLATES.glob("assets/css/*.css"))]
    for mode in _MODES:
        declarations = (TEMPLATES / f"assets/css/modes/{mode['file']}.css").read_text("utf-8")
        sheets.append(_MODE.format(declarations=declarations, **mode))
    return "\n".join(sheets).encode()


def _marked(content: bytes, mark: str) -> bytes:
    return _IMPORT.sub(rb"\1?v=" + mark.encode() + rb"\2", content)
