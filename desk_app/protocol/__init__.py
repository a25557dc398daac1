"""What desk and centre say to each other: frames and messages. Standard library and cryptography only."""
