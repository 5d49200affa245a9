"""The portrait and the voice that the window shows before anybody brings others; in `resources`."""

DEMO_PORTRAIT = "demo_portrait.png"
DEMO_VOICE = "demo_voice.flac"
