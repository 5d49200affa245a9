import pytest

from app.bench.live import bench_live, live_report
from app.bench.sound_server import can_serve
from app.core.settings import DeviceChoice


def test_the_live_performance_is_measured_in_the_window_with_a_voice():
    if not can_serve():
        pytest.skip("SKIPPED ALOUD: needs the Debian packages pulseaudio and pulseaudio-utils")
    figures = bench_live(2 / 60, DeviceChoice.CPU)
    assert figures["voice"]
    median, late, longest = figures["sound_to_screen"]
    assert 122 < median <= late <= longest  # the motion model's look-ahead alone takes 122 ms from a frame's middle
    assert figures["frames"] + figures["dropped"] > 10  # of 50; the machine may be busy
    assert figures["to_motion"][0] + figures["to_picture"][0] + figures["to_screen"][0] == pytest.approx(median, abs=40)
    assert figures["memory_start_mb"] > 100
    report = live_report(figures)
    assert f"{median:.1f}" in report
    assert f"frames: {figures['frames']}" in report


def test_a_face_before_the_camera_is_measured_with_or_without_a_microphone():
    figures = bench_live(2 / 60, DeviceChoice.CPU, camera=True)
    median, late, longest = figures["sound_to_screen"]
    assert 0 < median <= late <= longest
    assert figures["frames"] + figures["dropped"] > 10  # of 60
    assert "camera to screen" in live_report(figures)


def test_a_report_says_what_was_missing():
    spread = (1.0, 2.0, 3.0)
    figures = dict.fromkeys(("sound_to_screen", "to_motion", "to_picture", "to_screen"), spread)
    figures |= {
        "frames": 990,
        "dropped": 10,
        "frames_per_second": 24.7,
        "lost": 2,
        "shrunk": True,
        "voice": False,
        "camera": False,
    }
    figures |= {"memory_start_mb": 500.0, "memory_end_mb": 512.5, "on_screen": False}
    figures |= {"load_before": None, "load_after": None}
    report = live_report(figures)
    assert "dropped: 10 (1.00 %)" in report
    assert "+12.5 MB" in report
    assert "drawn smaller" in report
    assert "PulseAudio is not installed" in report
    assert "no display" in report
    assert "load of the machine" not in report
