public import Codes
public import Dispatcher
public import HTTPKit
public import Hummingbird
public import Matters
import Pages

/// The signed-in surface: a folder for each role, and what they share.
public struct DeskSurface: Sendable {
    let matters: MatterBook
    let accounts: Accounts
    let siteCodes: SiteCodes
    let codeWatch: CodeWatch
    /// How long a poster may hang without a scan.
    let silence: Instant.Span
    let audit: Audit
    /// The grid in force; `nil` before the first import.
    let dispatcher: @Sendable () -> Dispatcher?
    let keys: DeploymentKeys
    let clock: Clock
    let random: Random
    let pages: PagePrinter
    let edge: EdgeSettings
    let cookies: CookieJar
    let streams: LiveStreams
    let gate: PasswordGate
    let signInFlood: FloodLimit
    let gridVersion: @Sendable () -> Int
    /// A QR code of a text, as an SVG file.
    let drawCode: @Sendable (String) throws -> String

    /// 30 sign-ins at once from one address, then one every 3 s: one attacker cannot fill the queue of password checks.
    public static var standardSignInFlood: FloodLimit { FloodLimit(burst: 30, every: .seconds(3)) }

    public init(
        matters: MatterBook, accounts: Accounts, siteCodes: SiteCodes, codeWatch: CodeWatch,
        silence: Instant.Span, audit: Audit,
        dispatcher: @escaping @Sendable () -> Dispatcher?, gridVersion: @escaping @Sendable () -> Int,
        keys: DeploymentKeys, clock: Clock, random: Random, pages: PagePrinter, edge: EdgeSettings,
        signInFlood: FloodLimit, drawCode: @escaping @Sendable (String) throws -> String
    ) {
        self.matters = matters
        self.accounts = accounts
        self.siteCodes = siteCodes
        self.codeWatch = codeWatch
        self.silence = silence
        self.audit = audit
        self.dispatcher = dispatcher
        self.gridVersion = gridVersion
        self.keys = keys
        self.clock = clock
        self.random = random
        self.pages = pages
        self.edge = edge
        cookies = CookieJar(edge)
        streams = LiveStreams(edge)
        gate = PasswordGate()
        self.signInFlood = signInFlood
        self.drawCode = drawCode
    }

    /// Streams open now, for the metrics.
    public var openStreams: Int { streams.count }

    /// All but the two addresses that residents' programs ask too: `matterAsJSON`, `commandFromJSON`.
    public func addRoutes(to router: Router<EdgeContext>) {
        router.get("desk", use: showOwnDesk)
        router.get("desk/login", use: showSignIn)
        router.post("desk/login", use: signIn)
        router.post("desk/logout", use: signOut)

        router.get("desk/work", use: showWork)
        router.get("desk/station", use: showBoard)
        router.get("desk/county", use: showCounty)
        router.get("desk/admin", use: showAdmin)
        router.get("desk/audit", use: showAudit)
        router.get("desk/codes", use: showCodes)
        router.post("desk/codes/doubts", use: settleDoubts)
        router.post("desk/codes/{token}", use: actOnCode)
        router.get("desk/m/{number}", use: showMatter)
        router.post("desk/m/{number}/commands", use: commandFromForm)
        router.get("desk/m/{number}/letter", use: showLetter)
        router.get("desk/m/{number}/letter/code.svg", use: showLetterCode)

        router.post("api/v1/session", use: openSession)
        router.get("api/v1/inbox", use: inbox)
        router.get("api/v1/matters", use: listMatters)
        router.get("api/v1/stream", use: stream)
    }
}
