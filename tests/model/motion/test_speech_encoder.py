import numpy as np
import torch
from numpy.typing import NDArray
from scipy.special import erf

from app.model.motion.checkpoint import load_encoder
from app.model.motion.speech_encoder import BLOCKS, HEADS, WIDTH, positions


def _gelu(x: NDArray[np.float64]) -> NDArray[np.float64]:
    return x * 0.5 * (1 + erf(x / np.sqrt(2)))


def _norm(x: NDArray[np.float64], weight: NDArray[np.float64], bias: NDArray[np.float64]) -> NDArray[np.float64]:
    return (x - x.mean(-1, keepdims=True)) / np.sqrt(x.var(-1, keepdims=True) + 1e-5) * weight + bias


def _plainly(weights: dict[str, NDArray[np.float64]], log_mel: NDArray[np.float64]) -> NDArray[np.float64]:
    """The encoder as the paper has it, one instant and one head after another."""
    x = np.maximum(log_mel, log_mel.max() - 8) / 4 + 1
    for name, stride in (("entry", 1), ("halve", 2)):
        padded = np.pad(x, ((1, 1), (0, 0)))
        kernel, bias = weights[f"{name}.weight"], weights[f"{name}.bias"]
        places = range(0, len(x), stride)
        x = _gelu(np.stack([np.einsum("oik,ki->o", kernel, padded[place : place + 3]) + bias for place in places]))
    x = x + positions(len(x), torch.device("cpu")).numpy()
    for index in range(BLOCKS):
        own = {name.removeprefix(f"blocks.{index}."): value for name, value in weights.items()}
        normed = _norm(x, own["attention_norm.weight"], own["attention_norm.bias"])
        mixed = normed @ own["query_key_value.weight"].T + own["query_key_value.bias"]
        heads = []
        for head in range(HEADS):
            at = slice(head * WIDTH // HEADS, (head + 1) * WIDTH // HEADS)
            query, key, value = (mixed[:, part * WIDTH : (part + 1) * WIDTH][:, at] for part in range(3))
            chances = np.exp(query @ key.T / np.sqrt(WIDTH / HEADS))
            heads.append(chances / chances.sum(1, keepdims=True) @ value)
        x = x + np.hstack(heads) @ own["attended.weight"].T + own["attended.bias"]
        normed = _norm(x, own["linear_norm.weight"], own["linear_norm.bias"])
        x = x + _gelu(normed @ own["widen.weight"].T + own["widen.bias"]) @ own["narrow.weight"].T + own["narrow.bias"]
    return x


@torch.inference_mode()
def test_the_encoder_is_the_papers() -> None:
    encoder = load_encoder()
    weights = {name: value.double().numpy() for name, value in encoder.state_dict().items()}
    log_mel = torch.randn(1, 24, 80, generator=torch.Generator().manual_seed(0)) * 2 - 3
    found = encoder(log_mel)[0].numpy()
    assert found.shape == (12, WIDTH)
    np.testing.assert_allclose(found, _plainly(weights, log_mel[0].double().numpy()), atol=1e-3)


def test_positions_are_sines_then_cosines() -> None:
    found = positions(3, torch.device("cpu"))
    assert found.shape == (3, WIDTH)
    torch.testing.assert_close(found[0], torch.cat([torch.zeros(192), torch.ones(192)]))
    torch.testing.assert_close(found[2, 0], torch.tensor(2.0).sin())
    torch.testing.assert_close(found[2, 191], torch.tensor(2e-4).sin())
