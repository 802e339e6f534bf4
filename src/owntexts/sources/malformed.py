"""What every decoder of a source raises for bytes that are not what they should be; the row reader catches it."""


class Malformed(Exception):
    """The bytes break their own format; the message says where."""
