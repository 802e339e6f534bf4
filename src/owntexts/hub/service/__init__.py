"""The rules of a hub: who may do what, what takes which place, how much and how often."""
