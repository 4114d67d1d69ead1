"""What an item says: its own text, later chats as messages, the words in a screenshot, the parts of a call.

Reading never changes an original and never guesses what isn't there. What a machine read is marked as such until a
person confirms it; what the original itself holds as text (plain.py) is not machine-read and comes out sign for sign.
"""
