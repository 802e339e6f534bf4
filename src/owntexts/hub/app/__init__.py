"""The services over HTTP: a table of operations, one gate before them, one document that describes them."""

from owntexts.hub.app.asgi import HubApp

__all__ = ["HubApp"]
