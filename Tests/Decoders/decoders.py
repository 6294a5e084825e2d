"""Readers of codes that nobody here wrote."""

import zxingcpp
from pyzbar import pyzbar


def zbar(picture):
    """What zbar reads, the texts of all codes."""
    return {found.data.decode() for found in pyzbar.decode(picture, symbols=[pyzbar.ZBarSymbol.QRCODE])}


def zxing(picture):
    """What ZXing-C++ reads, the texts of all codes."""
    return {found.text for found in zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode)}


ALL = {"zbar": zbar, "ZXing-C++": zxing}
