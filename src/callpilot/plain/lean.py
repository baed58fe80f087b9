"""The library of records, loaded without what it only looks whether it is there."""

import sys

_LOOKED_FOR = "typing_extensions"


def load_msgspec() -> None:
    """Load msgspec for a command. It takes from `typing_extensions` what every Python since 3.11 has in `typing`, and
    does without where that isn't installed; loading it takes longer than msgspec itself.
    """
    if _LOOKED_FOR in sys.modules or "msgspec" in sys.modules:
        return
    sys.modules[_LOOKED_FOR] = None  # pyright: ignore[reportArgumentType]  as Python says that there is no such module
    try:
        import msgspec  # noqa: F401  # pyright: ignore[reportUnusedImport]
    except ImportError:
        pass  # a msgspec that can't do without: whoever needs it loads it
    finally:
        del sys.modules[_LOOKED_FOR]
