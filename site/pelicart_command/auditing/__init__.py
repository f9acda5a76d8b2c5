"""The invariants of the table, held against everything in it. Nothing is changed."""
