"""The parts of the Rasa pipeline that Wegwijs brings: language, tokens, concepts, intent."""

from bot.lean import leave_out_tensorflow

leave_out_tensorflow()  # before the first part imports Rasa's
