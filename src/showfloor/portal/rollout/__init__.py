"""Rollout: plans compared, approved and released; installations marked; calendars of both."""
