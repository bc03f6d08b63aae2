"""Decisions: drafted from what the council concluded, signed, numbered, issued.

Deciders sign, clerks number. Hands on to: the register of honours and rewards.
"""
