import Matters

/// docs/states.md: where each command leads.
extension ExpectedMatter {
    /// - Returns: what the trail says then.
    mutating func take(_ attempt: Attempt, _ now: Instant) -> EventKind {
        switch attempt.kind {
        case .accept, .return, .visit, .resolve, .assign, .takeOver, .transfer: handOn(attempt, now)
        case .admit, .decline, .simplify, .extend, .pause, .resume, .mediate, .endMediation, .refer, .answer, .recall:
            proceed(attempt, now)
        case .conclude, .callBack, .review: judge(attempt)
        case .confirm, .contest, .rate, .add, .withdraw, .calm: hear(attempt, now)
        default: remark(attempt)
        }
    }

    private mutating func handOn(_ attempt: Attempt, _ now: Instant) -> EventKind {
        switch attempt.kind {
        case .accept:
            state = .accepted
            // 首接负责: whoever it was transferred to leads once it accepts.
            if isTransferred, case .station(let id) = holder { lead = id }
            return .accepted
        case .return:
            giveBack(to: attempt.to)
            return .returned
        case .assign:
            move(to: .dispatched, attempt.to)
            isRuled = isRuled || returns > 1
            return .assigned
        case .takeOver:
            move(to: .accepted, attempt.person?.station.map(Holder.station))
            return .takenOver
        case .transfer:
            move(to: .dispatched, attempt.to)
            (transferredAt, isTransferred) = (now, true)
            // What the county says after the second return is its ruling.
            if attempt.person?.role == .countySupervisor { isRuled = isRuled || returns > 1 }
            return .transferred
        case .resolve:
            state = .resolved
            let unit = if case .station(let id) = holder { id } else { lead }
            handler = unit
            handlers.insert(unit)
            return .resolved
        default:
            if state != .mediating { state = .handling }
            return .visited
        }
    }

    private mutating func giveBack(to proposed: Holder?) {
        returns += 1
        if case .station = holder {
            move(to: .triage, .station(returns > 1 ? centre : lead))
        } else if returns > 1 || proposed == .station(lead) {
            move(to: .triage, .station(lead))
        } else {
            move(to: .dispatched, proposed)
        }
    }

    private mutating func proceed(_ attempt: Attempt, _ now: Instant) -> EventKind {
        switch attempt.kind {
        case .admit: return .admitted
        case .decline:
            state = .declined
            return .declined
        case .simplify: return .simplified
        case .extend: return .extended
        case .pause:
            let end = attempt.until.map { ChinaTime.instant($0) + .seconds(24 * 60 * 60 - 1) } ?? now
            standstill = Standstill(from: now, until: end, before: state)
            state = .paused
            return .paused
        case .resume:
            endPause(at: now)
            return .resumed
        case .mediate:
            state = .mediating
            return .mediationBegun
        case .endMediation:
            state = .handling
            return .mediationEnded
        case .refer:
            (state, body) = (.referred, attempt.body)
            return .referred
        case .answer:
            state = .handling
            return .answered
        default:
            state = .handling
            return .recalled
        }
    }

    private mutating func judge(_ attempt: Attempt) -> EventKind {
        switch attempt.kind {
        case .callBack:
            if attempt.finding == .unsolved { moveUp() }
            return .calledBack
        case .review:
            move(to: reviews == 0 ? .review : .rereview, .station(centre))
            reviews += 1
            return .reviewAsked
        default:
            if attempt.finding == .changed {
                move(to: .reopened, .station(lead))
            } else {
                state = state == .rereview ? .final : .closed
            }
            return .concluded
        }
    }

    private mutating func hear(_ attempt: Attempt, _ now: Instant) -> EventKind {
        switch attempt.kind {
        case .confirm:
            state = .closed
            return .confirmed
        case .contest:
            moveUp()
            return .contested
        case .rate:
            stars = attempt.stars
            return .rated
        case .add: return .added
        case .calm: return .calmed
        default:
            endPause(at: now)
            state = .withdrawn
            return .withdrawn
        }
    }

    private mutating func remark(_ attempt: Attempt) -> EventKind {
        switch attempt.kind {
        case .note: return .noted
        case .urge: return .urged
        case .supervise: return .supervised
        case .reply: return .replied
        case .classify:
            nature = attempt.nature ?? nature
            category = attempt.category ?? category
            return .classified
        case .own:
            if let person = attempt.owner { own(person) }
            return .owned
        case .assist:
            if case .station(let id)? = attempt.to { assist(id) }
            return .assisted
        case .join:
            parent = attempt.parent
            return .joined
        case .unjoin:
            parent = nil
            return .unjoined
        default: return .acknowledged
        }
    }
}
