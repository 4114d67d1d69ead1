"""The face for the one who helps: matters, their timeline, and the item, side by side."""
