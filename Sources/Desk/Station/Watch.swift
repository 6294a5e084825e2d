import HTTPKit
import Hummingbird
import Matters
import Pages

/// What stands above the boards of a station and of the county.
extension DeskSurface {
    /// Call-backs are shown so long before they are due.
    private static let callBackNotice = Instant.Span.days(3)

    /// - Parameter township: where a supervisor looks; `nil` for all that the reader may see.
    func watch(
        _ visitor: Visitor, township: DivisionCode?, chosen: WatchView.Gap? = nil
    ) async throws -> WatchView {
        let now = clock.now()
        var query = MatterQuery(for: visitor.staff, states: WatchView.Gap.owned.states, limit: Bounds.boardColumnItems)
        query.township = township
        let pressing = try await matters.rousing(query).records
        query.dueBefore = now
        let late = try await matters.tally(query)
        let owned = try await owned(query)
        query.states = [.closed]
        query.dueBefore = now + Self.callBackNotice
        let calls = try await matters.list(query).records.filter {
            $0.matter.allowed(for: visitor.staff).contains(.callBack)
        }
        let counts = WatchView.Gap.allCases.map { gap in
            let path = Self.path(of: gap, township)
            return gap == .owned
                ? WatchView.Count(gap: gap, count: owned.records.count, isMore: owned.isMore, path: path)
                : WatchView.Count(gap: gap, count: gap.states.reduce(0) { $0 + (late[$1] ?? 0) }, path: path)
        }
        return WatchView(
            urgent: pressing.map { card($0, visitor, withHolder: true) }, counts: counts,
            callBacks: calls.map { card($0, visitor, withHolder: false) }, chosen: chosen)
    }

    /// 包案没解决, of the latest matters of a query. An owner comes with a day's lateness, so those that have one are
    /// the latest.
    func owned(_ query: MatterQuery) async throws -> (records: [MatterRecord], isMore: Bool) {
        let list = try await matters.list(query)
        return (list.records.filter { $0.matter.owner != nil }, list.next != nil)
    }

    private static func path(of gap: WatchView.Gap, _ township: DivisionCode?) -> String {
        "\(Paths.station)?gap=\(gap.rawValue)" + (township.map { "&township=\($0)" } ?? "")
    }
}
