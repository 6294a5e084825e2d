import Codes
import Dispatcher
import GridCatalog
import Matters

/// What the resident takes away: the number, the code, and what was promised. The same for the first answer and for
/// every time the same draft is sent again.
struct Receipt: Sendable {
    let record: MatterRecord
    let code: ReceiptCode

    /// The matter as it was when it was filed, whatever happened since.
    let atFiling: Matter

    init(_ record: MatterRecord, key: DeploymentKeys) throws {
        self.record = record
        code = ReceiptCode.derive(draft: record.matter.filing.draft.text, key: key.key(for: .receiptCode))
        // Filed, routed, and if it is urgent, roused: the rest came later.
        let isRoused = record.events.dropFirst(2).first?.kind == .roused
        atFiling = try Matter(record.events.prefix(isRoused ? 3 : 2))
    }
}

/// The contract's answer to `POST /s/{token}/reports`.
struct ReceiptBody: Encodable, Sendable {
    struct Site: Encodable, Sendable { let id, name: String }
    struct HandledBy: Encodable, Sendable { let role, station: String }
    struct Due: Encodable, Sendable { let rule, what, at, basis: String }
    struct Links: Encodable, Sendable { let status: String }

    let number: String
    let code: String
    let state: String
    let site: Site
    let cell: String
    let handledBy: HandledBy
    let due: [Due]
    let receipt: String
    let links: Links

    enum CodingKeys: String, CodingKey {
        case number, code, state, site, cell, due, receipt, links
        case handledBy = "handled_by"
    }

    init(_ receipt: Receipt, dispatcher: Dispatcher, baseURL: String, keys: DeploymentKeys, english: Bool) throws {
        let matter = receipt.atFiling
        let catalog = dispatcher.catalog
        number = matter.number.text
        code = receipt.code.text
        state = matter.state.rawValue
        site = Site(id: matter.filing.site.text, name: catalog.site(matter.filing.site)?.name ?? "")
        cell = matter.filing.cell.text
        let role =
            switch matter.holder {
            case .worker: Role.gridWorker.rawValue
            case .station: "station"
            }
        handledBy = HandledBy(role: role, station: catalog.station(matter.lead)?.name ?? matter.lead.text)
        let promised = matter.deadlines.filter { catalog.rulebook.limit(of: $0)?.promise != nil }
        due = promised.map { deadline in
            let limit = catalog.rulebook.limit(of: deadline)
            return Due(
                rule: deadline.rule, what: (english ? limit?.what.en : limit?.what.zh) ?? deadline.rule,
                at: ChinaTime.rfc3339(deadline.due), basis: (english ? limit?.basis.en : limit?.basis.zh) ?? "")
        }
        let statement = ReceiptStatement(
            issuer: baseURL, number: matter.number, receivedAt: matter.filedAt, site: matter.filing.site,
            text: receipt.record.text ?? "", code: receipt.code,
            due: promised.map { ReceiptStatement.Promise(rule: $0.rule, at: ChinaTime.rfc3339($0.due)) })
        self.receipt = try statement.signed(by: keys.signingKey)
        links = Links(status: baseURL + "/m/" + matter.number.text)
    }
}
