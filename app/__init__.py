"""identity-graph: who is this, who lives with them, on which devices, and what did they allow?"""
