"""Losses that measure how far generated movement is from people's."""

import torch
from torch import Tensor
from torch.nn import functional

WINDOWS = (2, 8, 24, 72, 150)  # frames; texture, gestures, phrases; the last ones where excerpts are as long
SPEED_SHARE = 6.0  # one frame's step counts so many times its size
SURE = 1e-6
LEAST_LOG_SPREAD, MOST_LOG_SPREAD = -2.0, 1.0


def energy_score(first: Tensor, second: Tensor, real: Tensor) -> Tensor:
    """Two generated takes and the real one, each (B, T, C), compared over windows of several lengths.

    Gneiting and Raftery 2007, "Strictly proper scoring rules, prediction, and estimation", equation 21 with two draws:
    smallest when takes are distributed as the real one is, given the same voice.
    """
    total = torch.zeros(())
    fitting = [width for width in WINDOWS if width <= real.shape[1]]
    for width in fitting:
        a, b, y = (windows(_with_speed(x), width) for x in (first, second, real))
        total = total + (0.5 * (_distance(a, y) + _distance(b, y)) - 0.5 * _distance(a, b)).mean()
    return total / len(fitting)


def spectrum_gap(generated: Tensor, real: Tensor) -> Tensor:
    """(B, T, C) twice -> mean square difference of the logarithms of their mean power spectra, up to 6 Hz."""
    levels = []
    for x in (generated, real):
        tapered = (x - x.mean(1, keepdim=True)) * torch.hann_window(x.shape[1])[:, None]
        power = torch.fft.rfft(tapered, dim=1).abs().square().mean(0)
        levels.append(torch.log(power[1 : x.shape[1] // 4] / x.shape[1] + 1e-6))
    return functional.mse_loss(levels[0], levels[1])


def correlation_gap(generated: Tensor, real: Tensor) -> Tensor:
    """(B, T, C) twice -> mean square difference of how channels and their speeds vary together."""
    matrices = []
    for x in (generated, real):
        rows = _with_speed(x).flatten(0, 1)
        matrices.append(rows.T @ rows / len(rows))
    return functional.mse_loss(matrices[0], matrices[1])


def event_loss(logits: Tensor, events: Tensor) -> Tensor:
    """Cross-entropy, in nats a second, of (B, T) logits; events: (B, T) 1 where one begins."""
    return 25 * functional.binary_cross_entropy_with_logits(logits, events)


def goal_loss(mean: Tensor, log_spread: Tensor, goal: Tensor, where: Tensor) -> Tensor:
    """Mean negative Gaussian log-likelihood of saccades' goals. mean, log_spread, goal: (B, T, 2); where: (B, T)."""
    log_spread = log_spread.clamp(LEAST_LOG_SPREAD, MOST_LOG_SPREAD)
    nats = log_spread + 0.5 * ((goal - mean) * torch.exp(-log_spread)).square()
    return (nats.sum(2) * where).sum() / (where.sum() + 1)


def length_loss(length: Tensor, real: Tensor, where: Tensor) -> Tensor:
    """Mean squared error of blinks' log lengths. length, real: (B, T); where: (B, T) 1 where a blink begins."""
    return ((length - real).square() * where).sum() / (where.sum() + 1)


def windows(x: Tensor, width: int) -> Tensor:
    """(B, T, C) -> (B, N, width * C) overlapping by half."""
    cut = x.unfold(1, width, max(1, width // 2))  # (B, N, C, width)
    return cut.flatten(2)


def _with_speed(x: Tensor) -> Tensor:
    speed = SPEED_SHARE * functional.pad(x.diff(dim=1), (0, 0, 1, 0))
    return torch.cat([x, speed], 2)


def _distance(first: Tensor, second: Tensor) -> Tensor:
    return ((first - second).square().mean(-1) + SURE).sqrt()
