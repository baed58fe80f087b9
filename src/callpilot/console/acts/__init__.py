"""What each deed does on this desk and these screens, one file a part of the work; methods bear the deeds' ids."""
