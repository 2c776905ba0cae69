"""Charts of tables as plain data: what Apache ECharts draws, settled here to the last position, so
that the same table is the same picture every time. The table is the data; a chart is a view of it.

Nothing here knows Flask, a store or a query: what is wished (`chart`) of which table (`data`) comes
to a figure (`drawing`), or to none where a picture would not help.
"""
