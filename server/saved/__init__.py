"""Saved queries: `.rq` files with a header, typed parameters bound as RDF terms, tables out."""
