"""``python -m crmcli`` and the ``crm`` program."""

import sys


def _show(text: str) -> int:
    """Write a line; a standard output that is closed, or ends early, is no failure, a full disk is one."""
    try:
        if sys.stdout is not None:
            sys.stdout.write(text)
            sys.stdout.flush()
    except OSError as error:
        import os

        # What is left in the buffer goes nowhere, and not into the same error again at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        if isinstance(error, BrokenPipeError):
            return 0
        sys.stderr.write(f"crm: the output can't be written: {str(error.strerror).lower()}\n")
        return 1
    return 0


def main() -> None:
    """Run the program; ``--version`` answers before anything is imported."""
    if sys.argv[1:] == ["--version"]:
        from crmcli import __version__

        sys.exit(_show(f"crmcli {__version__}\n"))
    import gc

    # A command makes little garbage: collecting while modules load, and at the end, is wasted.
    gc.set_threshold(50_000, 20, 20)
    try:
        from crmcli.cli import root
        from crmcli.lazy import run

        code = run(sys.argv[1:], root)
    except KeyboardInterrupt:  # before or after the command itself
        code = 130
    gc.freeze()
    sys.exit(code)


if __name__ == "__main__":
    main()
