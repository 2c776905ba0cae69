"""SHACL shapes of the published graph, and the validation that runs them."""
