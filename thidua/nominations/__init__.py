"""Dossiers: built from the records, judged against the law, sent, appraised.

Officers nominate, appraisers appraise. Hands on to: councils and decisions.
"""
