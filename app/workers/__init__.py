"""Threads, signals, cancelling and the latest-frame mailbox between the engine and the window.

Nothing here imports torch, OpenCV, PyAV or PortAudio while the module loads: the worker thread does when it needs them,
so that the window stands before they are read.
"""
