"""A cluster's season: units score themselves, the head and the assessors verify, the cluster ranks.

Officers and cluster heads work here. Hands on to: nominations (who leads the cluster, who met the targets).
"""
