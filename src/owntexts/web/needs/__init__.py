"""What the pages ask of a device, by use case; the composing file gives them the use cases themselves.

Everything may raise OwntextsError, and everything is called in threads.
"""
