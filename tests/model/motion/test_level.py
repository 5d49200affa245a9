import torch

from app.model.motion.level import LOWEST, RELEASE, USUAL, Level


def _rows(levels: torch.Tensor) -> torch.Tensor:
    return levels[:, None].expand(-1, 80)


def test_the_level_jumps_up_and_sinks_slowly() -> None:
    rows = _rows(torch.cat([torch.full((20,), -3.0), torch.full((20,), -0.5), torch.full((100,), -3.0)]))
    level = rows[:, 0] - Level().taken_out(rows)[:, 0]
    torch.testing.assert_close(level[:20], USUAL - RELEASE * torch.arange(1, 21))
    assert abs(float(level[39]) + 0.5) < 1e-5
    torch.testing.assert_close(level[100] - level[99], torch.tensor(-RELEASE), atol=1e-5, rtol=0)


def test_any_cutting_gives_the_same() -> None:
    rows = torch.randn(300, 80, generator=torch.Generator().manual_seed(0)) - 2
    whole, level = Level().taken_out(rows), Level()
    pieces = torch.cat([level.taken_out(piece) for piece in torch.split(rows, [1, 5, 0, 100, 194])])
    torch.testing.assert_close(pieces, whole, atol=1e-5, rtol=0)


def test_a_known_recording_begins_at_its_own_level_however_loud() -> None:
    rows = torch.randn(500, 80, generator=torch.Generator().manual_seed(0))
    loud, quiet = (Level.of(rows + gain).taken_out(rows + gain) for gain in (0.0, -2.0))
    torch.testing.assert_close(loud, quiet, atol=1e-5, rtol=0)


def test_silence_is_not_raised_to_the_level_of_speech() -> None:
    rows = torch.full((2_000, 80), -10.0)
    assert float(Level.of(rows).taken_out(rows).max()) == -10 - LOWEST
