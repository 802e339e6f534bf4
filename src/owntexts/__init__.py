"""Owntexts: Messages in your own cloud."""

__version__ = "0.1.0"
