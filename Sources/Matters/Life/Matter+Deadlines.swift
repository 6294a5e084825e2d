// What an event does to the clocks that run.
extension Matter {
    /// A deadline is stopped by its event; nothing moves its start. What the end of a matter had stopped runs on from
    /// where it began when the matter is reopened, however that comes about: a finish that was none does not count.
    mutating func moveDeadlines(_ event: Event, from before: MatterState) {
        let facts = event.facts
        let isReopening = isReopening(from: before)
        // What waits for the resident's word has it, whoever brought it.
        let heard = isReopening ? event.kind.counts.union([.contested]) : event.kind.counts
        let isSealed = facts.decision != nil && event.kind == .classified
        for index in deadlines.indices {
            let deadline = deadlines[index]
            let isStopped = deadline.stops.contains(where: heard.contains)
            if isReopening, halted.contains(deadline.key) {
                // One that began anew meanwhile, such as an answer to an urging, has taken its place.
                if !deadlines.contains(where: { $0.rule == deadline.rule && $0.isRunning }) {
                    deadlines[index].stopped = nil
                }
            } else if deadline.isRunning {
                let isOver = isOver(deadline) || isSealed && deadline.stops.contains(.recalled)
                if isStopped || isOver || facts.ended?.contains(deadline.rule) == true {
                    deadlines[index].stopped = event.at
                    if isHalt(event.kind, of: deadline) { halted.insert(deadline.key) }
                    if event.kind == .classified, !isStopped, !isOver { outclassed.insert(deadline.key) }
                }
            } else if isStopped {
                outclassed.remove(deadline.key)
            }
            if let moved = facts.moved?.first(where: { $0.key == deadline.key }) {
                deadlines[index].due = moved.due
                if outclassed.remove(deadline.key) != nil { deadlines[index].stopped = nil }
            }
            let told = facts.alarm?.clocks.first { $0.rule == deadline.rule && $0.start == deadline.start }
            if let told { deadlines[index].raised = told.step }
        }
        if isReopening { halted = [] }
        deadlines += facts.deadlines ?? []
    }

    /// An end stops a duty, and must let it run on if it turns out to be none. That it was declined answers whether it
    /// is taken, all the same.
    private func isHalt(_ kind: EventKind, of deadline: Deadline) -> Bool {
        EventKind.ends.contains(kind) && deadline.action.isDuty
            && (kind != .declined || !deadline.stops.contains(.admitted))
    }

    /// Nobody can do anything about it any more: in a closed matter only what begins with the end runs on, in every
    /// other end nothing.
    private func isOver(_ deadline: Deadline) -> Bool {
        !state.isOpen && !(state == .closed && deadline.action.outlivesEnd)
    }
}
