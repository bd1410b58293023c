"""The desk over real requests."""
