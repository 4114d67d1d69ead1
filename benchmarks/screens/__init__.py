"""Synthetic screenshots of conversations with their truth, drawn by a real Chromium; all in them is invented."""
