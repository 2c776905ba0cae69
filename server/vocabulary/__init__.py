"""The vocabulary and the rules as documents: `/ns`, `/ns/context.jsonld`, `/shapes`."""

from server.vocabulary.documents import blueprint

__all__ = ["blueprint"]
