"""What people get who do not work in this tree: an installed one, its manual, a container."""
