"""Conferences: a movement is launched, pledges are signed, honours handed over, the next head takes the chair.

Officers prepare and record them. Hands on to: the portal, with a drafted article.
"""
