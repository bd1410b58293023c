"""Hostile messages, made from a seed, and what must hold of every reply."""
