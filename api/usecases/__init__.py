"""What the service does, one capability a file: each function takes a session and an actor.

A page and an API call that do the same thing call the same function here.
"""
