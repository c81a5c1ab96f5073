"""Access: the pages of people: one's own account, sign-in, organisations, the audit log."""
