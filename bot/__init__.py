"""How Wegwijs runs and how people reach it. The only room that imports Rasa."""
