"""What this machine says of itself: readings for the conditions, and where in the world it believes to be."""
