"""The workspace of a cluster or bloc (cụm, khối thi đua) through the years: members, head, rules, plan, meetings, papers.

The organiser's officer forms it; the head's and deputies' people keep it. Hands on to: scoring and conferences, which ask
who is in it and who heads it (requirement S1).
"""
