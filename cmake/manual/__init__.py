"""Man pages and completion for the shells, of what the programs themselves say of their options."""
