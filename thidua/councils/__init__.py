"""Councils: sessions with attendance and quorum, secret votes, minutes, outcomes.

Secretaries prepare, members vote, chairs confirm. Hands on to: decisions.
"""
