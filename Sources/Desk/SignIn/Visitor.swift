import Codes
import Dispatcher
import GridCatalog
import HTTPKit
import Hummingbird
import Matters
import Pages

/// Who is behind a request to a desk, and the grid in force for the time of the request.
struct Visitor: Sendable {
    let staff: Staff
    let session: StaffSession
    let dispatcher: Dispatcher
    /// Proof that a form came from our own page in this session.
    let formToken: String

    var catalog: Catalog { dispatcher.catalog }
    var roster: Roster { dispatcher.roster }
    var directory: Directory { Directory(catalog: catalog, roster: roster) }
    var rules: Rulebook { catalog.rulebook }
}

extension DeskSurface {
    static let sessionCookie = "session"

    /// The signed-in person.
    /// - Throws: `HTTPProblem.signInFirst`; a page turns it into the way to the sign-in page.
    func visitor(_ request: Request) async throws -> Visitor {
        guard let token = sessionToken(in: request), let signedIn = try await accounts.session(token.hash, clock.now())
        else { throw HTTPProblem.signInFirst }
        guard let dispatcher = dispatcher() else { throw HTTPProblem.busy() }
        return Visitor(
            staff: signedIn.staff, session: signedIn.session, dispatcher: dispatcher,
            formToken: FormToken.make(session: token.hash, key: keys.key(for: .form)))
    }

    /// The signed-in person; `nil` for whoever is not.
    func signedInVisitor(_ request: Request) async throws -> Visitor? {
        do {
            return try await visitor(request)
        } catch let problem as HTTPProblem where problem == .signInFirst {
            return nil
        }
    }

    /// The signed-in person with one of these roles.
    /// - Throws: `HTTPProblem.signInFirst`, `HTTPProblem.notYours`.
    func visitor(_ request: Request, as roles: Set<Role>) async throws -> Visitor {
        let visitor = try await visitor(request)
        guard roles.contains(visitor.staff.role) else { throw HTTPProblem.notYours }
        return visitor
    }

    /// A desk's page for whoever may see it; everybody else is shown the sign-in page first.
    func page(
        _ request: Request, as roles: Set<Role>, _ answer: (Visitor) async throws -> Response
    ) async throws -> Response {
        guard let visitor = try await signedInVisitor(request) else {
            // Only a page can be come back to; the address of a form's command is none.
            return .seeOther(request.method == .get ? "\(Paths.signIn)?next=\(request.uri.path)" : Paths.signIn)
        }
        guard roles.contains(visitor.staff.role) else { throw HTTPProblem.notYours }
        return try await answer(visitor)
    }

    /// From the cookie of the pages, or `Authorization: Bearer` of a program.
    func sessionToken(in request: Request) -> SessionToken? {
        if request.headers[.authorization] != nil { return request.bearerToken.flatMap { SessionToken($0) } }
        return cookies[Self.sessionCookie, in: request].flatMap { SessionToken($0) }
    }

    /// - Throws: `HTTPProblem.foreignForm` unless the form carries this session's token.
    func check(_ form: Form, of visitor: Visitor) throws {
        let isOurs = FormToken.verify(
            form["csrf"] ?? "", session: visitor.session.tokenHash, key: keys.key(for: .form))
        guard isOurs else { throw HTTPProblem.foreignForm }
    }

    func person(_ visitor: Visitor, at current: Chrome.DeskLink.Desk?) -> Chrome.Person {
        Chrome.Person(
            name: visitor.staff.name, role: visitor.staff.role,
            desks: visitor.staff.role.desks.map { desk in
                Chrome.DeskLink(desk, path: desk.path, isCurrent: desk == current)
            })
    }

    func answer(
        _ page: some Page, to visitor: Visitor, _ context: EdgeContext, at desk: Chrome.DeskLink.Desk?,
        path: String? = nil, status: HTTPResponse.Status = .ok
    ) -> Response {
        pages.answer(
            page, context, status: status, languagePath: path, person: person(visitor, at: desk),
            formToken: visitor.formToken)
    }
}

extension Role {
    /// The desks this role works at; the first is where it lands after signing in.
    var desks: [Chrome.DeskLink.Desk] {
        switch self {
        case .gridWorker: [.work, .codes]
        case .townshipLeader: [.work]
        case .mediator, .stationChief: [.station, .codes]
        case .countySupervisor: [.county, .station, .codes]
        case .inspector: [.county, .station, .codes]
        case .auditor: [.audit]
        case .admin: [.admin, .codes, .audit]
        }
    }
}

extension Chrome.DeskLink.Desk {
    var path: String {
        switch self {
        case .work: Paths.work
        case .station: Paths.station
        case .county: Paths.county
        case .codes: Paths.codes
        case .admin: Paths.admin
        case .audit: Paths.audit
        }
    }
}
