"""Workspace: the learner's folder `work/`, and the commands that look after it."""
