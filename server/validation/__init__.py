"""`POST /validate`: a document or RDF in, the report on it out, nothing published.

What a stranger sent is read, built and validated in a process of its own
(`server.workers.validating`);
only `upload` and `views` run in the web process.
"""
