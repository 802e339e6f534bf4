"""How a device speaks with its hub: addresses and join links, trust, requests, and what a hub's no means."""
