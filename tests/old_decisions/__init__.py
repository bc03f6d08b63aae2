"""Twenty messy old decisions of our own making, each with what is true of it, and what is read from them."""
