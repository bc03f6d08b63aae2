"""The law: facts in, verdicts with reasons and citations out.

Pure Python and numpy. No Django, no database, no clock, no network.
Hands on to: every stage of ``thidua`` that scores, judges or counts.
"""
