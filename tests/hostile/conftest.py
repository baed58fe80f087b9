import pytest


@pytest.fixture
def wired(monkeypatch):
    """The bytes that a console under test sends to its terminal: its driver is the quiet one, made to write."""
    from textual.drivers.headless_driver import HeadlessDriver

    sent = bytearray()
    monkeypatch.setattr(HeadlessDriver, "is_headless", property(lambda self: False))
    monkeypatch.setattr(HeadlessDriver, "write", lambda self, data: sent.extend(data.encode("utf-8", "strict")))
    return sent
