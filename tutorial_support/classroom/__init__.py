"""Classroom: what an instructor needs for a room."""
