"""The console with every write to a file noted down, for whoever wants to know what stood there between two keys.

`python watched.py NOTES UMASK ARGUMENTS…` runs `callpilot ARGUMENTS…` under the umask (octal); each `os.write` to a
plain file goes into NOTES as one line of hexadecimal digits.
"""

import os
import stat
import sys

_NOTES = os.open(sys.argv[1], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
os.umask(int(sys.argv[2], 8))
_write = os.write


def write(descriptor, data):
    """Note down what goes to a file, and write it."""
    if stat.S_ISREG(os.fstat(descriptor).st_mode):
        _write(_NOTES, bytes(data).hex().encode() + b"\n")
    return _write(descriptor, data)


os.write = write

from callpilot.cli.main import main  # noqa: E402 - only now: the disk takes its functions from `os`

sys.exit(main(sys.argv[3:]))
