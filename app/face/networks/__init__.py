"""The networks that find faces and their landmarks, and persons: MediaPipe's, in torch.

Nothing else in the program knows where faces and landmarks come from, so that other networks can take their place.
"""

from app.face.networks.faces import DETECTOR_INPUT_PX, MESH_INPUT_PX, MESH_MARGIN, FaceNetworks

__all__ = ["DETECTOR_INPUT_PX", "MESH_INPUT_PX", "MESH_MARGIN", "FaceNetworks"]
