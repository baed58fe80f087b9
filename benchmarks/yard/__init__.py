"""What the console is measured beside: the least that a Textual program can be."""
