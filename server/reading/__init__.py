"""What pages, interfaces, sheets and downloads read of the graph: shipped queries, each in an `.rq`
file here, asked by `asking.py`, and the things made of their rows: names, entries, provenance."""
