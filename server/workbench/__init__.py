"""The workbench: a place to write queries in, with what helps to write them."""
