"""Rewards: certificates printed by the thousand, each with its check code.

Clerks and accountants work here. Hands on to: conferences, where they are handed over.
"""
