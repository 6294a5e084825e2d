"""The peer: posters of a plan by ReportLab, with an embedded font.

    posters.py codes.csv FONT FOLDER county|poster
"""

import csv
import itertools
import pathlib
import sys

import segno
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

plan, font, folder, unit = sys.argv[1:]
pdfmetrics.registerFont(TTFont("cjk", font, subfontIndex=0))
pathlib.Path(folder).mkdir(parents=True, exist_ok=True)


def page(canvas, row):
    width = A4[0]
    canvas.setFont("cjk", 70)
    canvas.drawCentredString(width / 2, 250 * mm, "码上访、马上办")
    canvas.setFont("cjk", 28)
    canvas.drawCentredString(width / 2, 230 * mm, "扫一扫，说事情")
    code = segno.make(row["url"], error="q", boost_error=False, micro=False)
    side = 108 * mm / code.symbol_size(border=4)[0]
    path = canvas.beginPath()
    for line, modules in enumerate(code.matrix):
        start = 0
        for dark, run in itertools.groupby(modules):
            length = len(list(run))
            if dark:
                path.rect(20 * mm + (start + 4) * side, 215 * mm - (line + 5) * side, length * side, side)
            start += length
    canvas.drawPath(path, fill=1, stroke=0)
    canvas.setFont("cjk", 24)
    canvas.drawCentredString(width / 2, 90 * mm, row["county"] + row["township"] + row["name"])
    canvas.setFont("cjk", 16)
    for number, text in enumerate(("从不收费　不要身份证和银行卡　不装应用", "政务热线 12345　法律援助 12348　紧急报警 110", row["url"])):
        canvas.drawCentredString(width / 2, (75 - 10 * number) * mm, text)
    canvas.showPage()


with open(plan, newline="") as file:
    rows = list(csv.DictReader(file))
key = (lambda row: row["file"].rsplit("/", 2)[0]) if unit == "county" else (lambda row: row["file"])
for name, group in itertools.groupby(rows, key):
    canvas = Canvas(f"{folder}/{name.replace('/', '-')}.pdf", pagesize=A4)
    for row in group:
        page(canvas, row)
    canvas.save()
