import Clockwork
import Matters
import Storage

/// What is done again and again.
enum Jobs {
    static func all(on deployment: Deployment) -> [Job] {
        let upkeep = deployment.store.upkeep
        return [
            Job("sweep", every: .hours(1)) { lease, now in
                _ = try await upkeep.sweep(lease, now)
                return nil
            }
        ]
    }
}
