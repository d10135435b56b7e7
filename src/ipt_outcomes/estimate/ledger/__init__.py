"""Every standardised effect of every contrast: by which SD, which correction, which interval."""
