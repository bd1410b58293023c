"""Plain Rasa as its documentation shows it: default configuration, custom action, action server, SQLite tracker store."""
