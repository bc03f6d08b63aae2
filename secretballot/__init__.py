"""THE BALLOT: the mathematics of a vote that nobody can open alone. No Django, no database, no clock, no network.

Members encrypt on their own device, proofs show that every choice is one of three, k of n trustees open the sum only.
docs/how-to/secret-ballots.md describes the protocol; docs/trust.md what it protects against whom. The group and every
primitive come from libsodium through PyNaCl; static/js/ballot/ does the same on a browser.
"""
