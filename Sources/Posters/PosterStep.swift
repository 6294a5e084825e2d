/// 怎么扫: how it works, in three steps, each with its picture.
enum PosterStep {
    case scan, speak, answer

    static let all: [Self] = [.scan, .speak, .answer]

    var word: String {
        switch self {
        case .scan: "扫"
        case .speak: "说"
        case .answer: "等回音"
        }
    }

    /// Two short lines.
    var lines: [String] {
        switch self {
        case .scan: ["打开微信，", "扫这个码"]
        case .speak: ["说说什么事，", "可以不留名"]
        case .answer: ["看谁在办，", "看办到哪步"]
        }
    }

    var english: String {
        switch self {
        case .scan: "Scan with WeChat"
        case .speak: "Say what happened"
        case .answer: "See who handles it"
        }
    }
}

extension PosterPictures {
    func picture(of step: PosterStep, x: Double, y: Double) -> [PosterElement] {
        switch step {
        case .scan: scan(x: x, y: y)
        case .speak: speak(x: x, y: y)
        case .answer: answer(x: x, y: y)
        }
    }
}
