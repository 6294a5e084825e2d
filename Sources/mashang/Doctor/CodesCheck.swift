import Codes
import Matters
import Storage

/// The codes on the walls: where somebody has to go, and whether the key that seals them is due to be renewed.
enum CodesCheck {
    static func diagnoses(_ deployment: Deployment, on day: LocalDate) async throws -> [Diagnosis] {
        let now = deployment.clock.now()
        let signs = try await deployment.store.codeWatch.signs(at: now)
        let silence = deployment.settings.silence
        let states = try await deployment.store.siteCodes.all().map { code in
            code.state(signs[code.token] ?? CodeSigns(), at: now, silence: silence)
        }
        let live = states.filter(\.opens)
        let visits = CodeState.allCases.filter(\.needsVisit).compactMap { state in
            let count = states.count { $0 == state }
            return count == 0 ? nil : "\(count) \(state.rawValue)"
        }
        let said = "\(live.count) open" + (visits.isEmpty ? "" : "; to be visited: \(visits.joined(separator: ", "))")
        return [visits.isEmpty ? .ok("codes", said) : .warning("codes", said), try seal(deployment, on: day)]
    }

    private static func seal(_ deployment: Deployment, on day: LocalDate) throws -> Diagnosis {
        let epoch = try SealEpochs(deployment.folder).current
        let age = day.dayNumber - epoch.since.dayNumber
        let said = "key \(epoch.number) signs since \(epoch.since), by \(deployment.settings.seal.rawValue)"
        guard age > SealEpochs.renewAfterDays else { return .ok("seal", said) }
        return .warning("seal", "\(said): older than two years; mashang codes keys --renew")
    }
}
