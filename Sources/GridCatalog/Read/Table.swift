import Matters

/// One row of a table, with what is needed to say exactly where a value is wrong.
struct Row {
    let origin: Origin
    let findings: Findings
    fileprivate let columns: [String: Int]
    fileprivate let fields: [String]

    func report(_ column: String?, _ kind: Problem.Kind, _ zh: String, _ en: String) {
        findings.report(origin, column, kind, zh, en)
    }

    /// The value of a column; empty if the cell of the spreadsheet is.
    subscript(column: String) -> String { columns[column].map { fields[$0] } ?? "" }
}

/// The columns of one kind of file.
struct TableForm {
    /// Columns that must be there.
    let columns: [String]
    /// Columns that may be left out.
    var optional: [String] = []

    /// The rows that can be read; everything else is reported.
    func rows(of bytes: [UInt8], file: String, findings: Findings) -> [Row] {
        let top = Origin(file: file)
        guard let text = FileText.read(bytes, file: file, findings: findings) else { return [] }
        let table = TableRecords(text)
        for line in table.misquoted {
            findings.report(
                Origin(file: file, line: line), nil, .quoting, "引号不成对，这一行没法读。请检查英文双引号",
                "the quotation marks do not pair up, the row cannot be read; check the \" characters")
        }
        guard let header = table.records.first else {
            findings.report(
                top, nil, .emptyFile, "文件是空的，至少要有表头", "the file is empty; it needs at least its header")
            return []
        }
        guard let columns = columns(of: header, file: file, findings: findings) else { return [] }
        return table.records.dropFirst().compactMap { record in
            let origin = Origin(file: file, line: record.line)
            guard record.fields.count == header.fields.count else {
                findings.report(
                    origin, nil, .fieldCount,
                    "这一行有 \(record.fields.count) 格，表头有 \(header.fields.count) 格。多出的逗号请用双引号括起来",
                    "\(record.fields.count) fields where the header has \(header.fields.count); quote commas in a field"
                )
                return nil
            }
            return Row(origin: origin, findings: findings, columns: columns, fields: record.fields)
        }
    }

    private func columns(
        of header: TableRecords.Record, file: String, findings: Findings
    ) -> [String: Int]? {
        let origin = Origin(file: file, line: header.line)
        if header.fields.count == 1, header.fields[0].contains(where: { $0 == ";" || $0 == "\t" }) {
            findings.report(
                origin, nil, .quoting, "各列要用英文逗号分开，请另存为“CSV UTF-8（逗号分隔）”",
                "columns must be separated by commas; save as \"CSV UTF-8 (comma delimited)\"")
            return nil
        }
        var index: [String: Int] = [:]
        for (position, name) in header.fields.enumerated() {
            if index[name] != nil {
                findings.report(origin, name, .duplicate, "表头里有两个“\(name)”", "the header has “\(name)” twice")
            } else if !columns.contains(name), !optional.contains(name) {
                findings.report(
                    origin, name, .extraColumn, "多了一列“\(name)”，不会读取", "unknown column “\(name)” is not read")
            }
            index[name] = position
        }
        let missing = columns.filter { index[$0] == nil }
        for name in missing {
            findings.report(origin, name, .missingColumn, "缺少“\(name)”这一列", "column “\(name)” is missing")
        }
        return missing.isEmpty ? index : nil
    }
}

extension FileText {
    /// The text of a file; `nil`, and a problem that says what to do, if it is not UTF-8.
    static func read(_ bytes: [UInt8], file: String, findings: Findings) -> FileText? {
        do throws(Fault) {
            return try FileText(bytes)
        } catch {
            let top = Origin(file: file)
            switch error {
            case .gbk:
                findings.report(
                    top, nil, .encoding, "这个文件是 GBK 编码，请另存为“CSV UTF-8”",
                    "this file is GBK; save it as \"CSV UTF-8\"")
            case .utf16:
                findings.report(
                    top, nil, .encoding, "这个文件是 UTF-16（Unicode 文本），请另存为“CSV UTF-8”",
                    "this file is UTF-16 (Unicode text); save it as \"CSV UTF-8\"")
            case .unknown(let line):
                findings.report(
                    Origin(file: file, line: line), nil, .encoding, "这里不是 UTF-8 文字，请另存为“CSV UTF-8”",
                    "this is not UTF-8 text; save the file as \"CSV UTF-8\"")
            }
            return nil
        }
    }
}
