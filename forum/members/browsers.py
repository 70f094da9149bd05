"""What a browser says of itself, in the words of whoever sits before it."""

from collections.abc import Mapping

# In this order: nearly every browser also claims to be those it came after, and phones the system of their maker.
BROWSERS = {
    "Edg": "Edge",
    "OPR/": "Opera",
    "SamsungBrowser/": "Samsung Internet",
    "Vivaldi/": "Vivaldi",
    "Firefox/": "Firefox",
    "FxiOS/": "Firefox",
    "Chromium/": "Chromium",
    "Chrome/": "Chrome",
    "CriOS/": "Chrome",
    "Safari/": "Safari",
}
SYSTEMS = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "Windows": "Windows",
    "CrOS": "ChromeOS",
    "Mac OS X": "macOS",
    "Linux": "Linux",
}
UNKNOWN = "An unknown browser"


def browser_name(user_agent: str) -> str:
    """Such as "Firefox on Linux": what the words a browser sends with its requests are known to mean."""
    system = _first(SYSTEMS, user_agent)
    name = _first(BROWSERS, user_agent) or UNKNOWN
    return f"{name} on {system}" if system else name


def _first(words: Mapping[str, str], text: str) -> str:
    return next((meaning for word, meaning in words.items() if word in text), "")
