"""Spreadsheets people hand in: read, matched, checked row by row, written by the stages' own acts, taken back whole.

Officers of a unit work here. Hands on to nobody: what was imported belongs to its stage.
"""
