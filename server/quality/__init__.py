"""What the rules find, as people work through it: in groups, as a workbook, as data."""
