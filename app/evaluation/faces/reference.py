"""MediaPipe 0.10.21 itself, asked as the program asks its own networks."""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.evaluation.faces.quiet import native_stderr_silenced
from app.face.crop import Crop
from app.face.networks.detections import Detection

_PRESENCE_STREAM = "facelandmarkcpu__face_presence_score"
Picture = NDArray[np.uint8]


class MediaPipe:
    """Detectors, mesh and segmenter, each in a graph of its own."""

    def __init__(self) -> None:
        with native_stderr_silenced():
            self._load()
            blank = np.zeros((192, 192, 3), np.uint8)
            self.near_faces(blank), self.far_faces(blank), self.mesh(blank), self.mask(blank)  # the first run talks

    def _load(self) -> None:
        import mediapipe
        from mediapipe.framework import calculator_pb2
        from mediapipe.framework.formats import rect_pb2
        from mediapipe.python._framework_bindings import resource_util
        from mediapipe.python.solution_base import SolutionBase
        from mediapipe.python.solutions import face_detection, face_mesh, selfie_segmentation  # noqa: F401

        resource_util.set_resource_dir(str(Path(mediapipe.__file__).parents[1]))
        self._near: Any = face_detection.FaceDetection(model_selection=0)
        self._far: Any = face_detection.FaceDetection(model_selection=1)
        self._segmenter: Any = selfie_segmentation.SelfieSegmentation(model_selection=0)
        # The landmark half of Face Mesh with refined landmarks; the solution puts its own detector in front.
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
        self._whole = rect_pb2.NormalizedRect(x_center=0.5, y_center=0.5, width=1.0, height=1.0, rotation=0.0)

    def near_faces(self, picture: Picture) -> list[Detection]:
        """As `FaceNetworks.near_faces`, of one square picture."""
        return _detections(self._near.process(picture))

    def far_faces(self, picture: Picture) -> list[Detection]:
        """As `FaceNetworks.far_faces`, of one square picture."""
        return _detections(self._far.process(picture))

    def mesh(self, picture: Picture) -> tuple[float, NDArray[np.float32]]:
        """As `FaceNetworks.mesh`, of a square picture, in its pixels."""
        outputs = self._mesh.process({"image": picture, "region": self._whole})
        points = np.array([(point.x, point.y, point.z) for point in outputs.landmarks.landmark], np.float32)
        crop = Crop(picture, np.eye(2, 3))
        return float(getattr(outputs, _PRESENCE_STREAM)), crop.points_in_picture(points * picture.shape[0])

    def mask(self, picture: Picture) -> NDArray[np.float32]:
        """As `PersonSegmenter.masks`, of one picture."""
        mask: NDArray[np.float32] = self._segmenter.process(picture).segmentation_mask
        return mask


def _detections(answer: Any) -> list[Detection]:
    found = []
    for detection in answer.detections or []:
        box = detection.location_data.relative_bounding_box
        corners = np.array([box.xmin, box.ymin, box.xmin + box.width, box.ymin + box.height], np.float32)
        points = np.array([(point.x, point.y) for point in detection.location_data.relative_keypoints], np.float32)
        found.append(Detection(float(detection.score[0]), corners, points))
    return found
