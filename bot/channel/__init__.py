"""How people reach the assistant: the REST channel and the chat page."""
