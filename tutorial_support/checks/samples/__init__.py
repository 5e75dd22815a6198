"""Samples: the models, apps, people and projects that checks bring."""
