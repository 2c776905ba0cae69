"""What changed between two published editions: found, said, and written as JSON and as a workbook.

`finding.py` makes a `Difference` of two names; `wording.py` says each change as a person would;
`departments.py` sorts changes by the departments they concern; `document.py` and `book.py`
write them for programs and for offices. Nothing here knows the command line or the web.
"""
