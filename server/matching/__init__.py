"""`/match`: a column of names or codes, and for each the things of the graph that may be meant; a
clerk confirms, and takes away a table with URIs.

`table.py` reads what was uploaded, in the confined process; `column.py` finds the column;
`state.py` carries what was decided from page to page; `views.py` shows it. Nothing is kept on the
server.
"""
