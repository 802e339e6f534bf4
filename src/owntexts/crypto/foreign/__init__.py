"""Other people's ciphers, one file each: what exports and backups of other programs are encrypted with.

Nothing that Owntexts writes itself is sealed with any of them.
"""
