"""Calls coming in: the ring inbox that other programs fill, and the rings that wait to be answered."""
