"""Twelve inks for posters, each with the hue that tints its movie's own page."""

from typing import NamedTuple


class Palette(NamedTuple):
    """The paper, the ink on it, three colors to cut shapes from, and the hue (0–360) of the whole."""

    ground: str
    ink: str
    main: str
    accent: str
    shade: str
    hue: int


PALETTES = {
    "vermilion": Palette("#EFE3CF", "#1E1A1D", "#D8432B", "#1F3A5F", "#E9A93A", 38),
    "nighttrain": Palette("#14233B", "#F3E8D2", "#E4572E", "#F2B134", "#5B8FA8", 255),
    "moss": Palette("#DAD8C0", "#1F2A22", "#2F5D50", "#C8553D", "#E3B23C", 165),
    "plum": Palette("#3A1B33", "#F6E3D4", "#D96C75", "#F0B67F", "#7A4B7D", 335),
    "ice": Palette("#D9E4E7", "#17232E", "#1B4965", "#E05A3A", "#8FB8C4", 230),
    "mustard": Palette("#E2A72E", "#231A14", "#B8321F", "#1E3B3A", "#F7E8C6", 78),
    "rose": Palette("#F0CFC4", "#33131C", "#B3273F", "#2B2D5B", "#F6EFE4", 15),
    "bottle": Palette("#123A35", "#EFE8D2", "#E6A13C", "#D4583B", "#6FA58F", 180),
    "noir": Palette("#17161A", "#EDE9E1", "#C9252D", "#EDE9E1", "#6B676F", 25),
    "cobalt": Palette("#2447A3", "#F6F0E2", "#F25C3B", "#F5C945", "#12245C", 265),
    "coral": Palette("#D94A33", "#FFF6E6", "#2A1B2E", "#F4C25B", "#8E1F2B", 32),
    "chalk": Palette("#F1EEE6", "#15151A", "#15151A", "#E23D2E", "#B9B4A6", 60),
}
