extension QRMatrix {
    /// A rectangle of dark modules, in modules from the symbol's top left.
    struct Block: Hashable {
        let column: Int
        let row: Int
        let width: Int
        var height: Int
    }

    /// The dark modules as few rectangles: each horizontal run, grown downwards while the next row has the same run.
    var blocks: [Block] {
        var blocks: [Block] = []
        blocks.reserveCapacity(side * side / 4)
        // For each column, the block whose last row was the one above and that starts here.
        var grown = Array(repeating: -1, count: side)
        for row in 0..<side {
            var column = 0
            while column < side {
                let start = column
                while column < side, isDark(column, row) { column += 1 }
                if column == start {
                    grown[start] = -1
                    column += 1
                    continue
                }
                let above = grown[start]
                if above >= 0, blocks[above].width == column - start {
                    blocks[above].height += 1
                } else {
                    grown[start] = blocks.count
                    blocks.append(Block(column: start, row: row, width: column - start, height: 1))
                }
                for covered in start + 1..<max(column, start + 1) { grown[covered] = -1 }
            }
        }
        return blocks
    }

    /// The dark modules as the `d` of one SVG path: one unit is one module, (0, 0) the symbol's top left.
    public func svgPath() -> String {
        var path: [UInt8] = []
        path.reserveCapacity(side * side * 6)
        for block in blocks {
            Self.append("M", block.column, to: &path)
            Self.append(" ", block.row, to: &path)
            Self.append("h", block.width, to: &path)
            Self.append("v", block.height, to: &path)
            Self.append("h-", block.width, to: &path)
            path.append(UInt8(ascii: "z"))
        }
        return String(decoding: path, as: UTF8.self)
    }

    /// `number` is below 1,000: the largest symbol has 177 modules a side.
    private static func append(_ command: StaticString, _ number: Int, to path: inout [UInt8]) {
        path.append(
            contentsOf: UnsafeBufferPointer(start: command.utf8Start, count: command.utf8CodeUnitCount))
        if number >= 100 { path.append(UInt8(ascii: "0") + UInt8(number / 100)) }
        if number >= 10 { path.append(UInt8(ascii: "0") + UInt8(number / 10 % 10)) }
        path.append(UInt8(ascii: "0") + UInt8(number % 10))
    }

    /// A whole SVG file: black modules on a white square with its quiet zone.
    ///
    /// - Parameter millimetresPerModule: the printed width of one module; 1 mm is read from about half a metre.
    public func svg(millimetresPerModule: Double = 1) -> String {
        let quiet = Self.quietZone
        let units = side + 2 * quiet
        let millimetres = Millimetres.text(Double(units) * millimetresPerModule)
        return """
            <svg xmlns="http://www.w3.org/2000/svg" width="\(millimetres)mm" height="\(millimetres)mm" \
            viewBox="\(-quiet) \(-quiet) \(units) \(units)">\
            <rect x="\(-quiet)" y="\(-quiet)" width="\(units)" height="\(units)" fill="#fff"/>\
            <path d="\(svgPath())" fill="#000" shape-rendering="crispEdges"/></svg>

            """
    }

    /// The code drawn with half blocks for a terminal, quiet zone included, that a phone can scan from the screen.
    ///
    /// Black on white is forced by ANSI colours: most terminals are dark, and many readers fail on an inverted code.
    /// Needs `side + 8` columns and half as many lines.
    public func terminal() -> String {
        let range = -Self.quietZone..<side + Self.quietZone
        let lines = stride(from: range.lowerBound, to: range.upperBound, by: 2).map { row in
            let blocks = range.map { column -> Character in
                switch (self[column, row], self[column, row + 1]) {
                case (false, false): " "
                case (true, false): "▀"
                case (false, true): "▄"
                case (true, true): "█"
                }
            }
            return "\u{1B}[38;5;16;48;5;231m\(String(blocks))\u{1B}[0m\n"
        }
        return lines.joined()
    }
}
