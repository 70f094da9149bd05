"""Pictures that people send, drawn anew: what is shown was made here, and holds nothing but what can be seen.

What a file is called or claims to be is not asked. Its size is read from its head, before anything is unpacked; one
picture is unpacked at a time in each process, and only one that takes about 100 MB at most, so that memory stays
bounded whatever is sent. Measured for each pixel: a JPEG of one scan takes half a byte where it can be unpacked
smaller, one of several scans 3 to 8 bytes more; a PNG 1 to 4 bytes by its mode; a WebP 16 to 17, for its decoder holds
the picture four times. So the most is 25 megapixels for most files, about 23 for a PNG in color, 6 for a WebP.
"""

import hashlib
import math
import struct
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO

from PIL import ExifTags, Image, ImageCms, ImageOps, JpegImagePlugin

from forum.kernel.errors import Invalid

FORMATS = ("JPEG", "PNG", "WEBP")
LARGEST_FILE = 8 * 1024 * 1024
MOST_PIXELS = 25_000_000
MOST_MEMORY = 100 * 1024 * 1024  # bytes, for one picture at its largest
LONGEST_SIDE = 12_000
MOST_SCANS = 100  # a progressive JPEG has about ten; each further one is unpacked over all the pixels again
START_OF_SCAN = b"\xff\xda"
WEBP_PIXEL = 17  # bytes: three buffers of the decoder, which knows animations, and the picture
JPEG_COEFFICIENT = 2  # bytes: of several scans each is added to the coefficients of the whole picture
SMALL_PIXELS = {"1": 1, "L": 1, "P": 1, "I;16": 2, "I;16B": 2}  # bytes in Pillow's memory; all other modes take four
SPARE = 3 / 2  # the last step makes a picture at least as much smaller; the rougher one before it takes no memory
ROWS_AT_ONCE = 64  # of what comes out of the rougher step
QUALITY = 82
LIES_ON_ITS_SIDE = 5  # orientations from this on, as a camera writes them
MIXABLE = ("L", "RGB", "RGBA", "CMYK")
PAPER = (255, 255, 255)  # what shows through a picture's holes
SRGB = ImageCms.createProfile("sRGB")

EMPTY = "This file is empty."
TOO_LARGE = f"This file is larger than {LARGEST_FILE // 1024**2} MB. Save the picture smaller and choose it again."
NO_PICTURE = "This is no picture in JPEG, PNG or WebP, whatever its name says."
TOO_MANY_PIXELS = (
    f"This picture has more than {MOST_PIXELS // 1_000_000} megapixels. Save it smaller and choose it again."
)
TOO_MUCH_MEMORY = (
    "A picture of this kind can have {most} megapixels at most, and this one has {has}. "
    "Save it smaller, or as a JPEG, and choose it again."
)
TOO_LONG = f"A side of this picture is longer than {LONGEST_SIDE:,} pixels. Save it smaller and choose it again."
DAMAGED = "This picture is damaged or was cut off on its way. Save it anew and choose it again."

# What Pillow raises for files that are broken or made to break it.
FAULTS = (OSError, SyntaxError, ValueError, TypeError, IndexError, KeyError, EOFError, OverflowError, struct.error)
Image.MAX_IMAGE_PIXELS = MOST_PIXELS  # a second lock on the same door
BOMBS = (Image.DecompressionBombError, Image.DecompressionBombWarning)
warnings.filterwarnings("error", category=Image.DecompressionBombWarning)

one_at_a_time = threading.Lock()
Box = tuple[int, int, int, int]


@dataclass(frozen=True)
class Picture:
    """A WebP without a word about itself. The digest, 32 hex digits, is its name."""

    content: bytes
    width: int
    height: int

    @property
    def digest(self) -> str:
        """What no other picture is called."""
        return hashlib.sha256(self.content).hexdigest()[:32]


def redrawn(sent: bytes, size: tuple[int, int], least: tuple[int, int]) -> Picture:
    """What was sent, cut from its middle to the shape of `size`, and made as small; what is smaller stays as small.

    Raises Invalid, in words, for what is no such picture, is smaller than `least`, or is too large to be unpacked.
    """
    if not sent:
        raise Invalid(EMPTY)
    if len(sent) > LARGEST_FILE:
        raise Invalid(TOO_LARGE)
    with one_at_a_time, _opened(sent) as image:
        _check_head(image, sent, least)
        profile = image.info.get("icc_profile")
        return _kept(_cut(_upright(image, sent, size), size), profile)


@contextmanager
def _opened(sent: bytes) -> Iterator[Image.Image]:
    """The picture, of which only the head has been read; inside, whatever breaks is its fault."""
    try:
        image = Image.open(BytesIO(sent), formats=FORMATS)
    except BOMBS as fault:
        raise Invalid(TOO_MANY_PIXELS) from fault
    except FAULTS as fault:
        raise Invalid(NO_PICTURE) from fault
    try:
        with image:
            yield image
    except FAULTS as fault:
        raise Invalid(DAMAGED) from fault


def _check_head(image: Image.Image, sent: bytes, least: tuple[int, int]) -> None:
    width, height = image.size
    if width * height > MOST_PIXELS:
        raise Invalid(TOO_MANY_PIXELS)
    if max(image.size) > LONGEST_SIDE:
        raise Invalid(TOO_LONG)
    if width < least[0] or height < least[1]:
        raise Invalid(f"This picture has {width} × {height} pixels. It needs at least {least[0]} × {least[1]}.")
    if image.format in ("JPEG", "MPO") and sent.count(START_OF_SCAN) > MOST_SCANS:
        raise Invalid(DAMAGED)


def _upright(image: Image.Image, sent: bytes, size: tuple[int, int]) -> Image.Image:
    """The middle of the first picture of the file, the way its camera was held, in colors that can be mixed."""
    pixels = image.width * image.height
    image.draft(None, (max(size), max(size)))  # a JPEG is unpacked no larger than needed
    _check_memory(image, sent, pixels, size)
    image.load()
    orientation = image.getexif().get(ExifTags.Base.Orientation, 1)  # of a PNG it may stand behind the pixels
    part, factor = _part_of(image.size, size[::-1] if orientation >= LIES_ON_ITS_SIDE else size)
    mixed = _reduced(image, part, factor)
    image.close()  # its memory is free before the last step takes some
    mixed.getexif()[ExifTags.Base.Orientation] = orientation
    ImageOps.exif_transpose(mixed, in_place=True)
    return mixed


def _part_of(has: tuple[int, int], shape: tuple[int, int]) -> tuple[Box, int]:
    """The largest part of this shape, from the middle; and how many times smaller it is made before the last step."""
    width = min(has[0], max(has[1] * shape[0] // shape[1], 1))
    height = min(has[1], max(has[0] * shape[1] // shape[0], 1))
    left, top = (has[0] - width) // 2, (has[1] - height) // 2
    return (left, top, left + width, top + height), max(int(width / (shape[0] * SPARE)), 1)


def _check_memory(image: Image.Image, sent: bytes, pixels: int, size: tuple[int, int]) -> None:
    """Raise Invalid for a picture of so many pixels that takes too much memory until it is as small as `size`."""
    (left, top, right, bottom), factor = _part_of(image.size, size)
    made = (right - left) * (bottom - top) // factor**2
    if image.format == "WEBP":
        needed = float(WEBP_PIXEL * pixels)
    else:
        needed = SMALL_PIXELS.get(image.mode, 4) * image.width * image.height + 4 * made
        needed += _coefficients_of(image, sent) * JPEG_COEFFICIENT * pixels
    if needed > MOST_MEMORY:
        most, has = pixels * MOST_MEMORY / needed / 1_000_000, pixels / 1_000_000
        raise Invalid(
            TOO_MUCH_MEMORY.format(most=f"{math.floor(most * 10) / 10:g}", has=f"{math.ceil(has * 10) / 10:g}")
        )


def _coefficients_of(image: Image.Image, sent: bytes) -> float:
    """How many are held for each pixel: of a JPEG of several scans all of them, of other files none."""
    if not isinstance(image, JpegImagePlugin.JpegImageFile) or _is_of_one_scan(image, sent):
        return 0
    parts = [across * down for _, across, down, _ in image.layer]
    most = max(across for _, across, _, _ in image.layer) * max(down for _, _, down, _ in image.layer)
    return sum(parts) / most


def _is_of_one_scan(image: JpegImagePlugin.JpegImageFile, sent: bytes) -> bool:
    """Whether the first scan holds every color. Thumbnails have scans of their own, within segments that are passed."""
    at = 2
    while sent[at : at + 2] != START_OF_SCAN:
        if sent[at] != 0xFF or at + 4 > len(sent):
            return False
        at += 1 if sent[at + 1] == 0xFF else 2 + int.from_bytes(sent[at + 2 : at + 4], "big")
    return not image.info.get("progressive") and sent[at + 4] == image.layers


def _reduced(image: Image.Image, box: Box, factor: int) -> Image.Image:
    """This part of a picture, so many times smaller, in colors that can be mixed; strip by strip, to save memory."""
    left, top, right, bottom = box
    made = Image.new(
        _mixable(image.crop((left, top, right, top + 1))).mode, _smaller(right - left, bottom - top, factor)
    )
    for at in range(top, bottom, factor * ROWS_AT_ONCE):
        strip = image.crop((left, at, right, min(at + factor * ROWS_AT_ONCE, bottom)))
        made.paste(_mixable(strip).reduce(factor), (0, (at - top) // factor))
    return made


def _smaller(width: int, height: int, factor: int) -> tuple[int, int]:
    return math.ceil(width / factor), math.ceil(height / factor)


def _mixable(image: Image.Image) -> Image.Image:
    if image.mode.startswith("I;16"):
        return image.point(lambda value: value / 256).convert("L")
    if "transparency" in image.info or image.mode in ("P", "PA", "LA"):
        return image.convert("RGBA")
    return image if image.mode in MIXABLE else image.convert("L" if image.mode == "1" else "RGB")


def _cut(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    width = min(size[0], image.width, image.height * size[0] // size[1])
    cut = ImageOps.fit(image, (max(width, 1), max(width * size[1] // size[0], 1)))
    if cut.mode != "RGBA":
        return cut
    sheet = Image.new("RGB", cut.size, PAPER)
    sheet.paste(cut, mask=cut.getchannel("A"))
    return sheet


def _kept(image: Image.Image, profile: bytes | None) -> Picture:
    shown = _in_srgb(image, profile)
    shown.info = {}
    file = BytesIO()
    shown.save(file, "WEBP", quality=QUALITY, exif=b"", xmp=b"", icc_profile=b"")
    return Picture(file.getvalue(), *shown.size)


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """The picture in the colors every screen knows; a profile that cannot be read is as good as none."""
    if profile:
        try:
            told = ImageCms.ImageCmsProfile(BytesIO(profile))
            return ImageCms.profileToProfile(image, told, SRGB, outputMode="RGB") or image.convert("RGB")
        except (ImageCms.PyCMSError, *FAULTS):
            pass
    return image.convert("RGB")
