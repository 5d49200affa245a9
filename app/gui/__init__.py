"""The window: draws what the session says and sends what the user does. It holds no logic and no engine."""
