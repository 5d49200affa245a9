"""The face networks beside MediaPipe's own: the same answers, and how long they take.

Needs MediaPipe 0.10.21, which wants NumPy 1 and another OpenCV than the program. It gets an environment of its own with
Python 3.11 or 3.12, in which the source tree runs as it is; the first command also fetches what MediaPipe asks for:

    pip install mediapipe==0.10.21 jax==0.7.1 jaxlib==0.7.1 torch==2.13.0 safetensors pillow platformdirs "av<19"
    python -m app.evaluation.faces speed

jax and jaxlib are named because later ones need NumPy 2, and pip would try ten of them, 80 MB each.
"""
