"""`/api/`: all that is published, for engineers who know JSON and Excel and not RDF."""
