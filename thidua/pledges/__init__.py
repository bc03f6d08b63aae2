"""Registration of titles and pledges that live through the year.

Officers register and enter progress, heads sign. Hands on to: scoring (targets and what was achieved).
"""
