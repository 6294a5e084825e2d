/// A poster as one SVG file, with text that can be selected and searched, and no outside reference.
public enum SVGPoster {
    /// Fonts in the order they are tried; any of them has the characters of Chinese place names.
    static let fonts =
        "'Noto Sans CJK SC','Noto Sans SC','Source Han Sans SC','Microsoft YaHei','PingFang SC',sans-serif"

    /// - Throws: `QRMatrix.Failure` if the address is too long for a QR code.
    public static func render(_ content: PosterContent, as design: PosterDesign = .a4) throws(QRMatrix.Failure)
        -> String
    {
        render(try design.drawing(of: content))
    }

    public static func render(_ drawing: Drawing) -> String {
        let size = (width: mm(drawing.width), height: mm(drawing.height))
        return """
            <?xml version="1.0" encoding="UTF-8"?>
            <svg xmlns="http://www.w3.org/2000/svg" width="\(size.width)mm" height="\(size.height)mm" \
            viewBox="0 0 \(size.width) \(size.height)" lang="zh-Hans" font-family="\(fonts)" \
            stroke-linecap="round" stroke-linejoin="round">
            <title>\(escaped(drawing.title))</title>
            <rect width="\(size.width)" height="\(size.height)" fill="#fff"/>
            \(drawing.elements.map(element).joined(separator: "\n"))
            </svg>

            """
    }

    private static func element(_ element: PosterElement) -> String {
        switch element {
        case .rectangle(let x, let y, let width, let height, let radius, let paint):
            let corner = radius > 0 ? #" rx="\#(mm(radius))""# : ""
            return
                #"<rect x="\#(mm(x))" y="\#(mm(y))" width="\#(mm(width))" height="\#(mm(height))"\#(corner)"#
                + "\(attributes(paint))/>"
        case .circle(let x, let y, let radius, let paint):
            return #"<circle cx="\#(mm(x))" cy="\#(mm(y))" r="\#(mm(radius))"\#(attributes(paint))/>"#
        case .polygon(let points, let paint):
            return #"<polygon points="\#(list(points))"\#(attributes(paint))/>"#
        case .polyline(let points, let paint):
            return #"<polyline points="\#(list(points))"\#(attributes(paint))/>"#
        case .text(let line):
            let weight = line.isBold ? #" font-weight="700""# : ""
            let anchor = line.anchor == .start ? "" : #" text-anchor="\#(line.anchor.rawValue)""#
            return #"<text x="\#(mm(line.x))" y="\#(mm(line.baseline))" font-size="\#(mm(line.size))""#
                + #"\#(weight)\#(anchor) fill="\#(colour(line.ink))">\#(escaped(line.text))</text>"#
        case .code(let code, let x, let y, let size):
            // Not rounded to a hundredth: the rounding would add up over the modules.
            let scale = size / Double(code.side)
            return
                #"<path transform="translate(\#(mm(x)) \#(mm(y))) scale(\#(scale))" d="\#(code.svgPath())""#
                + ##" fill="#000" shape-rendering="crispEdges"/>"##
        case .image(let image, let x, let y, let width, let height):
            return #"<image x="\#(mm(x))" y="\#(mm(y))" width="\#(mm(width))" height="\#(mm(height))""#
                + #" href="data:image/png;base64,\#(Base64.encode(image.png))"/>"#
        case .piece(let piece, let x, let y, let scale):
            let parts = piece.elements.map(Self.element).joined(separator: "\n")
            return "<g transform=\"translate(\(mm(x)) \(mm(y))) scale(\(scale))\">\n\(parts)\n</g>"
        }
    }

    private static func attributes(_ paint: PosterElement.Paint) -> String {
        let fill = #" fill="\#(paint.fill.map(colour) ?? "none")""#
        guard let stroke = paint.stroke else { return fill }
        return #"\#(fill) stroke="\#(colour(stroke))" stroke-width="\#(mm(paint.width))""#
    }

    private static func colour(_ ink: PosterElement.Ink) -> String {
        let (red, green, blue) = ink.rgb
        return "#" + [red, green, blue].map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    private static func list(_ points: [PosterElement.Point]) -> String {
        points.map { "\(mm($0.x)),\(mm($0.y))" }.joined(separator: " ")
    }

    private static func mm(_ value: Double) -> String { Millimetres.text(value) }

    /// By scalars and not by characters, so that a quote with a combining mark on it is still a quote.
    private static func escaped(_ text: String) -> String {
        var escaped = ""
        for scalar in PosterText.clean(text).unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "'": escaped += "&#39;"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
