"""The Reconciliation Service API 0.2 (https://reconciliation-api.github.io/specs/0.2/): matching a
column of names with things that are published, from OpenRefine and programs like it."""
