import pytest


@pytest.fixture
def wired(monkeypatch):
    """The bytes that a console under test sends to its terminal: its driver is the quiet one, made to write."""
    from textual.drivers.headless_driver import HeadlessDriver

    sent = bytearray()
    monkeypatch.setenv("COLORTERM", "truecolor")  # colours that no text of ours asks for
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setattr(HeadlessDriver, "is_headless", property(lambda self: False))
    monkeypatch.setattr(HeadlessDriver, "write", lambda self, data: sent.extend(data.encode("utf-8", "strict")))
    return sent
