"""Why a file gives no record."""

from builder.content.characters import visible


class FormError(Exception):
    """A file can't be taken in; the message says what it is and what to do, in one line.

    It holds one of four words, which other programs look for: 空表 (a form nobody filled in),
    不是批复表 (something else), 文件损坏 (can't be opened), 无法辨认 (its cells can't be told apart).
    """

    def __init__(self, message: str) -> None:
        # The name of a file may hold line breaks, and signs that steer a terminal.
        super().__init__(visible(message, len(message) + 1))


class MissingLibraryError(Exception):
    """The library that reads this kind of file isn't installed; the message says how to install it."""

    exit_code = 3
