"""One file for each page, or for the few addresses that belong to one."""
