"""News: announcements with photos, their feeds, readers' comments, and the stores with areas."""
