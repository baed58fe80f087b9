"""What comes out: the call log, one record in full, the handover; each for people and for programs."""
