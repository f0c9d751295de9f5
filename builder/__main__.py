"""``gongkai``, and ``python -m builder``."""

import gc
import signal
import sys

_RARELY = (100_000, 20, 20)
"""Nearly all that is made stays, so that to look for what could go took a seventh of the time of a build."""


def main() -> None:
    """Run a command. Loading the program takes half a second, in which somebody may press Ctrl-C."""
    gc.set_threshold(*_RARELY)
    for name in ("SIGTERM", "SIGHUP"):
        # Whoever ends the program, or closes its window, stops it as Ctrl-C does; nohup has it go on.
        if (known := getattr(signal, name, None)) and signal.getsignal(known) is signal.SIG_DFL:
            signal.signal(known, signal.default_int_handler)
    try:
        from builder import again, streams

        streams.prepare()
        try:
            is_done = again.answered(sys.argv[1:])
        except OSError as error:
            print(streams.refused(error), file=sys.stderr)
            sys.exit(3)
        if not is_done:
            from builder.cli import main as run

            run()
    except KeyboardInterrupt:
        print("已停止，原来的网站没有改动。", file=sys.stderr)
        sys.exit(130)


if __name__ == "__main__":
    main()
