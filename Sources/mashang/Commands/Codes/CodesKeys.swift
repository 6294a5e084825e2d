import ArgumentParser
import Codes
import Foundation
import Matters
import Storage

extension CodesCommand {
    struct Keys: DeploymentCommand {
        static let configuration = CommandConfiguration(
            abstract: "The public keys that check seals, as PEM: for inspectors, old ones included.")

        @OptionGroup var data: DataOption
        @Flag(help: "Sign with another key from today on; old posters stay good.") var renew = false

        func perform(on deployment: Deployment, input: Data, console: Console) async throws {
            let now = deployment.clock.now()
            if renew {
                let epoch = try SealEpochs(deployment.folder).renew(on: ChinaTime.date(of: now))
                try await deployment.store.audit.record(
                    AuditEntry(at: now, actor: .system, action: .sealKeyRenewed, subject: "\(epoch.number)"))
                console.note("seal key \(epoch.number) signs from now on; copy keys/seals to other nodes and backups")
            }
            for (epoch, keys) in try deployment.sealKeys() {
                for suite in SealKeys.Suite.allCases {
                    let key = keys.verifyingKey(suite)
                    console.output("seal key \(epoch.number), \(suite.rawValue), since \(epoch.since): \(key.keyID)")
                    console.output(PEM.text(key))
                }
            }
        }
    }
}
