"""A folder of pages that any browser opens, without us, without a script and without the internet."""
