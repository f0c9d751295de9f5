"""What a host says, made harmless: a terminal obeys control characters, and a reader doesn't see them."""


def visible(text: str, width: int) -> str:
    """One line of at most ``width`` characters that is safe to print."""
    shown = "".join(char if char.isprintable() else "�" for char in text[: width + 1])
    return shown if len(text) <= width else shown[: width - 1] + "…"
