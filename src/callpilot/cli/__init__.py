"""The command line: one module a command, loaded when its command runs and not before."""
