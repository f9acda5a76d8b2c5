"""Prices a cart for a destination: shipping zones, taxes, and the one rounding rule."""
