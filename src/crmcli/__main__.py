"""``python -m crmcli`` and the ``crm`` program."""

import sys


def main() -> None:
    """Run the program; ``--version`` answers before anything is imported."""
    if sys.argv[1:] == ["--version"]:
        from crmcli import __version__

        sys.stdout.write(f"crmcli {__version__}\n")
        return
    from crmcli.cli import root
    from crmcli.lazy import run

    sys.exit(run(sys.argv[1:], root))


if __name__ == "__main__":
    main()
