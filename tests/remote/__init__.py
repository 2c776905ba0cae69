"""The same tests on engines elsewhere, and what is particular to them."""
