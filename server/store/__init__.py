"""The data folder, its snapshots, and the one way of changing them. Knows no Flask."""
