"""What a treatment does for those who receive it: chance as the instrument."""
