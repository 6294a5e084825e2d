import Codes
import HTTPKit
import Hummingbird
import Matters
import Pages

/// Signing in and out, by page and by program.
extension DeskSurface {
    enum SignInFault: Error, Sendable {
        case wrong
        case wait(Instant.Span)
    }

    @Sendable func showSignIn(_ request: Request, _ context: EdgeContext) async throws -> Response {
        if let visitor = try await signedInVisitor(request) { return .seeOther(visitor.staff.role.home) }
        let next = Self.deskPath(try request.readQuery()["next"]) ?? ""
        return pages.answer(SignInPage(next: next), context, languagePath: request.ownPath)
    }

    @Sendable func signIn(_ request: Request, _ context: EdgeContext) async throws -> Response {
        let form = try await request.readForm(limit: Bounds.formBytes)
        let login = form["login"] ?? ""
        let next = Self.deskPath(form["next"])
        do {
            let (token, staff) = try await open(
                login: login, password: form["password"] ?? "", from: context.client)
            var response = Response.seeOther(next ?? staff.role.home)
            cookies.set(Self.sessionCookie, to: token.text, on: &response)
            return response
        } catch let fault as SignInFault {
            switch fault {
            case .wrong:
                return again(login, .wrong, next, context, status: .unprocessableContent)
            case .wait(let span):
                return again(login, .blocked(until: clock.now() + span), next, context, status: .tooManyRequests)
            }
        }
    }

    private func again(
        _ login: String, _ fault: SignInPage.Fault, _ next: String?, _ context: EdgeContext, status: HTTPResponse.Status
    ) -> Response {
        pages.answer(SignInPage(login: login, fault: fault, next: next ?? ""), context, status: status)
    }

    /// Where to go after signing in: an address of a desk and nothing else, so that no link leads elsewhere through us.
    private static func deskPath(_ text: String?) -> String? {
        guard let text, text.hasPrefix("/desk/"), text.utf8.count <= 200,
            text.utf8.allSatisfy({
                ($0 >= 0x61 && $0 <= 0x7A) || ($0 >= 0x30 && $0 <= 0x39) || $0 == 0x2F || $0 == 0x2D
            })
        else { return nil }
        return text
    }

    @Sendable func signOut(_ request: Request, _ context: EdgeContext) async throws -> Response {
        var response = Response.seeOther(Paths.signIn)
        if let visitor = try await signedInVisitor(request) {
            try check(try await request.readForm(limit: Bounds.formBytes), of: visitor)
            try await accounts.closeSession(visitor.session.tokenHash)
            try await audit.record(
                AuditEntry(
                    at: clock.now(), actor: visitor.staff.actor, action: .signedOut, subject: visitor.staff.id.text))
        }
        cookies.clear(Self.sessionCookie, on: &response)
        return response
    }

    private struct SessionBody: Decodable, Sendable { let login, password: String }
    private struct SessionAnswer: Encodable, Sendable { let token, role, expires: String }

    /// `POST /api/v1/session`
    @Sendable func openSession(_ request: Request, _ context: EdgeContext) async throws -> Response {
        let body = try await request.readJSON(SessionBody.self, limit: Bounds.formBytes)
        do {
            let (token, staff) = try await open(login: body.login, password: body.password, from: context.client)
            let expires = clock.now() + StaffSession.life
            let answer = SessionAnswer(
                token: token.text, role: staff.role.rawValue, expires: ChinaTime.rfc3339(expires))
            return try .json(answer, status: .created)
        } catch let fault as SignInFault {
            switch fault {
            case .wrong:
                throw HTTPProblem(
                    .unauthorized, slug: "wrong-password", title: .init(zh: "账号或密码不对", en: "Wrong name or password"),
                    detail: .init(zh: "请再试一次。", en: "Please try again."))
            case .wait(let span): throw HTTPProblem.tooFast(retryAfter: .milliseconds(span.milliseconds))
            }
        }
    }

    /// A fresh token for every sign-in, so that one planted before is worth nothing.
    /// - Throws: `SignInFault`, or the store's error.
    private func open(
        login: String, password: String, from client: ClientAddress
    ) async throws -> (SessionToken, Staff) {
        if case .wait(let wait) = signInFlood.take(client.floodKey) {
            throw SignInFault.wait(.seconds(Int(wait / .seconds(1)) + 1))
        }
        let name = String(login.filter { !$0.isWhitespace }.prefix(Bounds.nameCharacters))
        let now = clock.now()
        if let until = try await accounts.blockedUntil(name, now) { throw SignInFault.wait(until - now) }
        let id = StaffID(name)
        var hash: String?
        if let id { hash = try await accounts.passwordHash(id) }
        guard let isRight = await gate.verify(password, against: hash) else { throw SignInFault.wait(.seconds(5)) }
        guard isRight, let id, let account = try await accounts.account(id), !account.isDisabled else {
            try await accounts.recordFailure(name, now)
            // Only names that exist are written down: people type passwords into the wrong field.
            if hash != nil {
                try await audit.record(AuditEntry(at: now, actor: .system, action: .signInFailed, subject: name))
            }
            throw SignInFault.wrong
        }
        try await accounts.clearFailures(name)
        let token = SessionToken(random: random.bytes(SessionToken.byteCount))
        try await accounts.openSession(StaffSession(tokenHash: token.hash, staff: id, opened: now))
        try await audit.record(AuditEntry(at: now, actor: account.staff.actor, action: .signedIn, subject: id.text))
        return (token, account.staff)
    }

    @Sendable func showOwnDesk(_ request: Request, _ context: EdgeContext) async throws -> Response {
        try await page(request, as: Set(Role.allCases)) { .seeOther($0.staff.role.home) }
    }
}

extension Role {
    /// Where this role lands after signing in.
    var home: String { desks.first?.path ?? Paths.signIn }
}
