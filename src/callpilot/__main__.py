"""What the `callpilot` command and `python -m callpilot` start."""

import sys


def main() -> int:
    """Run the command line with the process's own arguments and return its exit status."""
    from callpilot.cli.main import main as run

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
