"""One and the same checklist in every form an office has it in: for tests of the readers."""
