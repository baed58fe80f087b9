"""What holds for all tests: how long an example takes says nothing on a busy machine."""

from hypothesis import settings

settings.register_profile("callpilot", deadline=None)
settings.load_profile("callpilot")
