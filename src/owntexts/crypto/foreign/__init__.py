"""Other programs' ciphers, read as they wrote them; one file for each scheme. Nothing of ours is sealed with any."""
