"""How well a password would stand guessing, by whoever has a copy of the keyring to try it on."""

LONGEST = 72


def guesses(password: str) -> float:
    """How many guesses it would stand, as a power of ten."""
    from zxcvbn import zxcvbn  # noqa: PLC0415 - a tenth of a second, and only a new password needs it

    return float(zxcvbn(password[:LONGEST])["guesses_log10"]) if password else 0.0
