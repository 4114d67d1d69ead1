"""The face of large buttons: one decision a page, a way back on each, and what happened said in words."""
