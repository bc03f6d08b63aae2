"""The reading room of the law: what the work asks the rulebook for, in words for the screen.

Everybody reads here. Hands on: names of awards.
"""
