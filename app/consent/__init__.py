"""What people allowed: the ledger of statements, and the single definition of "may we?"."""
