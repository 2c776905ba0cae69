"""A document in, a validated edition and its problems out; knows no store and no web."""
