"""When memory is tidied: not while the console opens, which makes much and throws little away."""

import gc


def wait_with_tidying() -> None:
    """Collect no garbage until `tidy_again`: what is made at the start stays as long as the console."""
    gc.disable()


def tidy_again() -> None:
    """Collect garbage as ever; what has been made so far isn't looked through each time."""
    if not gc.isenabled():
        gc.freeze()
        gc.enable()
