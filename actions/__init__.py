"""What the assistant does when asked. Imports `knowledge` and `rasa_sdk`, never `rasa`, never `bot`."""
