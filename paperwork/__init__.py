"""The paper: official papers out and the spreadsheets people have in.

Knows nothing of Django or of the work; takes dataclasses, gives bytes.
"""
