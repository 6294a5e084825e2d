internal import CPango

/// White paper to draw on: a bitmap, in millimetres or in pixels, or the pages of a PDF file, in millimetres.
///
/// The only file that touches cairo and pango: every pointer is owned by one canvas and freed with it.
final class Canvas {
    /// Why there is no picture: cairo's own words.
    struct Failure: Error, Equatable, CustomStringConvertible {
        let description: String
    }

    private static let fonts = "Noto Sans CJK SC, Noto Sans SC, Source Han Sans SC, sans-serif"

    private let surface: OpaquePointer
    private let cairo: OpaquePointer
    /// What a PDF file has so far; `nil` for a bitmap.
    private let file: PDFBytes?

    /// The pages of a PDF file.
    /// - Parameter width: of the paper, in millimetres, as `height`.
    init(pdf title: String, width: Double, height: Double) throws(Failure) {
        let file = PDFBytes()
        let surface = cairo_pdf_surface_create_for_stream(
            { file, data, count in
                guard let data, let file else { return CAIRO_STATUS_WRITE_ERROR }
                Unmanaged<PDFBytes>.fromOpaque(file).takeUnretainedValue().bytes
                    .append(contentsOf: UnsafeBufferPointer(start: data, count: Int(count)))
                return CAIRO_STATUS_SUCCESS
            }, Unmanaged.passUnretained(file).toOpaque(), width * Self.pointsPerMillimetre,
            height * Self.pointsPerMillimetre)
        guard let surface, let cairo = cairo_create(surface) else { throw Failure(description: "out of memory") }
        self.surface = surface
        self.cairo = cairo
        self.file = file
        try check()
        cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, title)
        // Cairo would write the present time: the same posters are the same bytes.
        cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, "")
        cairo_scale(cairo, Self.pointsPerMillimetre, Self.pointsPerMillimetre)
        cairo_set_line_cap(cairo, CAIRO_LINE_CAP_ROUND)
        cairo_set_line_join(cairo, CAIRO_LINE_JOIN_ROUND)
    }

    private static let pointsPerMillimetre = 72 / 25.4

    /// A bitmap.
    /// - Parameter scale: pixels per drawing unit.
    init(width: Int, height: Int, scale: Double = 1) throws(Failure) {
        guard let surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, Int32(width), Int32(height)),
            let cairo = cairo_create(surface)
        else { throw Failure(description: "out of memory") }
        self.surface = surface
        self.cairo = cairo
        file = nil
        try check()
        cairo_set_source_rgb(cairo, 1, 1, 1)
        cairo_paint(cairo)
        cairo_scale(cairo, scale, scale)
        cairo_set_line_cap(cairo, CAIRO_LINE_CAP_ROUND)
        cairo_set_line_join(cairo, CAIRO_LINE_JOIN_ROUND)
    }

    deinit {
        cairo_destroy(cairo)
        cairo_surface_destroy(surface)
    }

    func draw(_ element: PosterElement) throws(Failure) {
        switch element {
        case .rectangle(let x, let y, let width, let height, let radius, let paint):
            roundedRectangle(x: x, y: y, width: width, height: height, radius: radius)
            apply(paint)
        case .circle(let x, let y, let radius, let paint):
            cairo_new_sub_path(cairo)
            cairo_arc(cairo, x, y, radius, 0, 2 * .pi)
            apply(paint)
        case .polygon(let points, let paint):
            lines(points)
            cairo_close_path(cairo)
            apply(paint)
        case .polyline(let points, let paint):
            lines(points)
            apply(paint)
        case .text(let line):
            try draw(line)
        case .code(let code, let x, let y, let size) where file != nil:
            draw(code, x: x, y: y, pixelsPerModule: size / Double(code.side))
        case .code(let code, let x, let y, let size): drawWhole(code, x: x, y: y, size: size)
        case .image(let image, let x, let y, let width, let height):
            try draw(image, x: x, y: y, width: width, height: height)
        case .piece(let piece, let x, let y, let scale):
            cairo_save(cairo)
            defer { cairo_restore(cairo) }
            cairo_translate(cairo, x, y)
            cairo_scale(cairo, scale, scale)
            for element in piece.elements { try draw(element) }
        }
    }

    /// On a bitmap in whole pixels only, so that no edge is grey: the most that fit into its place, in its middle.
    private func drawWhole(_ code: QRMatrix, x: Double, y: Double, size: Double) {
        var (left, top, width, height) = (x, y, size, size)
        cairo_user_to_device(cairo, &left, &top)
        cairo_user_to_device_distance(cairo, &width, &height)
        let module = max((width / Double(code.side)).rounded(.down), 1)
        let slack = (width - module * Double(code.side)) / 2
        cairo_save(cairo)
        cairo_identity_matrix(cairo)
        draw(code, x: (left + slack).rounded(), y: (top + slack).rounded(), pixelsPerModule: module)
        cairo_restore(cairo)
    }

    /// `x` and `y` are the symbol's top left, in drawing units.
    func draw(_ code: QRMatrix, x: Double, y: Double, pixelsPerModule module: Double) {
        cairo_save(cairo)
        cairo_set_antialias(cairo, CAIRO_ANTIALIAS_NONE)
        cairo_set_source_rgb(cairo, 0, 0, 0)
        for block in code.blocks {
            cairo_rectangle(
                cairo, x + Double(block.column) * module, y + Double(block.row) * module,
                Double(block.width) * module, Double(block.height) * module)
        }
        cairo_fill(cairo)
        cairo_restore(cairo)
    }

    private func draw(_ image: PosterImage, x: Double, y: Double, width: Double, height: Double) throws(Failure) {
        let picture = try Self.open(png: image.png)
        defer { cairo_surface_destroy(picture) }
        cairo_save(cairo)
        defer { cairo_restore(cairo) }
        cairo_translate(cairo, x, y)
        cairo_scale(cairo, width / Double(image.width), height / Double(image.height))
        cairo_set_source_surface(cairo, picture, 0, 0)
        cairo_paint(cairo)
    }

    /// Whether `png` can be decoded to its end.
    static func check(png: [UInt8]) throws(Failure) { cairo_surface_destroy(try open(png: png)) }

    /// The caller destroys it.
    private static func open(png: [UInt8]) throws(Failure) -> OpaquePointer {
        var rest = png[...]
        let picture = withUnsafeMutablePointer(to: &rest) { rest in
            cairo_image_surface_create_from_png_stream(
                { rest, target, count in
                    guard let target, let rest = rest?.assumingMemoryBound(to: ArraySlice<UInt8>.self),
                        rest.pointee.count >= Int(count)
                    else { return CAIRO_STATUS_READ_ERROR }
                    for index in 0..<Int(count) { target[index] = rest.pointee.removeFirst() }
                    return CAIRO_STATUS_SUCCESS
                }, rest)
        }
        guard let picture else { throw Failure(description: "out of memory") }
        do throws(Failure) { try check(cairo_surface_status(picture)) } catch {
            cairo_surface_destroy(picture)
            throw error
        }
        return picture
    }

    /// Ends a page of a PDF file.
    func endPage() { cairo_show_page(cairo) }

    /// The whole PDF file; nothing can be drawn after it.
    func pdf() throws(Failure) -> [UInt8] {
        cairo_surface_finish(surface)
        try Self.check(cairo_surface_status(surface))
        return file?.bytes ?? []
    }

    /// The picture as a PNG file.
    func png() throws(Failure) -> [UInt8] {
        try check()
        cairo_surface_flush(surface)
        var bytes: [UInt8] = []
        let status = withUnsafeMutablePointer(to: &bytes) { sink in
            cairo_surface_write_to_png_stream(
                surface,
                { sink, data, count in
                    guard let data, let sink = sink?.assumingMemoryBound(to: [UInt8].self) else {
                        return CAIRO_STATUS_WRITE_ERROR
                    }
                    sink.pointee.append(contentsOf: UnsafeBufferPointer(start: data, count: Int(count)))
                    return CAIRO_STATUS_SUCCESS
                }, sink)
        }
        try Self.check(status)
        return bytes
    }

    /// How many glyphs of `text` no installed font has.
    static func unknownGlyphs(in text: String) throws(Failure) -> Int {
        let canvas = try Canvas(width: 1, height: 1)
        let layout = try canvas.layout(text, size: 16, isBold: false)
        defer { g_object_unref(UnsafeMutableRawPointer(layout)) }
        return Int(pango_layout_get_unknown_glyphs_count(layout))
    }

    /// How wide `line` really is, in drawing units.
    func width(of line: PosterElement.TextLine) throws(Failure) -> Double {
        let layout = try layout(line.text, size: line.size, isBold: line.isBold)
        defer { g_object_unref(UnsafeMutableRawPointer(layout)) }
        return width(of: layout)
    }

    private func draw(_ line: PosterElement.TextLine) throws(Failure) {
        let layout = try layout(line.text, size: line.size, isBold: line.isBold)
        defer { g_object_unref(UnsafeMutableRawPointer(layout)) }
        let shift =
            switch line.anchor {
            case .start: 0.0
            case .middle: width(of: layout) / 2
            case .end: width(of: layout)
            }
        setSource(line.ink)
        cairo_move_to(
            cairo, line.x - shift, line.baseline - Double(pango_layout_get_baseline(layout)) / units)
        pango_cairo_show_layout(cairo, layout)
    }

    /// A new layout of one line; the caller gives it back.
    private func layout(_ text: String, size: Double, isBold: Bool) throws(Failure) -> OpaquePointer {
        guard let layout = pango_cairo_create_layout(cairo),
            let font = pango_font_description_from_string(Self.fonts)
        else { throw Failure(description: "out of memory") }
        defer { pango_font_description_free(font) }
        pango_font_description_set_absolute_size(font, size * units)
        pango_font_description_set_weight(font, isBold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL)
        // Positions between drawing units; else letters stick together at millimetre sizes.
        pango_context_set_round_glyph_positions(pango_layout_get_context(layout), 0)
        pango_layout_set_font_description(layout, font)
        pango_layout_set_single_paragraph_mode(layout, 1)
        let bytes = Array(text.utf8)
        bytes.withUnsafeBytes { buffer in
            pango_layout_set_text(layout, buffer.bindMemory(to: CChar.self).baseAddress, Int32(bytes.count))
        }
        return layout
    }

    private func width(of layout: OpaquePointer) -> Double {
        var width: Int32 = 0
        pango_layout_get_size(layout, &width, nil)
        return Double(width) / units
    }

    private var units: Double { Double(PANGO_SCALE) }

    private func roundedRectangle(x: Double, y: Double, width: Double, height: Double, radius: Double) {
        let (right, bottom) = (x + width, y + height)
        cairo_new_sub_path(cairo)
        cairo_arc(cairo, right - radius, y + radius, radius, -.pi / 2, 0)
        cairo_arc(cairo, right - radius, bottom - radius, radius, 0, .pi / 2)
        cairo_arc(cairo, x + radius, bottom - radius, radius, .pi / 2, .pi)
        cairo_arc(cairo, x + radius, y + radius, radius, .pi, 1.5 * .pi)
        cairo_close_path(cairo)
    }

    private func lines(_ points: [PosterElement.Point]) {
        for (index, point) in points.enumerated() {
            if index == 0 {
                cairo_move_to(cairo, point.x, point.y)
            } else {
                cairo_line_to(cairo, point.x, point.y)
            }
        }
    }

    private func apply(_ paint: PosterElement.Paint) {
        if let fill = paint.fill {
            setSource(fill)
            cairo_fill_preserve(cairo)
        }
        if let stroke = paint.stroke {
            setSource(stroke)
            cairo_set_line_width(cairo, paint.width)
            cairo_stroke_preserve(cairo)
        }
        cairo_new_path(cairo)
    }

    private func setSource(_ ink: PosterElement.Ink) {
        let (red, green, blue) = ink.rgb
        cairo_set_source_rgb(cairo, Double(red) / 255, Double(green) / 255, Double(blue) / 255)
    }

    private func check() throws(Failure) { try Self.check(cairo_status(cairo)) }

    private static func check(_ status: cairo_status_t) throws(Failure) {
        guard status == CAIRO_STATUS_SUCCESS else {
            throw Failure(description: String(cString: cairo_status_to_string(status)))
        }
    }
}

/// Where cairo writes a PDF file to, piece by piece.
private final class PDFBytes {
    var bytes: [UInt8] = []
}
