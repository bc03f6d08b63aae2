"""Files people hand in, made in memory."""

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from PIL.TiffImagePlugin import IFDRational


def pdf(text: str = "a", name: str = "ke-hoach.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, f"%PDF-1.4\n1 0 obj<<>>endobj\n%{text}\n%%EOF\n".encode())


def photo(name: str = "anh.jpg", size: tuple[int, int] = (900, 600), colour: str = "red") -> SimpleUploadedFile:
    """A JPEG with the place and the camera in its EXIF, lying on its side (orientation 6)."""
    picture = Image.new("RGB", size, colour)
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x0110] = "Máy ảnh của Lan"
    exif[0x8825] = {1: "N", 2: (IFDRational(20), IFDRational(57), IFDRational(0))}
    stream = io.BytesIO()
    picture.save(stream, "JPEG", exif=exif)
    return SimpleUploadedFile(name, stream.getvalue())
