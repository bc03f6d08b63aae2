"""Commands that move the whole house: seed, year, daily, outbox, audit check, back-up.

Stands left of every stage and may use all of them; nothing imports it.
"""
