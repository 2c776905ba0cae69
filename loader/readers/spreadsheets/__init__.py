"""Workbooks: .xlsx (`excel.py`) and .xls (`xls.py`), and what both share: a sheet as a table, and
values as a person sees them."""
