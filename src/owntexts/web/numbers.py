"""Numbers as they stand in an address."""


def number_of(text: str, least: int, most: int) -> int:
    """The number that a text writes in plain digits, kept between the two; the least where it is none."""
    is_one = text.isascii() and text.isdigit() and len(text) <= len(str(most))
    return max(least, min(int(text), most)) if is_one else least
