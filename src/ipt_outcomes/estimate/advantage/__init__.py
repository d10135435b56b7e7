"""The personalized advantage index: who is expected to do better in which of two arms."""
