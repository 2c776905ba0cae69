"""Seeded defects: what is found when one thing is wrong, and nothing else."""
