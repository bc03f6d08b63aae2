"""What is on record about people and units: ratings, absences, discipline, initiatives, judgements given by leaders.

Officers enter it; dossiers read it.
"""
