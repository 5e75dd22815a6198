"""Samples: the models, apps, members and projects that checks bring."""
