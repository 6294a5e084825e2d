public import Matters

/// The parts of the system that live through the simulation, as their callers see them. A test puts a broken one in
/// between and watches the simulation name the rule that it breaks.
public struct Ports: Sendable {
    public var matters: MatterBook
    public var accounts: Accounts
    public var shelf: Shelf
    public var close: @Sendable () throws -> Void

    public init(matters: MatterBook, accounts: Accounts, shelf: Shelf, close: @escaping @Sendable () throws -> Void) {
        self.matters = matters
        self.accounts = accounts
        self.shelf = shelf
        self.close = close
    }
}

/// Opens the database file of the simulation, the first time and after each crash.
public typealias Opening = @Sendable (Clock, Random) async throws -> Ports
