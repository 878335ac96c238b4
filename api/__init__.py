"""Every way in: the command line, and the service that stands beside it."""
