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

    public init(
        holder: Holder, lead: StationID, assistants: [StationID], overseer: StationID, needsTriage: Bool,
        scopes: Set<Scope>, excluded: Set<StaffID>, rule: String, reasons: [Reason], rejected: [Rejection]
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
