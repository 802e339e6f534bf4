"""Writers of Android formats: the same life (`owntexts.testing.life`) as each of them has it, with what each loses.

smsbr.write(path, life(messages=100))
"""
