public import ArgumentParser
import Codes
import Dispatcher
import Foundation
import GridCatalog
public import Matters
import Storage

extension Role: ExpressibleByArgument {}

struct StaffCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "staff", abstract: "Who may sign in.",
        subcommands: [Add.self, List.self, Disable.self, Reset.self])

    struct Add: DeploymentCommand {
        static let configuration = CommandConfiguration(
            abstract: "Add a staff member, or change what one is responsible for.")

        @OptionGroup var data: DataOption
        @Option(help: "Sign-in name: letters, digits, - and _.") var login: String
        @Option(help: "Name as colleagues and residents see it; the sign-in name if left out.") var name: String?
        @Option(help: "gridWorker, mediator, stationChief, countySupervisor, inspector, auditor or admin.") var role:
            Role
        @Option(help: "A cell the worker covers; repeat for several.") var cell: [String] = []
        @Option(help: "Township of a chief, mediator or worker, by its 9-digit code.") var township: String?
        @Option(help: "County of a supervisor, inspector, auditor or admin, by its 6-digit code.") var county: String?
        @Flag(name: .customLong("password-stdin"), help: "Read the password from standard input.") var passwordStdin =
            false

        func prepare() throws -> Data { passwordStdin ? StaffPassword.read() : Data() }

        func perform(on deployment: Deployment, input: Data, console: Console) async throws {
            let staff = try staff(on: deployment)
            let password = try StaffPassword.hash(input, random: deployment.random)
            let now = deployment.clock.now()
            try await deployment.store.accounts.put(staff, .hand, now)
            if let password { try await deployment.store.accounts.setPassword(staff.id, password.text) }
            try await deployment.grid.refresh()
            try await deployment.store.audit.record(
                AuditEntry(at: now, actor: .system, action: .accountAdded, subject: staff.id.text))
            let next = password == nil ? "; no password yet: mashang staff reset" : ""
            console.note("\(staff.id) is \(staff.role.rawValue)\(next)")
        }

        private func staff(on deployment: Deployment) throws -> Staff {
            guard let catalog = deployment.grid.dispatcher?.catalog else { throw DeploymentFault.noGrid }
            guard let id = StaffID(login) else { throw ValidationError("“\(login)” is not a sign-in name") }
            let cells = try cell.map { text in
                guard let code = CellCode(text), catalog.cell(code) != nil else {
                    throw ValidationError("there is no cell \(text)")
                }
                return code
            }
            let division = try (township ?? county).map { text in
                guard let code = DivisionCode(text), catalog.division(code) != nil else {
                    throw ValidationError("there is no division \(text)")
                }
                return code
            }
            let station: StationID? =
                switch role {
                case .gridWorker: (cells.first?.village ?? division).flatMap { catalog.townshipStation(of: $0)?.id }
                case .mediator, .stationChief: division.flatMap { catalog.townshipStation(of: $0)?.id }
                case .countySupervisor: division.flatMap { catalog.countyCentre(of: $0)?.id }
                case .townshipLeader, .inspector, .auditor, .admin: nil
                }
            if role == .gridWorker, cells.isEmpty { throw ValidationError("a grid worker needs --cell") }
            if [.mediator, .stationChief, .countySupervisor].contains(role), station == nil {
                throw ValidationError(
                    role == .countySupervisor ? "a supervisor needs --county" : "this role needs --township")
            }
            return Staff(
                id: id, name: name ?? login, role: role, cells: Set(cells), station: station,
                division: role == .gridWorker ? nil : division)
        }
    }

    struct List: DeploymentCommand {
        static let configuration = CommandConfiguration(abstract: "Every account.")

        @OptionGroup var data: DataOption
        @Flag(help: "As JSON.") var json = false

        private struct Row: Codable {
            let login, name, role: String
            let cells: [String]
            let station, division: String?
            let source: String
            let password, disabled: Bool
        }

        func perform(on deployment: Deployment, input: Data, console: Console) async throws {
            let rows = try await deployment.store.accounts.all().map { account in
                Row(
                    login: account.staff.id.text, name: account.staff.name, role: account.staff.role.rawValue,
                    cells: account.staff.cells.map(\.text).sorted(), station: account.staff.station?.text,
                    division: account.staff.division?.text, source: account.source.rawValue,
                    password: account.hasPassword, disabled: account.isDisabled)
            }
            if json {
                let encoder = JSONEncoder()
                encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
                return console.output(String(decoding: try encoder.encode(rows), as: UTF8.self))
            }
            for row in rows {
                let state = row.disabled ? "disabled" : row.password ? "active" : "no password"
                console.output(
                    "\(row.login)  \(row.role)  \(state)  \(row.name)  \(row.station ?? row.division ?? "-")")
            }
        }
    }

    struct Disable: DeploymentCommand {
        static let configuration = CommandConfiguration(
            abstract: "Shut an account; it is signed out everywhere at once.")

        @Argument(help: "Sign-in name.") var login: String
        @OptionGroup var data: DataOption

        func perform(on deployment: Deployment, input: Data, console: Console) async throws {
            let id = try await StaffCommand.existing(login, on: deployment)
            try await deployment.store.accounts.setDisabled(id, true)
            try await deployment.grid.refresh()
            try await deployment.store.audit.record(
                AuditEntry(at: deployment.clock.now(), actor: .system, action: .accountDisabled, subject: login))
            console.note("\(login) is disabled")
        }
    }

    struct Reset: DeploymentCommand {
        static let configuration = CommandConfiguration(
            abstract: "Set a new password and open the account; it is signed out everywhere.")

        @Argument(help: "Sign-in name.") var login: String
        @OptionGroup var data: DataOption
        @Flag(
            name: .customLong("password-stdin"),
            help: "Read the password from standard input; else one is made and printed.")
        var passwordStdin = false

        func prepare() throws -> Data { passwordStdin ? StaffPassword.read() : Data() }

        func perform(on deployment: Deployment, input: Data, console: Console) async throws {
            let id = try await StaffCommand.existing(login, on: deployment)
            let made = StaffPassword.make(random: deployment.random)
            let typed = passwordStdin ? input : Data(made.utf8)
            guard let hash = try StaffPassword.hash(typed, random: deployment.random) else {
                throw ValidationError("no password came over standard input")
            }
            try await deployment.store.accounts.setPassword(id, hash.text)
            try await deployment.store.accounts.setDisabled(id, false)
            try await deployment.store.accounts.clearFailures(id.text)
            try await deployment.grid.refresh()
            try await deployment.store.audit.record(
                AuditEntry(at: deployment.clock.now(), actor: .system, action: .passwordSet, subject: login))
            if !passwordStdin { console.output(made) }
            console.note("\(login) has a new password")
        }
    }

    private static func existing(_ login: String, on deployment: Deployment) async throws -> StaffID {
        guard let id = StaffID(login), try await deployment.store.accounts.account(id) != nil else {
            throw ValidationError("there is no account \(login)")
        }
        return id
    }
}

/// Passwords on their way from a terminal to their hash.
enum StaffPassword {
    /// Fewest characters of a password (NIST SP 800-63B-4 asks for 8; a public body's staff for more).
    static let shortest = 10

    /// One line of standard input, without its line end.
    static func read() -> Data {
        let line = FileHandle.standardInput.readDataToEndOfFile().prefix { $0 != UInt8(ascii: "\n") }
        return line.last == UInt8(ascii: "\r") ? line.dropLast() : line
    }

    /// `nil` for no password at all.
    static func hash(_ bytes: Data, random: Random) throws -> PasswordHash? {
        guard !bytes.isEmpty else { return nil }
        let password = String(decoding: bytes, as: UTF8.self)
        guard password.count >= shortest else {
            throw ValidationError("a password has at least \(shortest) characters")
        }
        guard let hash = PasswordHash(password: password, salt: random.bytes(PasswordHash.saltBytes)) else {
            throw ValidationError("a password has at most \(PasswordHash.longestPassword) bytes")
        }
        return hash
    }

    /// Sixteen characters without look-alikes, in four groups: 80 bits.
    static func make(random: Random) -> String {
        let alphabet = Array("0123456789abcdefghjkmnpqrstvwxyz")
        let characters = random.bytes(16).map { String(alphabet[Int($0 & 31)]) }
        return stride(from: 0, to: 16, by: 4).map { characters[$0..<$0 + 4].joined() }.joined(separator: "-")
    }
}
