"""People and their dated posts.

Officers keep them up to date. Hands on to every stage: who works where, as what.
"""
