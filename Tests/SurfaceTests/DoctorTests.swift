import Foundation
import Matters
import Storage
import Testing

@testable import mashang

@Suite("mashang doctor", .timeLimit(.minutes(1)))
struct DoctorTests {
    private struct Line: Decodable, Equatable {
        let area, grade, text: String
    }

    private func doctor(_ town: Town) async throws -> (status: Int32, lines: [Line]) {
        let said = try await town.run(DoctorCommand.self, ["--json"])
        return (said.status, try JSONDecoder().decode([Line].self, from: said.output))
    }

    @Test("A town where everybody is answered has no fault; each setting says where it came from")
    func sound() async throws {
        try await Town.open { town in
            let (status, lines) = try await doctor(town)
            #expect(status == 0 && !lines.contains { $0.grade == "fault" }, "\(lines)")
            #expect(
                Set(lines.map(\.area))
                    == [
                        "settings", "database", "clock", "disk", "folder", "fonts", "grid", "coverage", "calendar",
                        "staff", "codes", "seal",
                    ])
            #expect(lines.contains { $0.area == "settings" && $0.text.hasPrefix("database = sqlite (") })
            let text = String(decoding: try await town.run(DoctorCommand.self, []).output, as: UTF8.self)
            #expect(text.split(separator: "\n").count == lines.count && text.contains("ok      coverage  every cell"))
        }
    }

    @Test("A year whose holidays were not published is a warning in November, a fault from its first day")
    func holidays() async throws {
        try await Town.open { town in
            while ChinaTime.date(of: town.deployment.clock.now()).month != 11 { town.pass(.days(7)) }
            let year = ChinaTime.date(of: town.deployment.clock.now()).year
            let soon = try await doctor(town)
            let warning = try #require(soon.lines.first { $0.area == "calendar" && $0.grade == "warning" })
            #expect(soon.status == 0 && warning.text.contains("holidays of \(year + 1) are missing"))
            while ChinaTime.date(of: town.deployment.clock.now()).year == year { town.pass(.days(7)) }
            let late = try await doctor(town)
            let fault = try #require(late.lines.first { $0.area == "calendar" })
            #expect(late.status == 1 && fault.grade == "fault" && fault.text.contains("weekdays are counted meanwhile"))
        }
    }

    @Test("A cell whose worker left, and keys that others can read, are faults that name them")
    func faults() async throws {
        try await Town.open { town in
            try await town.deployment.store.accounts.setDisabled(StaffID(Town.worker)!, true)
            try await town.deployment.grid.refresh()
            let keys = town.deployment.folder.path + "/keys"
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: keys)
            let (status, lines) = try await doctor(town)
            let faults = lines.filter { $0.grade == "fault" }
            #expect(status == 1 && Set(faults.map(\.area)) == ["coverage", "folder"], "\(faults)")
            #expect(faults.contains { $0.text.contains("has no grid worker") })
            #expect(faults.contains { $0.text.contains("others can read \(keys)") })
        }
    }
}
