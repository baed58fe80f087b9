"""What an operator does: one function a deed. First the disk, then the state, then the screen."""
