"""The therapy: the sessions, who gave them, and how scores moved from one to the next."""
