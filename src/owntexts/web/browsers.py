"""What a browser calls itself, in words that its person knows it by."""

from typing import Final

SYSTEMS: Final = (
    ("iphone", "iPhone"),
    ("ipad", "iPad"),
    ("android", "Android"),
    ("windows", "Windows"),
    ("cros", "Chromebook"),
    ("mac os", "Mac"),
    ("linux", "Linux"),
)
BROWSERS: Final = (
    ("firefox", "Firefox"),
    ("fxios", "Firefox"),
    ("edg", "Edge"),
    ("chrom", "Chrome"),
    ("crios", "Chrome"),
    ("safari", "Safari"),
)


def label(told: str) -> str:
    """'Safari on iPhone' for what a browser sends as its User-Agent."""
    lowered = told[:400].lower()
    system = next((name for word, name in SYSTEMS if word in lowered), "")
    browser = next((name for word, name in BROWSERS if word in lowered), "A browser")
    return f"{browser} on {system}" if system else browser
