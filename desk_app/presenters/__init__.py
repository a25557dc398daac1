"""The behaviour of each screen, without Qt."""
