"""Everything that comes in: files and folders, later microphone, screen and phone.

This room finds, opens and describes; it never keeps and never changes what it is given. What can't be taken is named
with a code and never stops the rest. A time that a source doesn't state is not known.
"""
