"""The service describes itself: SPARQL 1.1 Service Description, VoID and the saved queries as RDF,
made of the published state."""

from server.description.views import blueprint

__all__ = ["blueprint"]
