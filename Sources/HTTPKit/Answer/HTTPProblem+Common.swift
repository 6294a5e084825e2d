public import HTTPTypes

/// The refusals that know nothing of a surface.
extension HTTPProblem {
    /// 400: the request cannot be read at all.
    public static func unreadable(_ detail: Words, faults: [Fault] = []) -> HTTPProblem {
        HTTPProblem(
            .badRequest, slug: "unreadable", title: Words(zh: "看不懂这次请求", en: "The request cannot be read"),
            detail: detail, faults: faults)
    }

    /// 422: the request is readable, but a field is missing or wrong.
    public static func unusable(_ faults: [Fault]) -> HTTPProblem {
        HTTPProblem(
            .unprocessableContent, slug: "fields",
            title: Words(zh: "有内容要改", en: "Something needs correcting"),
            detail: Words(zh: "请按提示修改后再发一次。", en: "Please correct the fields named and send it again."),
            faults: faults)
    }

    /// 401: nobody is signed in, or no longer.
    public static let signInFirst = HTTPProblem(
        .unauthorized, slug: "sign-in", title: Words(zh: "请先登录", en: "Please sign in"),
        detail: Words(zh: "登录后再打开这一页。", en: "Sign in, then open this page again."))

    /// 403: known, but not theirs to do.
    public static let notYours = HTTPProblem(
        .forbidden, slug: "not-yours", title: Words(zh: "您不能这样做", en: "This is not yours to do"),
        detail: Words(zh: "如果您认为应该可以，请联系本级管理员。", en: "If you should be able to, ask your administrator."))

    /// 403: the form was sent from another site, or its token is not ours.
    public static let foreignForm = HTTPProblem(
        .forbidden, slug: "foreign-form",
        title: Words(zh: "这次提交不是从本站发出的", en: "This was not sent from our pages"),
        detail: Words(zh: "请回到本站重新打开那一页再提交。", en: "Please open the page here again and send it from there."))

    /// 404: also for what exists but may not be seen.
    public static let notFound = HTTPProblem(
        .notFound, slug: "not-found", title: Words(zh: "没有这一页", en: "There is no such page"),
        detail: Words(zh: "请检查网址，或重新扫码。", en: "Check the address, or scan the code again."))

    /// 405, with the methods that would do.
    public static func notThisWay(allow: [HTTPRequest.Method]) -> HTTPProblem {
        HTTPProblem(
            .methodNotAllowed, slug: "method", title: Words(zh: "这个网址不能这样用", en: "Wrong method"),
            detail: Words(
                zh: "可以用：" + allow.map(\.rawValue).joined(separator: "、"),
                en: "Allowed: " + allow.map(\.rawValue).joined(separator: ", ")), allow: allow)
    }

    /// 413.
    /// - Parameter limit: in bytes.
    public static func tooLarge(limit: Int) -> HTTPProblem {
        let size = limit >= 1_048_576 ? "\(limit / 1_048_576) MiB" : "\(limit / 1024) KiB"
        return HTTPProblem(
            .contentTooLarge, slug: "too-large", title: Words(zh: "内容太多了", en: "Too much at once"),
            detail: Words(zh: "一次最多 \(size)。请写短一些，分几次发。", en: "At most \(size) at once. Please send less."),
            members: ["limit": .number(limit)])
    }

    /// 415.
    public static func wrongType(expected: String) -> HTTPProblem {
        HTTPProblem(
            .unsupportedMediaType, slug: "content-type", title: Words(zh: "内容格式不对", en: "Wrong content type"),
            detail: Words(zh: "Content-Type 应为 \(expected)。", en: "Content-Type must be \(expected)."))
    }

    /// 429.
    public static func tooFast(retryAfter: Duration) -> HTTPProblem {
        HTTPProblem(
            .tooManyRequests, slug: "too-fast", title: Words(zh: "太快了，请稍等", en: "Too fast, please wait"),
            detail: Words(zh: "过一会儿再试，写好的内容不会丢。", en: "Try again in a moment; what you wrote is kept."),
            retryAfter: retryAfter)
    }

    /// 503.
    public static func busy(retryAfter: Duration = .seconds(5)) -> HTTPProblem {
        HTTPProblem(
            .serviceUnavailable, slug: "busy", title: Words(zh: "现在办不了", en: "Not possible right now"),
            detail: Words(zh: "请过一会儿再试。急事请直接打电话。", en: "Try again shortly. If it is urgent, please call."),
            retryAfter: retryAfter)
    }

    /// 500: our fault. It says nothing of the cause, which is in the log under the request's number.
    public static let ourFault = HTTPProblem(
        .internalServerError, slug: "our-fault",
        title: Words(zh: "系统出了问题", en: "Something went wrong on our side"),
        detail: Words(
            zh: "不是您的错。请再试一次；还不行，请打电话并报上页面下方的编号。",
            en: "It is not your fault. Try again; if it fails, call and read out the number below."))

    /// Any other status that a library chose.
    static func plain(_ status: HTTPResponse.Status) -> HTTPProblem {
        switch status.code {
        case 404: notFound
        case 401: signInFirst
        case 403: notYours
        case 503: busy()
        case 400..<500:
            HTTPProblem(
                status, slug: "refused", title: Words(zh: "办不了", en: status.reasonPhrase),
                detail: Words(zh: "请检查后再试。", en: "Please check and try again."))
        default: ourFault
        }
    }
}
