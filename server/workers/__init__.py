"""Killable worker processes: nothing that a stranger wrote is evaluated in the web process."""
