"""The level at which a voice comes in, and log mel powers relative to it."""

import torch
from torch import Tensor
from torch.nn import functional

from app.model.motion.log_mel import POWER_FLOOR, mean_powers

# The level jumps up with the voice and sinks slowly, so that quiet and loud recordings look alike.
LOWEST = -4.0  # below this a recording counts as silent rather than as quiet
USUAL = -1.2  # of a recording of which nothing is known yet
RELEASE = 0.0015  # a row, that is 1.5 dB a second
SMOOTHING = 8  # rows; a click of a few milliseconds does not set the level
KNOWN_QUANTILE = 0.95


class Level:
    """The running level of a voice."""

    def __init__(self, start: float = USUAL) -> None:
        self._level = start
        self._powers = torch.zeros(SMOOTHING - 1)

    @staticmethod
    def of(log_mel: Tensor) -> "Level":
        """Of a sound that has been heard before, (T, 80) log powers."""
        smooth = _smoothed(functional.pad(mean_powers(log_mel).cpu(), (SMOOTHING - 1, 0)))
        return Level(max(float(smooth.quantile(KNOWN_QUANTILE)), LOWEST) if len(smooth) else USUAL)

    def taken_out(self, log_mel: Tensor) -> Tensor:
        """(T, 80) more log powers -> the same relative to the level, whose peaks then come to about 0."""
        powers = torch.cat([self._powers, mean_powers(log_mel).cpu()])
        self._powers = powers[len(powers) - SMOOTHING + 1 :]
        # level[t] = max(smooth[t], level[t - 1] - release), solved for the whole block by one running maximum
        sunk = RELEASE * torch.arange(1, len(log_mel) + 1)
        raised = torch.cat([torch.tensor([self._level]), _smoothed(powers) + sunk]).cummax(0).values[1:]
        level = (raised - sunk).clamp_min(LOWEST)
        self._level = float(level[-1]) if len(level) else self._level
        return log_mel - level[:, None].to(log_mel.device)


def _smoothed(powers: Tensor) -> Tensor:
    """(T + 7,) powers -> (T,) logarithms of their running means."""
    if len(powers) < SMOOTHING:
        return powers.new_zeros(0)
    return (powers.unfold(0, SMOOTHING, 1).mean(1) + POWER_FLOOR).log10()
