"""What make_demo_portrait.py paints with."""
