"""Sentences about behaviour, in the mirror of what they test."""
