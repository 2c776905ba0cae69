"""The saved queries that come with the software: a folder for each theme, a file for each query."""
