"""The way back to paper: a published edition as Word and Excel, in the layout of the original."""
