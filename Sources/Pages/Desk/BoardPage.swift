public import Matters

/// `/desk/station`: every matter of a township or county by state and deadline.
public struct BoardPage: Page {
    public let place: String
    /// Where the filters lead: the board's own address.
    public let path: String
    /// The township a supervisor looks at; the filters keep it.
    public let township: DivisionCode?
    public let columns: [Column]
    public let cells: [Choice]
    public let workers: [Choice]
    public let isLateOnly: Bool
    /// 评价 of the reader's own station; `nil` before enough are in.
    public let rating: Rating?
    /// What stands above the columns.
    public let watch: WatchView
    public let stream: String
    /// For inspectors: the words of residents are left out and nothing can be done.
    public let isReadOnly: Bool

    public init(
        place: String, path: String, township: DivisionCode? = nil, columns: [Column], cells: [Choice] = [],
        workers: [Choice] = [], isLateOnly: Bool = false, rating: Rating? = nil, watch: WatchView = WatchView(),
        stream: String, isReadOnly: Bool = false
    ) {
        self.place = place
        self.path = path
        self.township = township
        self.columns = columns
        self.cells = cells
        self.workers = workers
        self.isLateOnly = isLateOnly
        self.rating = rating
        self.watch = watch
        self.stream = stream
        self.isReadOnly = isReadOnly
    }

    /// The columns in their order, and the states that stand in each.
    public enum ColumnKind: String, Sendable, CaseIterable {
        case triage, dispatched, handling, waiting, reopened, resolved

        public var states: Set<MatterState> {
            switch self {
            case .triage: [.triage]
            case .dispatched: [.dispatched]
            case .handling: [.accepted, .handling, .mediating]
            case .waiting: [.paused, .referred, .review, .rereview]
            case .reopened: [.reopened]
            case .resolved: [.resolved]
            }
        }
    }

    public struct Column: Sendable {
        public let kind: ColumnKind
        public let cards: [MatterCard]
        /// Matters in this column, also those for which there was no room.
        public let total: Int

        public init(kind: ColumnKind, cards: [MatterCard], total: Int) {
            self.kind = kind
            self.cards = cards
            self.total = total
        }
    }

    public var template: String { "board" }
    public func title(_ words: Wording) -> String { words("boardTitle", ["place": place]) }

    public func data(_ words: Wording) -> [String: PageData] {
        watch.data(words).merging(boardData(words)) { _, own in own }
    }

    private func boardData(_ words: Wording) -> [String: PageData] {
        [
            "place": .text(place),
            "action": .text(path),
            "township": .maybe(township?.text),
            "columns": .list(columns.map { column($0, words) }),
            "hasChoices": .flag(!cells.isEmpty || !workers.isEmpty),
            "cells": .list(cells.map(\.data)),
            "workers": .list(workers.map(\.data)),
            "isLateOnly": .flag(isLateOnly),
            "isReadOnly": .flag(isReadOnly),
            "rating": .maybe(
                rating.map { words("boardRating", ["average": $0.oneDecimal, "count": String($0.count)]) }),
            "allHref": .maybe(watch.chosen == nil ? nil : path + (township.map { "?township=\($0)" } ?? "")),
            "chosen": .maybe(watch.chosen.map { words.of("gap", $0.rawValue) }),
            "stream": .text(stream),
        ]
    }

    private func column(_ column: Column, _ words: Wording) -> PageData {
        let rest = column.total - column.cards.count
        return [
            "heading": .text(words.of("column", column.kind.rawValue)),
            "total": .count(column.total),
            "cards": .list(column.cards.map { $0.data(words) }),
            "isEmpty": .flag(column.cards.isEmpty),
            "rest": .maybe(
                rest > 0
                    ? words(
                        "columnRest",
                        ["count": column.total < Bounds.countedMatters ? String(rest) : column.total.counted]) : nil),
        ]
    }
}

/// An entry of a drop-down list.
public struct Choice: Sendable, Hashable {
    public let value: String
    public let name: String
    public let isChosen: Bool

    public init(value: String, name: String, isChosen: Bool = false) {
        self.value = value
        self.name = name
        self.isChosen = isChosen
    }

    var data: PageData { ["value": .text(value), "name": .text(name), "isChosen": .flag(isChosen)] }
}

extension Rating {
    /// `4.2`
    fileprivate var oneDecimal: String {
        let tenths = Int((average * 10).rounded())
        return "\(tenths / 10).\(tenths % 10)"
    }
}
