"""Background jobs: long work that shows progress, can be stopped, and survives the death of its process.

The queue is django-tasks with its database backend; this package adds lease, heartbeat, retry, progress, stopping.
"""
