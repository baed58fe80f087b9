"""The console's widgets: one public widget a file; data comes down, messages go up."""
