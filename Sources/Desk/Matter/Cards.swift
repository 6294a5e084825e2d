import GridCatalog
import HTTPKit
import Hummingbird
import Matters
import Pages

extension DeskSurface {
    /// A matter as a card of a list. Inspectors read no words of residents.
    func card(_ record: MatterRecord, _ visitor: Visitor, withHolder: Bool) -> MatterCard {
        let matter = record.matter
        let directory = visitor.directory
        return MatterCard(
            matter: matter, site: directory.site(matter.filing.site, cell: matter.filing.cell),
            category: matter.category.flatMap { visitor.catalog.category($0)?.name },
            text: visitor.staff.role == .inspector ? nil : record.text,
            limit: matter.nextDeadline.flatMap { visitor.rules.limit(of: $0) },
            holder: withHolder ? directory.holder(matter.holder) : nil)
    }

    /// The address of the live stream, from this page's position on: nothing committed in between is missed.
    func streamPath() async throws -> String {
        "/api/v1/stream?after=\(try await matters.latestChange().text)"
    }
}
