"""Notices: letters read at a desk before they leave, reminders of what is due, and the daily round that sends both.

Stages word their letters and say what is due; nothing here knows a stage. The reader's own page stands in ``accounts``.
"""
