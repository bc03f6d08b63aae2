"""The rival: five chained awards of the 2022 law as a small OpenFisca country package, booleans only.

Runs in its own environment (``requirements.txt``); nothing of the product imports it.
"""
