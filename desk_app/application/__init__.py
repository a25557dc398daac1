"""The clerk's acts, one use case a file; knows ports, not parts."""
