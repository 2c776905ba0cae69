"""What was said of a thing before: the page of its history, its state in an edition, and mementos
(RFC 7089)."""
