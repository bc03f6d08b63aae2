"""The studio of scoring tables: drafted, imported, edited as a tree, tried with invented numbers, frozen (S2).

Officers of the issuing unit and cluster heads work here. Hands on to: scoring (a season opens from a frozen table).
"""
