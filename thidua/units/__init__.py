"""Units over time, clusters, roles; the administrative units of the whole country as shipped data.

Officers keep it up to date. Hands on to every stage: who is who, where, and who may see what.
"""
