public import Matters

/// What every page carries around its content.
public struct Chrome: Sendable {
    /// Whose service this is: `雁江区 码上访、马上办`.
    public var deployment: String
    public var language: PageLanguage
    /// Address of this very page for the link to the other language; `nil` where following it would lose what was
    /// typed.
    public var languagePath: String?
    /// Who is signed in, on the pages of staff.
    public var person: Person?
    /// Proof that a form came from our page; empty where there is no session.
    public var formToken: String
    /// Telephone lines in the footer.
    public var hotlines: [CallLine]
    public var now: Instant

    public init(
        deployment: String, language: PageLanguage, languagePath: String? = nil, person: Person? = nil,
        formToken: String = "", hotlines: [CallLine] = [], now: Instant
    ) {
        self.deployment = deployment
        self.language = language
        self.languagePath = languagePath
        self.person = person
        self.formToken = formToken
        self.hotlines = hotlines
        self.now = now
    }

    /// A signed-in staff member and the desks open to them.
    public struct Person: Sendable {
        public let name: String
        public let role: Role
        public let desks: [DeskLink]

        public init(name: String, role: Role, desks: [DeskLink] = []) {
            self.name = name
            self.role = role
            self.desks = desks
        }
    }

    /// An entry of the staff's navigation.
    public struct DeskLink: Sendable {
        public enum Desk: String, Sendable, CaseIterable { case work, station, county, codes, admin, audit }

        public let desk: Desk
        public let path: String
        public let isCurrent: Bool

        public init(_ desk: Desk, path: String, isCurrent: Bool = false) {
            self.desk = desk
            self.path = path
            self.isCurrent = isCurrent
        }
    }

    func data(_ words: Wording) -> [String: PageData] {
        [
            "deployment": .text(deployment),
            "lang": .text(language.code),
            "languageHref": .maybe(languagePath.map { language.other.link($0) }),
            "otherLang": .text(language.other.code),
            "formToken": .text(formToken),
            "signOutAction": .text(Paths.signOut),
            "hotlines": .list(hotlines.map { .object($0.data(words)) }),
            "person": .maybe(
                person.map { person in
                    [
                        "personName": .text(person.name),
                        "personRole": .text(words.role(person.role)),
                        "desks": .list(person.desks.map { $0.data(words) }),
                    ]
                }),
        ]
    }
}

extension Chrome.DeskLink {
    fileprivate func data(_ words: Wording) -> PageData {
        let name =
            switch desk {
            case .work: words("deskWork")
            case .station: words("deskStation")
            case .county: words("deskCounty")
            case .codes: words("deskCodes")
            case .admin: words("deskAdmin")
            case .audit: words("deskAudit")
            }
        return ["href": .text(path), "name": .text(name), "isCurrent": .flag(isCurrent)]
    }
}
