"""The ground floor: text from outside made harmless, faults in files as values, time on disk and on screen."""
