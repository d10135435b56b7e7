<<<<<<< HEAD
"""The people of a trial: who left, who was harmed."""
=======
"""The people: who was there, who left, what befell them."""
>>>>>>> main
