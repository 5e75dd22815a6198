"""What the notebooks of this course import, and its command line (`python -m tutorial_support`)."""
