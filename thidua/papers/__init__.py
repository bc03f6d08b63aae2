"""Issued papers: kind, number, file with its checksum.

Clerks number and keep them; every stage that issues a paper stores it here.
"""
