"""Raised and lowered letters → characters that stay so in any text: 10² isn't 102."""

_RAISED = str.maketrans("0123456789+-=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ")
_LOWERED = str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")


def raised(text: str) -> str:
    """A raised text, as far as there are such characters."""
    return text.translate(_RAISED)


def lowered(text: str) -> str:
    """A lowered text (CO₂), as far as there are such characters."""
    return text.translate(_LOWERED)
