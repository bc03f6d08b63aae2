"""Units over time, clusters, people and their posts, roles.

Officers keep it up to date. Hands on to every stage: who is who, where, and who may see what.
"""
