import Matters

/// The box around China's land, in WGS-84 degrees: tells swapped coordinates and far-away typing slips.
enum China {
    static let lats = 3.5...54.0
    static let lons = 73.0...136.0

    /// What is wrong with a point; `nil` if it may be in China.
    static func fault(lat: Double, lon: Double) -> (kind: Problem.Kind, message: Bilingual)? {
        if lats.contains(lat), lons.contains(lon) { return nil }
        if lats.contains(lon), lons.contains(lat) {
            return (
                .swappedCoordinates,
                Bilingual(
                    zh: "经度和纬度写反了（\(lat), \(lon)）", en: "latitude and longitude are swapped (\(lat), \(lon))")
            )
        }
        return (
            .outsideChina,
            Bilingual(zh: "坐标不在中国境内（纬 \(lat)，经 \(lon)）", en: "outside China (lat \(lat), lon \(lon))")
        )
    }
}
