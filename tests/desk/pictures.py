"""Pictures as people send them, good and bad, each made when it is asked for."""

import io
import struct
import zipfile
import zlib
from functools import cache
from typing import Any

from PIL import Image, ImageCms

UPRIGHT = (800, 1200)


def encoded(image: Image.Image, kind: str = "JPEG", **options: Any) -> bytes:
    """The picture as a file of this kind."""
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


@cache
def gradient(size: tuple[int, int] = UPRIGHT, mode: str = "RGB") -> Image.Image:
    """Dark above and light below, in the colors of this mode."""
    return Image.linear_gradient("L").resize(size).convert(mode)


def jpeg(**options: Any) -> bytes:
    """A sound photograph."""
    return encoded(gradient(), **options)


def photograph_of_a_place() -> bytes:
    """A photograph taken lying on its side, with its place, camera, thumbnail, profile and a comment in it."""
    told = Image.Exif()
    told[0x0112] = 6  # turn it a quarter to the right
    told[0x010F] = "SECRET-CAMERA"
    told.get_ifd(0x8825)[2] = (52.0, 31.0, 12.0)
    told.get_ifd(0x8825)[29] = "SECRET-PLACE"
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    on_its_side = gradient().rotate(90, expand=True)
    return encoded(on_its_side, exif=told, icc_profile=profile, comment=b"SECRET-COMMENT", xmp=b"<x>SECRET-XMP</x>")


def of_sixteen_bits() -> bytes:
    """A gray PNG whose every pixel takes two bytes."""
    both = b"".join(bytes((value, value)) for value in gradient(mode="L").tobytes())
    return encoded(Image.frombytes("I;16", UPRIGHT, both), "PNG")


def png_that_claims(width: int, height: int) -> bytes:
    """A small sound PNG of so many pixels, every one of them black: a bomb when it is large."""
    rows = zlib.compressobj(9)
    line = b"\0" * (1 + (width + 7) // 8)
    data = b"".join(rows.compress(line) for _ in range(height)) + rows.flush()
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", data), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*part) for part in parts)


def webp_that_claims(width: int, height: int) -> bytes:
    """The head of a WebP of so many pixels, with nothing behind it."""
    data = b"\x2f" + struct.pack("<I", (width - 1) | (height - 1) << 14) + bytes(40)
    body = b"WEBPVP8L" + struct.pack("<I", len(data)) + data
    return b"RIFF" + struct.pack("<I", len(body)) + body


def archive() -> bytes:
    """An archive, as it is hung behind a picture that is a program at the same time."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        made.writestr("SECRET-PROGRAM.class", b"<script>alert('SECRET')</script>")
    return file.getvalue()


def of_many_scans() -> bytes:
    """A JPEG that would be drawn over and over again."""
    good = encoded(gradient(), progressive=True)
    scan = good[good.rindex(b"\xff\xda") : -2]
    return good[:-2] + scan * 400 + good[-2:]


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def large(kind: str, width: int, height: int, mode: str = "RGB", **options: Any) -> bytes:
    """A sound picture of many pixels in a small file."""
    plain = Image.new(
        mode, (width, height), 128 if len(mode) == 1 else (128,) * len(Image.new(mode, (1, 1)).getbands())
    )
    if "A" in mode:
        plain.putalpha(Image.linear_gradient("L").resize((width, height)))
    return encoded(plain, kind, **options)


def png_of_sixteen_bits(width: int, height: int, *, interlaced: bool = False) -> bytes:
    """A PNG whose every pixel takes eight bytes."""
    rows, data = zlib.compressobj(1), b""
    heights = _passes(width, height) if interlaced else [(width, height)]
    for across, down in heights:
        data += b"".join(rows.compress(b"\0" * (1 + across * 8)) for _ in range(down if across else 0))
    head = struct.pack(">IIBBBBB", width, height, 16, 6, 0, 0, int(interlaced))
    parts = ((b"IHDR", head), (b"IDAT", data + rows.flush()), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*part) for part in parts)


def _passes(width: int, height: int) -> list[tuple[int, int]]:
    """The sizes of the seven pictures that an interlaced PNG consists of."""
    starts = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))
    return [(len(range(x, width, across)), len(range(y, height, down))) for x, y, across, down in starts]
