"""Skin: how it moves, folds and catches the light, and what colours it has."""
