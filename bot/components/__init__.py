"""The parts of the Rasa pipeline that Wegwijs brings: language, tokens, concepts, intent."""
