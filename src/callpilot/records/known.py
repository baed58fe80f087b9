"""Which version of a procedure an operator has met, and when last (B7, C7)."""

from msgspec import Struct


class Known(Struct, frozen=True, kw_only=True):
    """One version of a procedure that an operator has met. `used_at` and `read_at` are the last stamps; empty: never.

    `sha256` is of the file's bytes, hex; empty where an older version noted the version alone.
    """

    operator: str
    procedure: str
    version: str
    sha256: str = ""
    used_at: str = ""
    read_at: str = ""

    def is_of(self, version: str, sha256: str) -> bool:
        """Tell whether that was the file with this hash; where none was noted, the one of this version."""
        return self.sha256 == sha256 if self.sha256 else self.version == version
