"""Evidence Keeper 取证管家: keeps a consumer's proof unchanged and makes complaint papers of it."""

__version__ = "0.1.0"
