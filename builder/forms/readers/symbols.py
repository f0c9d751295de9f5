"""Signs that Word writes as a place in a font of signs: what is seen is ≥, what is stored is F0B3 of Symbol.

The same place is another sign in another font: F0A3 is ≤ in Symbol and an empty box in Wingdings 2.
"""

UNKNOWN = "\ufffd"
"""Stands for a sign that isn't known, so that nobody takes it for another."""

_SYMBOL = dict(zip(range(0x20, 0x7F), map(chr, range(0x20, 0x7F)), strict=True)) | {
    0x2D: "−",
    0x44: "Δ",
    0x53: "Σ",
    0x57: "Ω",
    0x61: "α",
    0x62: "β",
    0x6D: "μ",
    0x70: "π",
    0xA2: "′",
    0xA3: "≤",
    0xA5: "∞",
    0xAC: "←",
    0xAE: "→",
    0xB0: "°",
    0xB1: "±",
    0xB2: "″",
    0xB3: "≥",
    0xB4: "×",
    0xB7: "•",
    0xB8: "÷",
    0xB9: "≠",
    0xBB: "≈",
    0xBC: "…",
    0xE5: "Σ",
}
# Its other letters are Greek and rare; digits and most marks are what they are in ASCII.
_SYMBOL = {code: sign for code, sign in _SYMBOL.items() if not (sign.isascii() and sign.isalpha())}
_WINGDINGS = {
    0x6C: "●",
    0x6E: "■",
    0x6F: "□",
    0x71: "□",
    0x72: "□",
    0x9F: "•",
    0xA7: "▪",
    0xA8: "□",
    0xDF: "←",
    0xE0: "→",
    0xE8: "→",
    0xFB: "×",
    0xFC: "√",
    0xFD: "☒",
    0xFE: "☑",
}
_WINGDINGS_2 = {0x4F: "×", 0x50: "√", 0x51: "☒", 0x52: "☑", 0x53: "☒", 0x54: "☒", 0xA3: "□"}
_FONTS = {"symbol": _SYMBOL, "wingdings": _WINGDINGS, "wingdings 2": _WINGDINGS_2}


def sign(font: str, code: str) -> str:
    """The sign at a place (four hexadecimal digits) of a font; UNKNOWN where we don't know it."""
    try:
        place = int(code, 16)
    except ValueError:
        return UNKNOWN
    signs = _FONTS.get(font.strip().lower())
    if signs is None:
        # A font of letters: the place is the letter's own, unless it is one for private use.
        return chr(place) if 0x20 <= place < 0xD800 else UNKNOWN
    return signs.get(place & 0xFF, UNKNOWN)
