"""Readers of codes that nobody here wrote."""

import zxingcpp
from pyzbar import pyzbar


def zbar(picture):
    """What zbar reads, the texts of all codes.

    From the picture and from one of half its size, as applications do: unlike ZXing it does not look twice by itself, and
    takes grain for edges where modules are large.
    """
    return {
        found.data.decode() for size in (picture, picture.reduce(2))
        for found in pyzbar.decode(size, symbols=[pyzbar.ZBarSymbol.QRCODE])}


def zxing(picture):
    """What ZXing-C++ reads, the texts of all codes."""
    return {found.text for found in zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode)}


ALL = {"zbar": zbar, "ZXing-C++": zxing}
