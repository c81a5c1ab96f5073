"""People: organisations, their people with roles, invitations, sign-in."""
