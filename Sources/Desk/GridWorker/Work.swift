import HTTPKit
import Hummingbird
import Matters
import Pages

/// `/desk/work`: what this grid worker has to do, most urgent first.
extension DeskSurface {
    @Sendable func showWork(_ request: Request, _ context: EdgeContext) async throws -> Response {
        try await page(request, as: [.gridWorker]) { visitor in
            let stream = try await streamPath()
            var query = MatterQuery(for: visitor.staff, states: MatterState.onTheWay)
            query.holder = .worker(visitor.staff.id)
            query.cursor = try request.readQuery()["cursor"]
            let list = try await matters.list(query)
            let page = WorkPage(
                cards: list.records.map { card($0, visitor, withHolder: false) }, stream: stream,
                morePath: list.next.map { "\(Paths.work)?cursor=\($0)" })
            return answer(page, to: visitor, context, at: .work, path: Paths.work)
        }
    }
}

extension MatterState {
    /// Somebody of the staff has to act; in `resolved` it is the resident's turn.
    static let onTheWay: Set<MatterState> = Set(allCases.filter { $0.isOpen && $0 != .resolved })
}
