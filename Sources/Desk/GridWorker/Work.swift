import HTTPKit
import Hummingbird
import Matters
import Pages

/// `/desk/work`: what this grid worker has to do, or what this leader owns, most urgent first.
extension DeskSurface {
    @Sendable func showWork(_ request: Request, _ context: EdgeContext) async throws -> Response {
        try await page(request, as: [.gridWorker, .townshipLeader]) { visitor in
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
    /// Urgent matters stand on top; then what just came in, newest first, until it is accepted; then what is under way,
    /// by deadline. Where that is more than a page, the whole list by deadline follows page by page.
    private func work(
        of visitor: Visitor, all: Bool, cursor: String?
    ) async throws -> (records: [MatterRecord], morePath: String?) {
        var query = MatterQuery(for: visitor.staff, states: MatterState.onTheWay)
        query.holder = visitor.staff.desk
        let whole = "\(Paths.work)?all=yes"
        // A leader's list is what they own; it has no part that waits to be accepted.
        if all || query.holder == nil {
            query.cursor = cursor
            let list = try await matters.list(query)
            return (list.records, list.next.map { "\(whole)&cursor=\($0)" })
        }
        query.states = MatterState.onTheWay.subtracting(MatterState.unaccepted)
        let underWay = try await matters.list(query)
        query.states = MatterState.unaccepted
        query.order = .newest
        let new = try await matters.list(query)
        let pressing = try await pressing(on: visitor.staff)
        let mine = (new.records + underWay.records).filter { record in
            !pressing.contains { $0.matter.number == record.matter.number }
        }
        return (pressing + mine, new.next == nil && underWay.next == nil ? nil : whole)
    }

    /// 急件 that this person has, or was roused for on duty, and that nobody has answered.
    private func pressing(on staff: Staff) async throws -> [MatterRecord] {
        var query = MatterQuery(for: staff)
        query.scopes = [.staff(staff.id)]
        return try await matters.rousing(query).records.filter {
            $0.matter.allowed(for: staff).contains(.acknowledge)
        }
    }
}

extension MatterState {
    /// Somebody has it and has not accepted yet.
    static let unaccepted: Set<MatterState> = [.dispatched, .reopened]
    /// Somebody of the staff has to act; in `resolved` it is the resident's turn.
    static let onTheWay: Set<MatterState> = Set(allCases.filter { $0.isOpen && $0 != .resolved })
}
