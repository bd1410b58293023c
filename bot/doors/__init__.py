"""Who may come in, how often, and what a browser may do with what goes out."""
