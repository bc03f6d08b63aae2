"""Sign-in and sessions.

Everybody who works in the system passes here. Hands on: the signed-in account.
"""
