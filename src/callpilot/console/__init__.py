"""What an operator sees: the only room that knows Textual."""
