"""What people may ask of those who hold data about them: access, erasure, restriction, objection; and retention."""
