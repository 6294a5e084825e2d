import GridCatalog
import Matters

/// The grid folder as the clerk of this district keeps it.
extension World {
    /// Writes the roster and the cells of today into the folder.
    mutating func writeFolder() {
        var files = folder.files
        files["\(district)/staff.csv"] = Array(staffTable.utf8)
        files["\(district)/cells.csv"] = Array(cellTable.utf8)
        // People come and go faster here than anybody keeps a list of leave; here nobody is ever away.
        for name in ["absences.csv", "duty.csv"] { files["\(district)/\(name)"] = nil }
        folder = GridFolder(files: files)
    }

    private var staffTable: String {
        let rows = people.values.filter { $0.serves && !$0.isByHand }.map(\.staff).sorted { $0.id < $1.id }
            .map { person in
                [
                    person.id.text, person.name, person.role.rawValue, person.division?.text ?? "",
                    person.cells.map(\.text).sorted().joined(separator: " "), person.station?.text ?? "",
                    person.phone ?? "", "2000-01-01", "",
                ]
            }
        return Self.table(
            ["login", "name", "role", "scope", "cells", "station", "phone", "valid_from", "valid_until"], rows)
    }

    private var cellTable: String {
        let rows = cells.values.sorted { $0.code < $1.code }.map { cell in
            [
                cell.code.text, cell.name, cell.kind, cell.code.village.text, String(cell.households),
                cell.from.description, cell.until?.description ?? "",
                cell.predecessors.map(\.text).joined(separator: " "),
            ]
        }
        return Self.table(
            ["code", "name", "kind", "village", "households", "valid_from", "valid_until", "predecessors"], rows)
    }

    private static func table(_ head: [String], _ rows: [[String]]) -> String {
        ([head] + rows).map { $0.map(quoted).joined(separator: ",") + "\n" }.joined()
    }

    private static func quoted(_ field: String) -> String {
        guard field.contains(where: { ",\"\n".contains($0) }) else { return field }
        return "\"" + field.replacing("\"", with: "\"\"") + "\""
    }

    /// The folder with another amount for a limit from tomorrow on, as the README of the grids says: its row is closed
    /// today and another is added. `nil` if the file is not written the way this reads it.
    func folder(limit: String, on today: LocalDate, amount: (Int) -> Int) -> GridFolder? {
        let path = "rules/limits.yaml"
        guard let bytes = folder.files[path] else { return nil }
        var lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
        guard let start = lines.lastIndex(where: { $0.hasSuffix("- id: \(limit)") }) else { return nil }
        let end = lines[(start + 1)...].firstIndex { $0.contains("- id: ") } ?? lines.endIndex
        var row = Array(lines[start..<end])
        func line(_ key: String) -> Int? {
            row.firstIndex { $0.drop { $0 == " " }.hasPrefix("\(key): ") }
        }
        guard let amountLine = line("amount"), let old = Int(row[amountLine].drop { !$0.isNumber }),
            let fromLine = line("from"),
            let from = LocalDate(row[fromLine].split(separator: " ").last.map(String.init) ?? "")
        else { return nil }
        row[amountLine] = row[amountLine].prefix { !$0.isNumber } + "\(amount(old))"
        if from > today {
            lines.replaceSubrange(start..<end, with: row)
        } else {
            row[fromLine] = "    from: \(today.adding(days: 1))"
            lines.insert(contentsOf: row, at: end)
            lines.insert("    until: \(today)", at: start + 1)
        }
        var files = folder.files
        files[path] = Array(lines.joined(separator: "\n").utf8)
        return GridFolder(files: files)
    }
}
