"""What every stage stands on: the audit chain, the outbox, the clock, refusals with a reason, the gate, tables, forms.

Nobody works here; everybody passes through.
"""
