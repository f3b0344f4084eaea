"""On what kind of device somebody signed in, so that they know their own sign-ins again."""

from __future__ import annotations

from app.messages import Message, message

DEVICES: dict[str, Message] = {
    "iphone": message("iPhone"),
    "ipad": message("iPad"),
    "harmony": message("鸿蒙设备"),
    "android": message("安卓手机或平板"),
    "windows": message("Windows 电脑"),
    "mac": message("苹果电脑"),
    "linux": message("Linux 电脑"),
    "other": message("其他设备"),
}
_SIGNS = (
    ("iphone", "iphone"),
    ("ipad", "ipad"),
    ("harmonyos", "harmony"),
    ("openharmony", "harmony"),
    ("android", "android"),
    ("windows", "windows"),
    ("macintosh", "mac"),
    ("linux", "linux"),
)


def name_device(user_agent: str) -> str:
    """The key of DEVICES for what a browser says of itself; nothing else of it is kept."""
    said = user_agent.lower()
    return next((device for sign, device in _SIGNS if sign in said), "other")
