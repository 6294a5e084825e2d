public import Crypto
public import Matters

/// 对照词: a colour and three words, printed on the poster and shown on the page that its code opens. Where they differ,
/// one of the two is not ours.
///
/// They follow from the site's token under a key of the deployment, so nobody can work out those of a code they made
/// up. Whoever copies a real poster copies its words too: the address in large type is what tells a forged page.
public struct CheckWords: Sendable, Hashable, Codable {
    public let colour: PosterColour
    /// Three different ones.
    public let words: [Bilingual]

    private static let count = 3

    public init(of token: SiteToken, key: SymmetricKey) {
        let bytes = KeyedHash.compute("check-words", Array(token.text.utf8), key: key)
        let numbers = stride(from: 0, to: 2 * (Self.count + 1), by: 2).map { Int(bytes[$0]) << 8 | Int(bytes[$0 + 1]) }
        colour = PosterColour.allCases[numbers[Self.count] % PosterColour.allCases.count]
        var left = Self.list
        words = numbers.prefix(Self.count).map { number in
            let (zh, en) = left.remove(at: number % left.count)
            return Bilingual(zh: zh, en: en)
        }
    }

    /// Things that everybody knows and no two of which look or sound alike. Never changed: it would
    /// change what hangs on walls.
    static let list = [
        ("苹果", "apple"), ("台灯", "lamp"), ("河马", "hippo"), ("雨伞", "umbrella"), ("钢琴", "piano"),
        ("足球", "football"), ("火车", "train"), ("石桥", "bridge"), ("白鹅", "goose"), ("红枣", "jujube"),
        ("西瓜", "melon"), ("竹子", "bamboo"), ("铁锤", "hammer"), ("书包", "satchel"), ("茶壶", "teapot"), ("月亮", "moon"),
        ("雪山", "mountain"), ("小船", "boat"), ("风车", "windmill"), ("蜜蜂", "bee"), ("乌龟", "turtle"),
        ("棉花", "cotton"), ("水稻", "rice"), ("玉米", "maize"), ("辣椒", "pepper"), ("核桃", "walnut"), ("葡萄", "grape"),
        ("柳树", "willow"), ("荷花", "lotus"), ("菊花", "daisy"), ("海豚", "dolphin"), ("熊猫", "panda"), ("老虎", "tiger"),
        ("骆驼", "camel"), ("孔雀", "peacock"), ("燕子", "swallow"), ("螃蟹", "crab"), ("蝴蝶", "butterfly"),
        ("算盘", "abacus"), ("剪刀", "scissors"), ("毛笔", "brush"), ("围巾", "scarf"), ("草帽", "hat"), ("布鞋", "shoe"),
        ("手套", "glove"), ("眼镜", "spectacles"), ("闹钟", "clock"), ("电扇", "fan"), ("木梯", "ladder"),
        ("箩筐", "basket"), ("锄头", "hoe"), ("镜子", "mirror"), ("蜡烛", "candle"), ("灯笼", "lantern"), ("风筝", "kite"),
        ("大鼓", "drum"), ("笛子", "flute"), ("二胡", "fiddle"), ("象棋", "chess"), ("邮票", "stamp"), ("地图", "map"),
        ("钥匙", "key"), ("门铃", "doorbell"), ("磨盘", "millstone"),
    ]
}
