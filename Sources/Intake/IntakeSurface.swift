public import Codes
public import Dispatcher
public import HTTPKit
public import Hummingbird
public import Matters
import Pages

/// The anonymous surface: scan, report, track. What a stranger can reach is what this folder adds to the router.
public struct IntakeSurface: Sendable {
    let matters: MatterBook
    let siteCodes: SiteCodes
    let codeWatch: CodeWatch
    let meter: CodeMeter
    /// The grid in force; `nil` before the first import.
    let dispatcher: @Sendable () -> Dispatcher?
    let keys: DeploymentKeys
    let clock: Clock
    let random: Random
    let pages: PagePrinter
    let edge: EdgeSettings
    let cookies: CookieJar
    let flood: Flood

    /// Limits on how fast one household may look up or file. They slow, they never shut out (a village shares one
    /// address).
    public struct Flood: Sendable {
        public let filing: FloodLimit
        public let lookUp: FloodLimit

        /// 300 filings at once from one address, then one a second: 600 households of an estate behind one address
        /// can all file within ten minutes. 30 look-ups, then one every 2 s.
        public static var standard: Flood {
            Flood(filing: FloodLimit(burst: 300, every: .seconds(1)), lookUp: FloodLimit(burst: 30, every: .seconds(2)))
        }
        public static let off = Flood(filing: .off, lookUp: .off)

        public init(filing: FloodLimit, lookUp: FloodLimit) {
            self.filing = filing
            self.lookUp = lookUp
        }
    }

    public init(
        matters: MatterBook, siteCodes: SiteCodes, codeWatch: CodeWatch, meter: CodeMeter,
        dispatcher: @escaping @Sendable () -> Dispatcher?,
        keys: DeploymentKeys, clock: Clock, random: Random, pages: PagePrinter, edge: EdgeSettings, flood: Flood
    ) {
        self.matters = matters
        self.siteCodes = siteCodes
        self.codeWatch = codeWatch
        self.meter = meter
        self.dispatcher = dispatcher
        self.keys = keys
        self.clock = clock
        self.random = random
        self.pages = pages
        self.edge = edge
        self.flood = flood
        cookies = CookieJar(edge)
    }

    public func addRoutes(to router: Router<EdgeContext>) {
        // `/S/TOKEN` is what the posters carry: capitals make a smaller symbol.
        for prefix in ["s", "S"] {
            let site = router.group("\(prefix)/{token}")
            site.get(use: showScan)
            site.get("tell", use: showTell)
            site.post("tell", use: changeTell)
            site.post("who", use: showWho)
            site.post("check", use: showCheck)
            site.get("reports", use: explainReports)
            site.post("reports", use: fileReport)
            site.get("doubt", use: showDoubt)
            site.post("doubt", use: doubt)
        }
        router.get("/", use: showFront)
        router.post("/", use: find)
        router.get("doubt", use: showDoubt)
        router.post("doubt", use: doubt)
        router.get("a/{link}", use: showAnswer)
        router.post("a/{link}", use: answerReferral)
        router.get("m", use: showLookUp)
        router.post("m", use: lookUp)
        router.post("m/sign-out", use: leave)
        router.get("m/{number}", use: showMatter)
        router.get("m/{number}/{action}", use: showAction)
        router.post("m/{number}/commands", use: command)
    }
}
