"""What both faces go through screen by screen: each is a Journey; a page or a dialog hosts it."""
