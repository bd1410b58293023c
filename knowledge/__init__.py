"""What Wegwijs knows and how it says it: content, store, hours, wording. Imports no Rasa, opens no socket."""
