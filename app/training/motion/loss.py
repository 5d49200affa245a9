"""The loss of the motion network."""

import torch
from torch import Tensor
from torch.nn import functional

from app.core.motion import MOUTH_COEFFICIENTS
from app.training.motion.settings import LossWeights
from app.training.speech.phones import FEATURES, tongue

LABIODENTAL = FEATURES.index("labiodental")
TOUCHING = 0.008  # inter-ocular units; the tracker's gap of lips that touch


def motion_loss(
    raw: Tensor, gates: Tensor, mouth: Tensor, active: Tensor, phones: Tensor, scale: Tensor, weights: LossWeights
) -> dict[str, Tensor]:
    """Parts of the loss; raw, mouth (B, T, 12), gates (B, T, GATES), active (B, T), phones (B, T, 19), scale (12,)."""
    shut = mouth[..., 0] <= TOUCHING
    # lips that touch cannot be pressed too firmly, so a negative raw opening is no error there
    opening = torch.where(shut, raw[..., 0].clamp_min(0), raw[..., 0])
    predicted = torch.cat([opening[..., None], raw[..., 1:]], -1)
    importance = torch.full((MOUTH_COEFFICIENTS,), weights.other_shapes)
    importance[0], importance[1:4] = weights.opening, weights.first_shapes
    error = (predicted - mouth) / scale
    emphasis = torch.ones_like(error)
    emphasis[..., 0] += weights.closure * (shut & (active > 0.5))
    spoken = (active > 0.5).to(gates.dtype)
    biting, known = phones[..., LABIODENTAL], phones[..., LABIODENTAL].isfinite()
    # what is shut while nobody speaks is the other gate's business
    touching_loss = _said_once(gates[..., 1], shut.to(gates.dtype)) * spoken
    biting_loss = _said_once(gates[..., 2], biting.nan_to_num()) * spoken * known
    return {
        "shape": (error.square() * importance * emphasis).mean(),
        "velocity": weights.velocity * (error.diff(dim=1).square() * importance).mean(),
        "concordance": weights.concordance * (1 - concordance(predicted[..., 0].clamp_min(0), mouth[..., 0])),
        "shapes": weights.shapes_concordance * _unlikeness(predicted[..., 1:6], mouth[..., 1:6], active > 0.5),
        "speaking": weights.speaking * _binary(gates[..., 0], spoken).mean(),
        "touching": weights.touching * touching_loss.mean(),
        "biting": weights.touching * biting_loss.mean(),
        "tongue": weights.tongue * (_binary(gates[..., 3:], _tongue(phones)) * (spoken * known)[..., None]).mean(),
    }


def phone_loss(logits: Tensor, features: Tensor) -> Tensor:
    """Cross-entropy of articulatory features (B, T, 19) where they are known (not NaN)."""
    known = features.isfinite()
    losses = functional.binary_cross_entropy_with_logits(logits, features.nan_to_num(), reduction="none")
    return (losses * known).sum() / known.sum().clamp_min(1)


def concordance(predicted: Tensor, true: Tensor) -> Tensor:
    """Lin's concordance correlation coefficient (Lin 1989, equation 1) over all frames of a batch."""
    predicted, true = predicted.flatten(), true.flatten()
    covariance = ((predicted - predicted.mean()) * (true - true.mean())).mean()
    spread = predicted.var(unbiased=False) + true.var(unbiased=False) + (predicted.mean() - true.mean()) ** 2
    return 2 * covariance / spread.clamp_min(1e-9)


def _unlikeness(predicted: Tensor, true: Tensor, where: Tensor) -> Tensor:
    """Mean over the coefficients of 1 - concordance, in the frames that count; (B, T, K), (B, T, K), (B, T) bool."""
    pairs = zip(predicted[where].unbind(1), true[where].unbind(1), strict=True)
    return torch.stack([1 - concordance(*pair) for pair in pairs]).mean() if where.any() else predicted.new_zeros(())


def _said_once(logits: Tensor, truth: Tensor) -> Tensor:
    """(B, T) loss of each frame.

    When lips close is known to a frame at best, so a further term asks the surest of three neighbouring frames, rather
    than each of them, to be certain.
    """
    nearest = functional.max_pool1d(logits, 3, stride=1, padding=1)
    return _binary(logits, truth) + truth * functional.softplus(-nearest)


def _tongue(phones: Tensor) -> Tensor:
    return torch.from_numpy(tongue(phones.nan_to_num().flatten(0, 1).numpy())).view(*phones.shape[:2], 2)


def _binary(logits: Tensor, truth: Tensor) -> Tensor:
    return functional.binary_cross_entropy_with_logits(logits, truth, reduction="none")
