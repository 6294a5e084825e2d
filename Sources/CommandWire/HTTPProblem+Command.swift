public import HTTPKit
import HTTPTypes
public import Matters

extension HTTPProblem {
    /// 409 and 422: what a command was refused with, rather than who sent it.
    public var isAboutCommand: Bool { [.conflict, .unprocessableContent].contains(status) }

    /// The refusal with how the matter stands now, and what its reader may do with it.
    public func with(fresh matter: Matter, allowed: [CommandKind]) -> HTTPProblem {
        var problem = self
        problem.members["version"] = .number(matter.version)
        problem.members["state"] = .text(matter.state.rawValue)
        if problem.members["allowed"] == nil { problem.members["allowed"] = .texts(allowed.map(\.rawValue)) }
        return problem
    }

    /// The contract's answers to a refused command: 403, 404, 409, 422.
    public init(_ fault: CommandFault) {
        switch fault {
        case .notVisible: self = .notFound
        case .notYours: self = .notYours
        case .stale(let current):
            self.init(
                .conflict, slug: "stale", title: .init(zh: "有人先办了一步", en: "Somebody acted first"),
                detail: .init(zh: "请看最新情况再办。", en: "Look at how it stands now, then act."),
                members: ["version": .number(current)])
        case .notNow(let state, let allowed):
            self.init(
                .unprocessableContent, slug: "not-now", title: .init(zh: "现在不能这样办", en: "Not possible now"),
                detail: .init(zh: "这件事目前的状态是 \(state.rawValue)。", en: "The matter is \(state.rawValue)."),
                members: ["state": .text(state.rawValue), "allowed": .texts(allowed.map(\.rawValue))])
        case .unknown(let carried):
            self = .unusable([.init(field: carried.rawValue, detail: .init(zh: "没有这一项", en: "there is no such thing"))])
        case .pausedTooLong(let latest):
            self = .unusable([
                .init(
                    field: Carried.until.rawValue,
                    detail: .init(zh: "中止最晚到 \(latest)", en: "a pause lasts until \(latest) at most"))
            ])
        case .tooLate(let since):
            self.init(
                .unprocessableContent, slug: "too-late", title: .init(zh: "已经过期", en: "Too late"),
                detail: .init(
                    zh: "期限到 \(ChinaTime.rfc3339(since))。", en: "The time ended at \(ChinaTime.rfc3339(since))."),
                members: ["since": .text(ChinaTime.rfc3339(since))])
        case .tooSoon(let until):
            self.init(
                .unprocessableContent, slug: "too-soon", title: .init(zh: "还不到时候", en: "Too soon"),
                detail: .init(
                    zh: "\(ChinaTime.rfc3339(until)) 以后可以再办。", en: "Possible again after \(ChinaTime.rfc3339(until))."),
                members: ["until": .text(ChinaTime.rfc3339(until))])
        case .missing(let carried):
            self = .unusable([.init(field: carried.rawValue, detail: .init(zh: "这一项要填", en: "is needed"))])
        case .text(let carried, let fault):
            self = .unusable([.init(field: carried.rawValue, detail: Words(note: fault))])
        case .wrongOwner:
            self = .unusable([
                .init(field: "to", detail: .init(zh: "不能交给这个人或站点", en: "it cannot be given to this person or station"))
            ])
        }
    }
}

extension HTTPProblem.Words {
    fileprivate init(note fault: TextFault) {
        switch fault {
        case .tooLong(let limit): self.init(zh: "最多 \(limit) 个字", en: "at most \(limit) characters")
        case .empty: self.init(zh: "要填", en: "is needed")
        case .unreadable, .notANumber: self.init(zh: "里面有看不见的特殊字符", en: "it contains control characters")
        }
    }
}
