"""`/openapi.json`: every interface of the service as one OpenAPI 3.1 document, and `/openapi`, the
same for people.

Each interface has a module here that states its operations; `document.INTERFACES` lists them. A
new one is a module with an `INTERFACE` and a line there. What they say is held against the routes
of the application (`tests/server/test_openapi.py`) and against a server that is asked all of it
(`tests/protocol/test_interfaces.py`).
"""

from server.openapi.views import blueprint

__all__ = ["blueprint"]
