import HTTPKit
import Hummingbird
import Matters
import Pages

/// `/desk/work`: what this grid worker has to do, most urgent first.
extension DeskSurface {
    @Sendable func showWork(_ request: Request, _ context: EdgeContext) async throws -> Response {
        try await page(request, as: [.gridWorker]) { visitor in
            let stream = try await streamPath()
            let asked = try request.readQuery()
            let (records, more) = try await work(of: visitor, all: asked["all"] != nil, cursor: asked["cursor"])
            let page = WorkPage(
                cards: records.map { card($0, visitor, withHolder: false) }, stream: stream, morePath: more)
            return answer(page, to: visitor, context, at: .work, path: Paths.work)
        }
    }
}

extension DeskSurface {
    /// What just came in stands on top, newest first, until it is accepted; then what is under way, by deadline.
    /// Where that is more than a page, the whole list by deadline follows page by page.
    private func work(
        of visitor: Visitor, all: Bool, cursor: String?
    ) async throws -> (records: [MatterRecord], morePath: String?) {
        var query = MatterQuery(for: visitor.staff, states: MatterState.onTheWay)
        query.holder = .worker(visitor.staff.id)
        let whole = "\(Paths.work)?all=yes"
        if all {
            query.cursor = cursor
            let list = try await matters.list(query)
            return (list.records, list.next.map { "\(whole)&cursor=\($0)" })
        }
        query.states = MatterState.onTheWay.subtracting(MatterState.unaccepted)
        let underWay = try await matters.list(query)
        query.states = MatterState.unaccepted
        query.order = .newest
        let new = try await matters.list(query)
        return (new.records + underWay.records, new.next == nil && underWay.next == nil ? nil : whole)
    }
}

extension MatterState {
    /// Somebody has it and has not accepted yet.
    static let unaccepted: Set<MatterState> = [.dispatched, .reopened]
    /// Somebody of the staff has to act; in `resolved` it is the resident's turn.
    static let onTheWay: Set<MatterState> = Set(allCases.filter { $0.isOpen && $0 != .resolved })
}
