/// The three pictures that say how it works to somebody who cannot read: a phone scans, a person speaks, an
/// answer comes.
///
/// Each fills a square of `size` millimetres around its centre.
struct PosterPictures {
    let size: Double
    let ink: PosterElement.Ink
    let paper: PosterElement.Ink

    /// 扫: a phone whose camera frames a code.
    func scan(x: Double, y: Double) -> [PosterElement] {
        let unit = size / 24
        let corner = 2.6 * unit
        let frame = 4.4 * unit
        let corners = [(-1.0, -1.0), (1, -1), (1, 1), (-1, 1)].map { horizontal, vertical -> PosterElement in
            let (cornerX, cornerY) = (x + horizontal * frame, y - unit + vertical * frame)
            return .polyline(
                [
                    .init(cornerX - horizontal * corner, cornerY), .init(cornerX, cornerY),
                    .init(cornerX, cornerY - vertical * corner),
                ], .stroke(ink, width: 1.1 * unit))
        }
        let dots = [(-1.0, -1.0), (1, -1), (-1, 1), (1, 1), (0, 0)].map {
            horizontal, vertical -> PosterElement in
            .rectangle(
                x: x + horizontal * 1.6 * unit - 0.8 * unit, y: y - unit + vertical * 1.6 * unit - 0.8 * unit,
                width: 1.6 * unit, height: 1.6 * unit, radius: 0, .fill(ink))
        }
        return [
            .rectangle(
                x: x - 7 * unit, y: y - 11.5 * unit, width: 14 * unit, height: 23 * unit, radius: 2.4 * unit,
                .stroke(ink, width: 1.4 * unit, fill: paper)),
            .circle(x: x, y: y + 8.4 * unit, radius: 1.1 * unit, .fill(ink)),
        ] + corners + dots
    }

    /// 说: a person and what they say.
    func speak(x: Double, y: Double) -> [PosterElement] {
        let unit = size / 24
        let shoulders: [PosterElement.Point] = [
            .init(x - 12 * unit, y + 11.5 * unit), .init(x - 12 * unit, y + 8 * unit),
            .init(x - 10.6 * unit, y + 5.4 * unit), .init(x - 8 * unit, y + 4.2 * unit),
            .init(x - 3 * unit, y + 4.2 * unit), .init(x - 0.4 * unit, y + 5.4 * unit),
            .init(x + unit, y + 8 * unit), .init(x + unit, y + 11.5 * unit),
        ]
        let tail: [PosterElement.Point] = [
            .init(x + 0.8 * unit, y - 2.4 * unit), .init(x - 1.2 * unit, y + 2.2 * unit),
            .init(x + 5 * unit, y - 2.4 * unit),
        ]
        let words = [(-8.2, 7.6), (-5.2, 4.6)].map { height, length -> PosterElement in
            .polyline(
                [
                    .init(x + 1.6 * unit, y + height * unit),
                    .init(x + (1.6 + length) * unit, y + height * unit),
                ],
                .stroke(paper, width: 1.2 * unit))
        }
        return [
            .circle(x: x - 5.5 * unit, y: y - 0.8 * unit, radius: 3.8 * unit, .fill(ink)),
            .polygon(shoulders, .fill(ink)),
            .rectangle(
                x: x - 0.8 * unit, y: y - 11 * unit, width: 12.8 * unit, height: 9 * unit, radius: 2.2 * unit,
                .fill(ink)),
            .polygon(tail, .fill(ink)),
        ] + words
    }

    /// 等回音: a letter that has come back, with a tick.
    func answer(x: Double, y: Double) -> [PosterElement] {
        let unit = size / 24
        return [
            .rectangle(
                x: x - 11.5 * unit, y: y - 9 * unit, width: 21 * unit, height: 15 * unit, radius: 1.6 * unit,
                .stroke(ink, width: 1.4 * unit, fill: paper)),
            .polyline(
                [
                    .init(x - 10.8 * unit, y - 8 * unit), .init(x - unit, y - 0.6 * unit),
                    .init(x + 8.8 * unit, y - 8 * unit),
                ], .stroke(ink, width: 1.4 * unit)),
            .circle(
                x: x + 6.6 * unit, y: y + 5.6 * unit, radius: 5.6 * unit,
                .stroke(paper, width: unit, fill: ink)),
        ] + tick(x: x + 6.6 * unit, y: y + 5.6 * unit, size: 5.4 * unit, ink: paper)
    }

    /// A tick of `size` millimetres in width.
    func tick(x: Double, y: Double, size: Double, ink: PosterElement.Ink) -> [PosterElement] {
        [
            .polyline(
                [
                    .init(x - size * 0.5, y + size * 0.02), .init(x - size * 0.14, y + size * 0.36),
                    .init(x + size * 0.5, y - size * 0.36),
                ], .stroke(ink, width: size * 0.22))
        ]
    }
}
