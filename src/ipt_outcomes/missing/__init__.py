"""Missing scores: imputed many times under named assumptions, or weighed for; and pooled."""
