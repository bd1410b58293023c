"""`wegwijs bench`: plain Rasa and Wegwijs on the same sentences and the same machine, one after the other."""
