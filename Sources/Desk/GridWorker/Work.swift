import HTTPKit
import Hummingbird
import Matters
import Pages

/// `/desk/work`: what this grid worker has to do, most urgent first.
extension DeskSurface {
    @Sendable func showWork(_ request: Request, _ context: EdgeContext) async throws -> Response {
        try await page(request, as: [.gridWorker]) { visitor in
            let stream = try await streamPath()
            var query = MatterQuery(for: visitor.staff, states: MatterState.unaccepted)
            query.holder = .worker(visitor.staff.id)
            let cursor = try request.readQuery()["cursor"]
            // What just came in stands on top, newest first, until it is accepted; then what is under way, by deadline.
            let new = cursor == nil ? try await matters.list(query).records : []
            query.states = MatterState.onTheWay.subtracting(MatterState.unaccepted)
            query.cursor = cursor
            let underWay = try await matters.list(query)
            let records = new.sorted { $0.matter.heldSince > $1.matter.heldSince } + underWay.records
            let page = WorkPage(
                cards: records.map { card($0, visitor, withHolder: false) }, stream: stream,
                morePath: underWay.next.map { "\(Paths.work)?cursor=\($0)" })
            return answer(page, to: visitor, context, at: .work, path: Paths.work)
        }
    }
}

extension MatterState {
    /// Somebody has it and has not accepted yet.
    static let unaccepted: Set<MatterState> = [.dispatched, .reopened]
    /// Somebody of the staff has to act; in `resolved` it is the resident's turn.
    static let onTheWay: Set<MatterState> = Set(allCases.filter { $0.isOpen && $0 != .resolved })
}
