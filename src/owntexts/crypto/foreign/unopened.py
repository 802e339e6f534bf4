"""Why something that another program encrypted stays closed."""


class Unopened(ValueError):
    """What was found is not of the form that its program writes, or it asks for too much work."""


class WrongPassword(Unopened):
    """The password opens nothing of it."""
