import Logging

/// Text from outside, made safe for one line of a log (ASVS 5.0, 16.4.1).
enum LogLine {
    /// What there is to say about an error that nobody expected.
    static func metadata(of error: any Error) -> Logger.Metadata {
        [
            "error.type": "\(String(reflecting: type(of: error)))",
            "error": "\(plain(String(describing: error)))",
        ]
    }

    /// At most 400 characters, with control characters (also ANSI escapes and line breaks) as `\u{…}`.
    static func plain(_ text: String) -> String {
        var line = ""
        for scalar in text.unicodeScalars.prefix(400) {
            let isControl =
                scalar.properties.generalCategory == .control || scalar == "\u{2028}" || scalar == "\u{2029}"
            if isControl {
                line += "\\u{" + String(scalar.value, radix: 16) + "}"
            } else {
                line.unicodeScalars.append(scalar)
            }
        }
        return line
    }
}
