"""The recurrent noise generator: Gaussian noise and the voice go through a gated recurrent layer, movement comes out.

After the noise generator of Vougioukas, Petridis and Pantic 2018, "End-to-end speech-driven facial animation with
temporal GANs", section 3.1.3: ten Gaussian values a frame through one recurrent layer. Here that layer also hears the
voice and remembers when the face blinked and where it looks.
"""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError, safe_open

from app.core.errors import WeightsMissing
from app.core.paths import weights
from app.model.motion.cues import HEARD

IDLE_FILE = "idle.safetensors"
NOISE = 10  # values a frame
REMEMBERED = 6
INPUTS = NOISE + HEARD + REMEMBERED
# What the network drives frame by frame, each in the usual spread of a person.
DRIVEN = ("yaw", "pitch", "roll", "shift_x", "shift_y", "brow_raise", "brow_frown")
DRIVE_HZ = 1.6  # of the critically damped springs that follow the drives: no head jerks, whatever the noise
OUTPUTS = len(DRIVEN) + 7


@dataclass(frozen=True, slots=True)
class IdleFigures:
    """How far people's heads, brows and eyes move and how fast their lids, measured on tracks.

    Angles in radians, lengths in inter-ocular units, times in seconds. spreads: (7,) standard deviations of `DRIVEN`.
    blink_length_spread: standard deviation of the logarithm.
    """

    spreads: tuple[float, ...]
    gaze_spread: float
    blink_closing_s: float
    blink_opening_s: float
    blink_length_spread: float


@dataclass(frozen=True, slots=True)
class Impulse:
    """Output of the network for one frame.

    drives: (7,) of `DRIVEN`. blink, saccade: chances in this frame. blink_length: logarithm against the usual one.
    gaze: (2,) mean goal of a saccade, and gaze_spread: (2,) its standard deviation, both in gaze spreads.
    """

    drives: NDArray[np.float32]
    blink: float
    saccade: float
    blink_length: float
    gaze: NDArray[np.float32]
    gaze_spread: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class IdleNetwork:
    """One recurrent layer and a linear one (PyTorch's layout: gates in the order reset, update, new).

    input_weight: (3 H, INPUTS); state_weight: (3 H, H); input_bias, state_bias: (3 H,); output_weight: (OUTPUTS, H);
    output_bias: (OUTPUTS,); all float32.
    """

    figures: IdleFigures
    input_weight: NDArray[np.float32]
    state_weight: NDArray[np.float32]
    input_bias: NDArray[np.float32]
    state_bias: NDArray[np.float32]
    output_weight: NDArray[np.float32]
    output_bias: NDArray[np.float32]


class NoiseGenerator:
    """Runs the network frame after frame."""

    def __init__(self, network: IdleNetwork) -> None:
        self._network = network
        self._state = np.zeros(network.state_weight.shape[1], np.float32)

    def step(self, values: NDArray[np.float32]) -> Impulse:
        """(INPUTS,) noise, cues and memories of the next frame -> what the network gives for it."""
        net, size = self._network, len(self._state)
        heard = net.input_weight @ values + net.input_bias
        kept = net.state_weight @ self._state + net.state_bias
        gates = _logistic(heard[: 2 * size] + kept[: 2 * size])
        new = np.tanh(heard[2 * size :] + gates[:size] * kept[2 * size :])
        self._state = new + gates[size:] * (self._state - new)
        out = net.output_weight @ self._state + net.output_bias
        drives, rest = out[: len(DRIVEN)], out[len(DRIVEN) :]
        chances = _logistic(rest[:2])
        return Impulse(drives, float(chances[0]), float(chances[1]), float(rest[2]), rest[3:5], np.exp(rest[5:]))


def load_idle_network(path: Path | None = None) -> IdleNetwork:
    """Read the network shipped in `model_weights`, or the one at `path`. Raises WeightsMissing."""
    path = path or weights(IDLE_FILE)
    try:
        with safe_open(path, "np") as file:
            figures = json.loads((file.metadata() or {})["figures"])
            arrays = {name: file.get_tensor(name) for name in file.keys()}
        network = IdleNetwork(IdleFigures(**figures | {"spreads": tuple(figures["spreads"])}), **arrays)
        sizes = (network.input_weight.shape[1], network.output_weight.shape[0])
    except (OSError, SafetensorError, KeyError, TypeError, ValueError) as error:
        raise WeightsMissing(
            f"The movement network {path.name} is missing or damaged. Install Rhapsode again to get the file back."
        ) from error
    if sizes != (INPUTS, OUTPUTS):
        raise WeightsMissing(f"The movement network {path.name} has unexpected sizes. Install Rhapsode again.")
    return network


def _logistic(values: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray(0.5 * (1 + np.tanh(0.5 * values)), np.float32)
