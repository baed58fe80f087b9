"""The console's screens: one a file, its style beside it."""
