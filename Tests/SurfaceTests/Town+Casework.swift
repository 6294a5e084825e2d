import Dispatcher
import Foundation
import GridCatalog
import Matters
import Testing

@testable import mashang

/// What residents, bodies and the system do in a town, without the pages they do it on.
extension Town {
    var firstBody: String { get throws { try #require(grid().catalog.bodies.first).id.text } }

    private func grid() throws -> Dispatcher { try #require(deployment.grid.dispatcher) }

    func matter(_ number: String) async throws -> Matter {
        let number = try #require(MatterNumber(number))
        return try #require(try await matters.record(number)).matter
    }

    /// What whoever holds the receipt does.
    func resident(_ number: String, _ type: String, _ fill: (inout RawCommand) -> Void = { _ in }) async throws {
        var raw = RawCommand()
        raw.version = try await matter(number).version
        fill(&raw)
        let kind = try #require(CommandKind(rawValue: type))
        let (command, now, grid) = (try Command(kind, raw), time.value, try grid())
        let bench = Matter.Bench(rules: grid.catalog.rulebook) { grid.roster.staff($0) }
        _ = try await matters.act(#require(MatterNumber(number))) {
            try $0.handleResident(command, at: now, on: bench)
        }
    }

    /// What the system does with a matter by now.
    func tick(_ number: String) async throws {
        let (now, grid) = (time.value, try grid())
        let next: @Sendable (Matter) -> Event? = { matter in
            matter.tick(at: now, rules: grid.catalog.rulebook) { grid.roster.leaders(of: $0).first }
        }
        while next(try await matter(number)) != nil {
            _ = try await matters.act(#require(MatterNumber(number))) { [next($0)].compactMap(\.self) }
        }
    }
}
