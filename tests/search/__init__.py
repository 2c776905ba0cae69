"""Search: complete, near to how people speak, the same wherever it is asked."""
