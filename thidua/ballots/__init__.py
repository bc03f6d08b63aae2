"""The sealed ballot box, for cluster meetings and councils alike.

Members cast, two trustees open together, anybody can recount. Hands on: counts per item.
"""
