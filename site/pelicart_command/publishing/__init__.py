"""Publishing a deployed shop: what a build made, or an earlier release, into table and buckets.

A release is all that was published at one time, by content: `blobs/<sha256>` and a list of them in
the bucket of releases. Publishing makes one and brings it; a rollback brings an earlier one. What
is brought stands in the table's item `PUBLISHED`, which also names what was begun and not finished:
with it, a run that was stopped anywhere is made good by the next, of whatever release that is.
"""
