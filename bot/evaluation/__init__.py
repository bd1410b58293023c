"""How well people are understood: labelled messages, what became of them, and the report."""
