"""The version of the software, as its package metadata says."""

from importlib.metadata import version

VERSION = version("lifematters")
