"""Reports: what the year adds up to, and what waits for whom.

Everybody who works in the system starts here. Hands on: nothing; it only reads.
"""
