"""A draft of a checklist, checked before anyone publishes it: its problems, how it differs from the
current edition, and the file itself back with its problems marked in the very cells.

What a stranger sent is read, compared and marked in the confined process that validates
(`server.workers.validating`); only `views` runs in the web process. Nothing is published or kept.
"""
