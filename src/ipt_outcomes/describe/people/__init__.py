"""The people: who was there, who left, what befell them."""
