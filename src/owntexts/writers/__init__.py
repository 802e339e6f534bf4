"""What is written for others: one package for each format, none of which knows where messages or bytes come from."""
