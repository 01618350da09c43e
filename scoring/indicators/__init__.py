"""The indicator tree: its model, its library and the way points are shared on it."""
