/// 派单决定: where a report goes, who may see it, and why. Made by the `Dispatcher`, stored word for word.
public struct Decision: Sendable, Hashable, Codable {
    /// Who has it first.
    public let holder: Holder
    /// 主办: the station that answers for it.
    public let lead: StationID
    /// 协办
    public let assistants: [StationID]
    /// The county centre, where a contested matter goes when it cannot go higher in the township.
    public let overseer: StationID
    /// No safe route to a worker: the lead station must say who takes it.
    public let needsTriage: Bool
    /// Sorted, so that the stored bytes are the same for the same decision.
    public let scopes: [Scope]
    /// People who must never learn of it, whatever circle they come to be in.
    public let excluded: [StaffID]
    /// Id of the routing rule that decided.
    public let rule: String
    public let reasons: [Reason]
    /// Who was not chosen, and why.
    public let rejected: [Rejection]
    /// The village and the station the report concerns: who serves there, now or later, learns nothing of it.
    public let about: Concerned?
    /// 值班: who is on duty when it came in; an urgent matter rouses them.
    public let duty: StaffID?
    /// 通知单位: bodies that are told to respond.
    public let notified: [BodyID]?
    /// What the rules were asked, so that the decision can be explained and made again.
    public let inputs: Inputs?

    /// Nobody is shut out of it, and it is not sealed.
    public var isOpen: Bool { excluded.isEmpty && about == nil && !reasons.contains(.discipline) }

    public init(
        holder: Holder, lead: StationID, assistants: [StationID], overseer: StationID, needsTriage: Bool,
        scopes: Set<Scope>, excluded: Set<StaffID>, rule: String, reasons: [Reason], rejected: [Rejection],
        about: Concerned? = nil, duty: StaffID? = nil, notified: [BodyID] = [], inputs: Inputs? = nil
    ) {
        self.holder = holder
        self.lead = lead
        self.assistants = assistants
        self.overseer = overseer
        self.needsTriage = needsTriage
        self.scopes = scopes.sorted { $0.text < $1.text }
        self.excluded = excluded.sorted()
        self.rule = rule
        self.reasons = reasons
        self.rejected = rejected
        self.about = about
        self.duty = duty
        self.notified = notified.isEmpty ? nil : notified
        self.inputs = inputs
    }

    /// The places a report concerns.
    public struct Concerned: Sendable, Hashable, Codable {
        public let village: DivisionCode?
        public let station: StationID?

        /// `nil` if there is neither.
        public init?(village: DivisionCode?, station: StationID?) {
            guard village != nil || station != nil else { return nil }
            self.village = village
            self.station = station
        }
    }

    /// What a routing rule is asked.
    public struct Inputs: Sendable, Hashable, Codable {
        public let cell: CellCode
        public let category: CategoryCode?
        public let nature: Nature?
        public let siteKind: String
        public let concerns: [Concern]
        public let language: String?
        public let at: Instant
        /// Version of `routing.yaml`.
        public let rules: String

        public init(
            cell: CellCode, category: CategoryCode?, nature: Nature?, siteKind: String, concerns: Set<Concern>,
            language: String?, at: Instant, rules: String
        ) {
            self.cell = cell
            self.category = category
            self.nature = nature
            self.siteKind = siteKind
            self.concerns = concerns.sorted { $0.rawValue < $1.rawValue }
            self.language = language
            self.at = at
            self.rules = rules
        }
    }

    /// Why it went where it went.
    public enum Reason: String, Sendable, Codable, CaseIterable {
        /// The worker covers the site's cell.
        case coversCell
        /// Of several who cover the cell, this one has the fewest open matters.
        case leastLoaded
        /// Nobody on the roster covers the cell.
        case noWorker
        /// The report is about the grid worker, so the station has it.
        case aboutWorker
        /// The report is about the village or community, so its grid workers are passed over.
        case aboutVillage
        /// The report is about the station, so the county centre has it.
        case aboutStation
        /// A routing rule names a specialised station to assist.
        case specialised
        /// Away on that day.
        case absent
        /// Stands in for somebody who is away.
        case substitutes
        /// Of the same village, as nobody of the cell is there.
        case sameVillage
        /// 检举控告: it goes to the discipline station alone, sealed.
        case discipline
        /// On duty at that hour.
        case onDuty
        /// A routing rule gives it to another station than the township's.
        case ruled
    }

    /// A candidate that was passed over.
    public struct Rejection: Sendable, Hashable, Codable {
        public let holder: Holder
        public let reason: Reason

        public init(holder: Holder, reason: Reason) {
            self.holder = holder
            self.reason = reason
        }
    }
}
