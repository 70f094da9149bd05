"""What a picture costs while it is made anew: about 100 MB at most, whatever was sent, measured where it is made."""

import subprocess
import sys
from pathlib import Path

import pytest

from forum.kernel.errors import Invalid
from forum.kernel.pictures import redrawn
from tests.desk import pictures
from tests.support.site import ROOT

pytestmark = pytest.mark.sqlite_only("no database is asked")
MOST_MEMORY = 125  # MB more than before; a hundred, and what the allocator keeps
SIZE, LEAST = (640, 960), (200, 300)
POSTER, SQUARE, WIDE = (2000, 3000), (4800, 4800), (11_900, 1_900)
# In a process of its own, after the codecs were loaded: VmHWM is the most memory that it ever had.
MEASURE = """
import io, sys
from pathlib import Path
from PIL import Image
from forum.kernel.pictures import redrawn
def memory(name):
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(name)) // 1024
for kind in ("JPEG", "PNG", "WEBP"):
    small = io.BytesIO()
    Image.new("RGB", (400, 600)).save(small, kind)
    redrawn(small.getvalue(), (640, 960), (200, 300))
sent, before = Path(sys.argv[1]).read_bytes(), memory("VmRSS")
made = redrawn(sent, (640, 960), (200, 300))
print(memory("VmHWM") - before, made.width, made.height)
"""
TAKEN = {
    "jpeg": lambda: pictures.large("JPEG", *SQUARE),
    "jpeg, wide": lambda: pictures.large("JPEG", *WIDE),
    "jpeg in cmyk, wide": lambda: pictures.large("JPEG", *WIDE, "CMYK"),
    "jpeg, progressive": lambda: pictures.large("JPEG", *SQUARE, progressive=True),
    "jpeg, progressive, every color whole": lambda: pictures.large("JPEG", 3900, 3900, progressive=True, subsampling=0),
    "png": lambda: pictures.large("PNG", *SQUARE),
    "png, wide": lambda: pictures.large("PNG", *WIDE, "RGBA"),
    "png with holes": lambda: pictures.large("PNG", *SQUARE, "RGBA", compress_level=1),
    "png, gray with holes": lambda: pictures.large("PNG", *SQUARE, "LA", compress_level=1),
    "png with one color that is a hole": lambda: pictures.large("PNG", *SQUARE, transparency=(1, 2, 3)),
    "png of a palette with a hole": lambda: pictures.large("PNG", 4990, 4990, "P", transparency=0),
    "png of sixteen bits": lambda: pictures.png_of_sixteen_bits(*SQUARE),
    "png of sixteen bits, interlaced": lambda: pictures.png_of_sixteen_bits(*SQUARE, interlaced=True),
    "webp": lambda: pictures.large("WEBP", *POSTER, method=0),
    "webp with holes": lambda: pictures.large("WEBP", *POSTER, "RGBA", method=0),
    "webp without loss": lambda: pictures.large("WEBP", *POSTER, lossless=True, method=0),
    "webp without loss, with holes": lambda: pictures.large("WEBP", *POSTER, "RGBA", lossless=True, method=0),
    "webp that moves": lambda: pictures.large(
        "WEBP", *POSTER, method=0, save_all=True, append_images=[pictures.gradient(POSTER)]
    ),
}
REFUSED = {
    "webp": lambda: pictures.large("WEBP", 2500, 2500, method=0),
    "png with holes": lambda: pictures.large("PNG", 4990, 4990, "RGBA", compress_level=1),
    "png of sixteen bits": lambda: pictures.png_of_sixteen_bits(4990, 4990),
    "jpeg, progressive, in cmyk": lambda: pictures.large("JPEG", *SQUARE, "CMYK", progressive=True),
    "jpeg of several scans, which a thumbnail hides": lambda: pictures.large(
        "JPEG", *SQUARE, "CMYK", progressive=True, comment=b"\xff\xda\x00\x0e\x04"
    ),
}


@pytest.mark.parametrize("sent", TAKEN.values(), ids=TAKEN)
def test_no_picture_that_is_taken_costs_more_than_about_a_hundred_megabytes(tmp_path: Path, sent):
    (tmp_path / "sent").write_bytes(sent())
    measured = [sys.executable, "-c", MEASURE, str(tmp_path / "sent")]
    done = subprocess.run(measured, check=True, capture_output=True, text=True, cwd=ROOT, env={"PYTHONPATH": str(ROOT)})
    memory, width, height = map(int, done.stdout.split())
    assert memory <= MOST_MEMORY
    assert (width, height) == SIZE


@pytest.mark.parametrize("sent", REFUSED.values(), ids=REFUSED)
def test_a_picture_that_would_cost_more_is_refused_with_what_its_kind_can_have(sent):
    with pytest.raises(Invalid, match=r"can have \d+(\.\d)? megapixels at most, and this one has [\d.]+\. Save it"):
        redrawn(sent(), SIZE, LEAST)


@pytest.mark.parametrize("exif_thumbnail", [b"", b"\xff\xda\x00\x0c\x03"], ids=["plain", "with a thumbnail"])
def test_a_photograph_of_one_scan_may_have_all_its_pixels(exif_thumbnail):
    photograph = pictures.large("JPEG", 5000, 5000, comment=exif_thumbnail)
    assert redrawn(photograph, SIZE, LEAST).width == 640
