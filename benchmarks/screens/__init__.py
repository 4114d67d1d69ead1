"""Synthetic screenshots of conversations with their truth, drawn by a real Chromium; every name and number is invented."""
