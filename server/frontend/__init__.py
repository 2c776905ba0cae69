"""Our scripts and how they are built; see README.md. No part of the installed package."""
