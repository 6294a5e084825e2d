/// 海报上的颜色: one of eight on each poster, always named in words beside it, for whoever does not see it as others do.
public enum PosterColour: String, Sendable, Codable, CaseIterable {
    case red, blue, green, purple, brown, teal, grey, black
}
