"""One person's page: posts, ratings, honours, initiatives, roadmap, what is under lock and who opened it.

Everybody reads here what they may see; it writes nothing itself and links to the screens that act.
"""
