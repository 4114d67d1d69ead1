"""How fast the program is, each figure beside what a person would use instead, measured in the same run."""
