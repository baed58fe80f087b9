"""What happened: calls, messages, escalations, incidents, shifts. Typed, frozen and pure; a change makes a new one."""
