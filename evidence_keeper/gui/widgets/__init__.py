"""Pieces that both faces are built of. Each takes the window's Look and paints itself from it."""
