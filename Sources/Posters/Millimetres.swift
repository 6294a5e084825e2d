/// Lengths as an SVG writes them.
enum Millimetres {
    /// `value` to a hundredth, without a needless fraction.
    static func text(_ value: Double) -> String {
        let hundredths = Int((value * 100).rounded())
        let fraction = abs(hundredths) % 100
        let sign = hundredths < 0 ? "-" : ""
        let whole = "\(sign)\(abs(hundredths) / 100)"
        guard fraction != 0 else { return whole }
        return fraction % 10 == 0
            ? "\(whole).\(fraction / 10)" : "\(whole).\(fraction < 10 ? "0" : "")\(fraction)"
    }
}
