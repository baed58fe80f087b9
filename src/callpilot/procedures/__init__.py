"""SOPs as values: read from TOML, checked, chosen for a call, run in it. Pure but for reading files."""
