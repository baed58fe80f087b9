"""callpilot: one terminal program for people who answer calls for a living."""

__version__ = "0.1.0"
