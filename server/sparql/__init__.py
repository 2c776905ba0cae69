"""The SPARQL 1.1 endpoint: protocol, limits before evaluation, and its problems."""
