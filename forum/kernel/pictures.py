"""Pictures that people send, drawn anew: what is shown was made here, and holds nothing but what can be seen.

What a file is called or claims to be is not asked. Its size is read from its head, before anything is unpacked; one
picture is unpacked at a time in each process, so that memory stays bounded whatever is sent: 25 megapixels take 100
to 300 MB, as WebP 400.
"""

import hashlib
import struct
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageCms, ImageOps

from forum.kernel.errors import Invalid

FORMATS = ("JPEG", "PNG", "WEBP")
LARGEST_FILE = 8 * 1024 * 1024
MOST_PIXELS = 25_000_000
LONGEST_SIDE = 12_000
MOST_SCANS = 100  # a progressive JPEG has about ten; each further one is unpacked over all the pixels again
START_OF_SCAN = b"\xff\xda"
QUALITY = 82
MIXABLE = ("L", "RGB", "RGBA", "CMYK")
PAPER = (255, 255, 255)  # what shows through a picture's holes
SRGB = ImageCms.createProfile("sRGB")

EMPTY = "This file is empty."
TOO_LARGE = f"This file is larger than {LARGEST_FILE // 1024**2} MB. Save the picture smaller and choose it again."
NO_PICTURE = "This is no picture in JPEG, PNG or WebP, whatever its name says."
TOO_MANY_PIXELS = (
    f"This picture has more than {MOST_PIXELS // 1_000_000} megapixels. Save it smaller and choose it again."
)
TOO_LONG = f"A side of this picture is longer than {LONGEST_SIDE:,} pixels. Save it smaller and choose it again."
DAMAGED = "This picture is damaged or was cut off on its way. Save it anew and choose it again."

# What Pillow raises for files that are broken or made to break it.
FAULTS = (OSError, SyntaxError, ValueError, TypeError, IndexError, KeyError, EOFError, OverflowError, struct.error)
Image.MAX_IMAGE_PIXELS = MOST_PIXELS  # a second lock on the same door
BOMBS = (Image.DecompressionBombError, Image.DecompressionBombWarning)
warnings.filterwarnings("error", category=Image.DecompressionBombWarning)

one_at_a_time = threading.Lock()


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
        return _kept(_cut(_upright(image, size), size), image.info.get("icc_profile"))


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


def _upright(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    """The first picture of the file, the way its camera was held, in colors that can be mixed."""
    image.draft(None, (max(size), max(size)))  # a JPEG is unpacked no larger than needed
    image.load()
    mixed = _mixable(image)
    factor = min(image.size) // (2 * max(size))
    if factor > 1:  # the rest of the work is done on few pixels
        mixed = mixed.reduce(factor)
    ImageOps.exif_transpose(mixed, in_place=True)
    return mixed


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
