"""Finding things by what people type: one index for search, suggestions, matching and choices.

Each region has a file of its own, built with the snapshot from what the present says of the region
and linked where nothing of that changed; a search reads the files of one snapshot.
"""
