"""The change log of what is published, and the feed that is cut from it: Atom, and the same events
as a Linked Data Event Stream."""
