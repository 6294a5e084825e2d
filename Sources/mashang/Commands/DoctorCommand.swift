import ArgumentParser
import Dispatcher
import Foundation
import Matters
import Storage

/// 体检: what stands between this deployment and a resident's report, a line each.
struct DoctorCommand: DeploymentCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Look at settings, clock, disk, fonts, grid, coverage and calendar; exit 1 if something is at fault.")

    @OptionGroup var data: DataOption
    @Flag(help: "As JSON.") var json = false

    func perform(on deployment: Deployment, input: Data, console: Console) async throws {
        let day = ChinaTime.date(of: deployment.clock.now())
        var diagnoses = SettingsCheck.diagnoses(deployment.settings)
        diagnoses.append(await Self.database(deployment))
        diagnoses += try MachineCheck.diagnoses(deployment.folder, deployment.grid.dispatcher?.catalog)
        diagnoses += try await GridInForceCheck.diagnoses(deployment, on: day)
        diagnoses += try await CodesCheck.diagnoses(deployment, on: day)
        if json {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            console.output(String(decoding: try encoder.encode(diagnoses), as: UTF8.self))
        } else {
            for diagnosis in diagnoses { console.output(diagnosis.line) }
        }
        if diagnoses.contains(where: { $0.grade == .fault }) { console.end(with: ExitStatus.foundProblems) }
    }

    private static func database(_ deployment: Deployment) async -> Diagnosis {
        do {
            try await deployment.store.probe()
            return .ok("database", deployment.settings.databaseURL == nil ? "SQLite, writable" : "PostgreSQL, writable")
        } catch {
            return .fault("database", "cannot be written: \(error)")
        }
    }
}
