"""Therapy used, receipts and the audit trail: what outlives a run."""
