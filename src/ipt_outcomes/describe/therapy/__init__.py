"""What happened in therapy: dose, fidelity, phases, therapists, dose and response, alliance."""
