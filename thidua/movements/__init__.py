"""Movements: launch, reach every unit below, answer, sum up.

Officers and leaders work here. Hands on to: pledges.
"""
