/// Every size limit of the system, named once, with its unit in the name.
///
/// A limit that protects memory is checked before parsing; a limit that protects a reader is checked by the parser.
public enum Bounds {
    /// Longest report text, in characters as a reader counts them.
    public static let reportTextCharacters = 8_000
    /// Longest note, reason or visit record, in characters.
    public static let noteCharacters = 2_000
    /// Longest name of a person, in characters.
    public static let nameCharacters = 40
    /// Longest telephone number as typed, in characters.
    public static let phoneCharacters = 20
    /// Fewest and most digits of a telephone number (ITU-T E.164 allows 15; 110 has 3).
    public static let phoneDigits = 3...15
    /// Most UTF-8 bytes one character may take: a family emoji has 25, so stacked marks beyond this are an attack.
    public static let bytesPerCharacter = 64
    /// Longest draft identifier, in ASCII characters.
    public static let draftCharacters = 64
    /// Fewest characters of a draft identifier: it stands for the receipt code, so it may not be guessable.
    public static let draftCharactersFewest = 16
    /// Most days one matter may be paused in all (中止上限).
    public static let pausedDays = 30
    /// Shortest time between two urgings by the resident, in hours.
    public static let residentUrgeHours = 24
    /// How often a call-back is tried, each time on another day, before it ends unheard.
    public static let callBackTries = 3
    /// Fewest ratings of a unit before it learns anything of them.
    public static let ratingsFewest = 5
    /// Most stars.
    public static let stars = 5
    /// Longest description of a sticker that looks forged, in characters.
    public static let doubtCharacters = 200
    /// Most open doubts about one code, or about none of ours; one more changes nothing.
    public static let openDoubts = 50
    /// How far from its site's point a report still counts as made there, in metres: a large estate, a bad fix.
    public static let onSiteMetres = 2_000.0
    /// More scans of one code within an hour than this come from a picture that goes round.
    public static let scansInAnHour = 60
    /// How long counted visits are kept, in days.
    public static let trafficDays = 400
    /// Most codes that one map draws, those to be visited first.
    public static let mappedCodes = 1_000
    /// Codes written in one transaction.
    public static let issuedTogether = 500
    /// Most items on one page of a list.
    public static let pageItems = 50
    /// Pages of a list that is counted page by page; another number shows the first.
    public static let pages = 1...100_000
    /// Most items a station's board shows in one column.
    public static let boardColumnItems = 100
    /// Most changes replayed to a stream that comes back.
    public static let replayedChanges = 500
    /// Largest body of a form or JSON request, in bytes: 8,000 four-byte characters, percent-encoded, and the rest of
    /// the form.
    public static let formBytes = 160 * 1024
    /// Most writes that wait for their turn on one node; one more is told to come back (503).
    public static let waitingWrites = 2_048
    /// Most writes that share one transaction.
    public static let groupedWrites = 128
    /// Up to how many matters are counted for a board; from there on it says "1000+".
    public static let countedMatters = 1_000
    /// Most open matters of one worker that dispatch counts: beyond it, more is the same.
    public static let countedLoad = 1_000
    /// Most earlier matters that one is compared with, to suggest which belong together.
    public static let similarMatters = 50
    /// How much of a report is compared with others, in characters.
    public static let comparedCharacters = 1_000
    /// Most matters that the system reads and acts on at once, of those that are due.
    public static let tickedMatters = 64
    /// Most live streams open at once on one node.
    public static let liveStreams = 10_000
}
