"""Turns product files into a shop: pages with cart forms, and the publication for the functions.

Pelican imports this package in every run, named in PLUGINS or not: importing it does nothing.
"""

from pelican.plugins.pelicart.hooks import register

__all__ = ["register"]
