"""What the site decides: settings, accounts, lines and the reading of numbers. TOML in, typed values out."""
