"""Answers of saved queries written row by row, in a worker: files that are whole to the last row
and never in memory, and the part of an answer that a page shows. Knows neither store nor web."""
