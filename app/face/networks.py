"""MediaPipe 0.10.21's face detectors and mesh network, wrapped.

Nothing else in the program asks MediaPipe for faces or landmarks, so that a network of our own can take its place;
`app.training.tracking`, which follows faces through videos, has its own.
"""

import weakref
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.face.crop import Crop, Roi
from app.face.graphs import loading_graphs

DETECTOR_INPUT_PX = 192
MESH_INPUT_PX = 192
DETECTION_CONFIDENCE = 0.3  # finds paintings and drawings too; what is no face fails the mesh afterwards
# The mesh network wants the face with a quarter of its size around it (MediaPipe's FaceDetectionFrontDetectionToRoi).
MESH_MARGIN = 1.5

_PRESENCE_STREAM = "facelandmarkcpu__face_presence_score"


class FaceNetworks:
    """The loaded networks; use from one thread at a time.

    Loading takes about 0.7 s, a detection 3 ms, a mesh 2 ms on one core.
    """

    def __init__(self) -> None:
        with loading_graphs():
            self._load()
            blank = Crop(np.zeros((MESH_INPUT_PX, MESH_INPUT_PX, 3), np.uint8), np.eye(2, 3))
            self.detect(blank)  # the first run of each graph is slow and talks; both belong to loading
            self.mesh(blank)

    def _load(self) -> None:
        import mediapipe
        from mediapipe.framework import calculator_pb2
        from mediapipe.framework.formats import rect_pb2
        from mediapipe.python._framework_bindings import resource_util
        from mediapipe.python.solution_base import SolutionBase
        from mediapipe.python.solutions import face_detection, face_mesh  # noqa: F401  (registers the mesh's options)

        resource_util.set_resource_dir(str(Path(mediapipe.__file__).parents[1]))
        self._detectors: list[Any] = [
            face_detection.FaceDetection(min_detection_confidence=DETECTION_CONFIDENCE, model_selection=near_or_far)
            for near_or_far in (0, 1)
        ]
        # The landmark half of Face Mesh with refined landmarks. The solution class always puts its own detector in
        # front and hides the score; here the crop is ours, which makes landmarks repeatable.
        graph = calculator_pb2.CalculatorGraphConfig(
            input_stream=["image", "region"], input_side_packet=["with_attention"], output_stream=["landmarks"]
        )
        graph.node.add(
            calculator="FaceLandmarkCpu",
            input_stream=["IMAGE:image", "ROI:region"],
            input_side_packet=["WITH_ATTENTION:with_attention"],
            output_stream=["LANDMARKS:landmarks"],
        )
        self._mesh: Any = SolutionBase(
            graph_config=graph,
            calculator_params={"facelandmarkcpu__ThresholdingCalculator.threshold": 0.0},
            side_inputs={"with_attention": True},
            outputs=["landmarks", _PRESENCE_STREAM],
        )
        for graph in (*self._detectors, self._mesh):  # it would live on with its threads, held by its own callback
            weakref.finalize(self, graph.close).atexit = False
        self._whole_crop = rect_pb2.NormalizedRect(x_center=0.5, y_center=0.5, width=1.0, height=1.0, rotation=0.0)

    def detect(self, crop: Crop) -> list[tuple[float, Roi]]:
        """(score, region for the mesh, in picture pixels) of each face either detector sees in a square crop.

        The near detector sees faces of 13 to 90 % of the crop's width, the far one of 8 to 80 %.
        """
        size_px = crop.rgb.shape[0]
        faces = []
        for detector in self._detectors:
            for detection in detector.process(crop.rgb).detections or []:
                box = detection.location_data.relative_bounding_box
                eyes = detection.location_data.relative_keypoints[:2]  # the picture's left one first
                points = np.array(
                    [[box.xmin + box.width / 2, box.ymin + box.height / 2], *([eye.x, eye.y] for eye in eyes)],
                    np.float32,
                )
                centre, left_eye, right_eye = crop.points_in_picture(points * size_px)
                across = right_eye - left_eye
                scale = float(np.hypot(*crop.to_picture[:, 0]))
                side = MESH_MARGIN * max(box.width, box.height) * size_px * scale
                angle = float(np.arctan2(across[1], across[0]))
                faces.append((float(detection.score[0]), Roi(float(centre[0]), float(centre[1]), side, angle)))
        return faces

    def mesh(self, crop: Crop) -> tuple[float, NDArray[np.float32]]:
        """(presence in 0..1, landmarks (478, 3) in picture pixels) of the face that fills a square crop."""
        outputs = self._mesh.process({"image": crop.rgb, "region": self._whole_crop})
        landmarks = np.array([(p.x, p.y, p.z) for p in outputs.landmarks.landmark], np.float32)
        return float(getattr(outputs, _PRESENCE_STREAM)), crop.points_in_picture(landmarks * crop.rgb.shape[0])
