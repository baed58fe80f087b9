"""What callpilot promises about speed, measured beside its yardsticks in one run: `make bench`."""

import sys
from pathlib import Path

TREE = Path(__file__).resolve().parent.parent
"""The tree that is measured: the one these files stand in, whatever is installed."""

if str(TREE / "src") not in sys.path:
    sys.path.insert(0, str(TREE / "src"))
