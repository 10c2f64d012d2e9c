"""``python -m crmcli`` and the ``crm`` program."""

import sys

from crmcli.said import say


def main() -> None:
    """Run the program; ``--version`` answers before anything is imported."""
    if sys.argv[1:] == ["--version"]:
        from crmcli import __version__

        sys.stdout.write(say("crmcli {version}\n", version=__version__))
        return
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
