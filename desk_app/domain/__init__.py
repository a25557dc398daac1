"""What the desk knows about residents, accounts and money. Plain Python only."""
