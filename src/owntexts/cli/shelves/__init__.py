"""What the pages read and do in one home, a file for each use case; `cli.serve` puts them together."""
