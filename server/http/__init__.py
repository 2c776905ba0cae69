"""HTTP in front of Flask: entity tags, the cache of answers, content codings, the headers that
every answer has."""
