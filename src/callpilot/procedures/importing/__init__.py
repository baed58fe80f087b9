"""Documents that people wrote, made into procedures that the console can run (E8). Nothing is dropped silently."""
