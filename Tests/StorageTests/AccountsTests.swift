import Matters
import Testing

@testable import Storage

@Suite(.timeLimit(.minutes(1)))
struct AccountsTests {
    private let files: TestStore
    private let accounts: Accounts
    private let now = TestStore.start
    private let token = [UInt8](repeating: 1, count: 32)

    init() async throws {
        files = try await TestStore()
        accounts = files.store.accounts
    }

    private func signIn(_ staff: Staff, token: [UInt8]? = nil) async throws {
        try await accounts.openSession(StaffSession(tokenHash: token ?? self.token, staff: staff.id, opened: now))
    }

    private func isSignedIn(_ token: [UInt8]? = nil, after span: Instant.Span = .minutes(1)) async throws -> Bool {
        try await accounts.session(token ?? self.token, now + span) != nil
    }

    @Test func aPersonIsKeptWithEverythingTheyAreResponsibleFor() async throws {
        let many = Staff(
            id: StaffID("g0003")!, name: "孙德洪", role: .gridWorker,
            cells: [People.cell, CellCode("512002001002001-02")!], station: People.lotus, phone: "154-0000-0003")
        for staff in [many, People.chief, People.supervisor] {
            try await accounts.put(staff, .folder, now)
            let account = try #require(try await accounts.account(staff.id))
            #expect(account.staff == staff && account.source == .folder && account.createdAt == now)
            #expect(!account.hasPassword && !account.isDisabled)
        }
        #expect(try await accounts.all().map(\.staff.id.text) == ["county1", "g0003", "s-lianhua"])
        #expect(try await accounts.account(StaffID("nobody")!) == nil)
    }

    @Test func changingAPersonKeepsPasswordAndState() async throws {
        try await accounts.put(People.wang, .folder, now)
        try await accounts.setPassword(People.wang.id, "scrypt$abc")
        try await accounts.setDisabled(People.wang.id, true)
        let moved = Staff(id: People.wang.id, name: "王国华", role: .mediator, station: People.lotus)
        try await accounts.put(moved, .folder, now + .days(1))
        let account = try #require(try await accounts.account(People.wang.id))
        #expect(account.staff == moved && account.hasPassword && account.isDisabled && account.createdAt == now)
        #expect(try await accounts.passwordHash(People.wang.id) == nil, "a disabled person has none to try")
        try await accounts.setDisabled(People.wang.id, false)
        #expect(try await accounts.passwordHash(People.wang.id) == "scrypt$abc")
    }

    @Test func whoVanishesFromTheFolderIsShutOutAndComesBackWithIt() async throws {
        let byHand = Staff(id: StaffID("admin2")!, name: "吴大强", role: .admin)
        try await accounts.put(byHand, .hand, now)
        try await accounts.replaceImported([People.wang, People.cheng], now)
        try await signIn(People.cheng)
        try await signIn(byHand, token: [2])
        try await accounts.replaceImported([People.wang], now)
        #expect(try await accounts.account(People.cheng.id)?.isDisabled == true)
        #expect(try await accounts.account(People.wang.id)?.isDisabled == false)
        #expect(try await accounts.account(byHand.id)?.isDisabled == false)
        #expect(try await !isSignedIn())
        #expect(try await isSignedIn([2]))
        try await accounts.replaceImported([People.wang, People.cheng], now)
        #expect(try await accounts.account(People.cheng.id)?.isDisabled == false)
    }

    @Test func whoWasDisabledByNameStaysSoWhateverTheFolderSays() async throws {
        try await accounts.replaceImported([People.wang, People.cheng], now)
        try await accounts.setDisabled(People.wang.id, true)
        for roster in [[People.wang, People.cheng], [People.cheng], [People.wang, People.cheng]] {
            try await accounts.replaceImported(roster, now)
            #expect(try await accounts.account(People.wang.id)?.isDisabled == true)
        }
        try await accounts.setDisabled(People.wang.id, false)
        #expect(try await accounts.account(People.wang.id)?.isDisabled == false)
    }

    @Test func theFolderDoesNotChangeAHandMadeAccount() async throws {
        let chief = Staff(id: People.wang.id, name: "王国华", role: .stationChief, station: People.lotus)
        try await accounts.put(chief, .hand, now)
        try await accounts.replaceImported([People.wang], now)
        #expect(try await accounts.account(People.wang.id)?.staff == chief)
    }

    @Test func aDisabledPersonIsOutAtOnce() async throws {
        try await accounts.put(People.wang, .folder, now)
        try await signIn(People.wang)
        #expect(try await accounts.session(token, now)?.staff == People.wang)
        try await accounts.setDisabled(People.wang.id, true)
        #expect(try await !isSignedIn())
        try await accounts.setDisabled(People.wang.id, false)
        #expect(try await !isSignedIn(), "signed out, not paused")
    }

    @Test func aNewPasswordEndsEverySession() async throws {
        try await accounts.put(People.wang, .folder, now)
        try await signIn(People.wang)
        try await accounts.setPassword(People.wang.id, "scrypt$new")
        #expect(try await !isSignedIn())
    }

    @Test func signingOutEndsThisSessionOrAllOfThem() async throws {
        try await accounts.put(People.wang, .folder, now)
        for token: [UInt8] in [[1], [2], [3]] { try await signIn(People.wang, token: token) }
        try await accounts.closeSession([1])
        #expect(try await !isSignedIn([1]))
        #expect(try await isSignedIn([2]))
        try await accounts.closeSessions(People.wang.id)
        #expect(try await !isSignedIn([3]))
        #expect(try await accounts.session([9], now) == nil)
    }

    @Test func anIdleSessionEndsAndAUsedOneLivesAWeek() async throws {
        try await accounts.put(People.wang, .folder, now)
        try await signIn(People.wang, token: [1])
        #expect(try await !isSignedIn([1], after: .hours(8)))
        try await signIn(People.wang, token: [2])
        for hour in stride(from: 7, to: 168, by: 7) {
            #expect(try await isSignedIn([2], after: .hours(hour)), "hour \(hour)")
        }
        #expect(try await !isSignedIn([2], after: .hours(168)))
    }

    @Test func signingInSlowsDownPerNameAlsoForNamesNobodyHas() async throws {
        for login in ["g0001", "nobody"] {
            for _ in 0..<4 { try await accounts.recordFailure(login, now) }
            #expect(try await accounts.blockedUntil(login, now) == nil)
            for wait in [2, 4, 8, 16] {
                try await accounts.recordFailure(login, now)
                #expect(try await accounts.blockedUntil(login, now) == now + .seconds(wait))
            }
            #expect(try await accounts.blockedUntil(login, now + .seconds(16)) == nil)
        }
        try await accounts.clearFailures("g0001")
        #expect(try await accounts.blockedUntil("g0001", now) == nil)
        #expect(try await accounts.blockedUntil("nobody", now) != nil)
        try await accounts.recordFailure("g0001", now)
        #expect(try await accounts.blockedUntil("g0001", now) == nil, "counting began again")
    }
}
