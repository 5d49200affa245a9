"""The face networks beside MediaPipe's own: the same answers, and how long they take.

Needs `mediapipe` 0.10.21, which the program itself does not.
"""
