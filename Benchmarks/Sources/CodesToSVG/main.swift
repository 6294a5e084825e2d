import BareLoop
import Foundation
import Posters

// Site codes to whole SVG files, one core, against a bare libqrencode loop in C over the same addresses.
// Prints one line of JSON. The rounds alternate, so that a slow moment of the machine hits both.

let codes = 2_000
let rounds = 7
let letters = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ")

/// As printed on the walls: `HTTPS://HOST/S/TOKEN`, each another token of eleven characters.
func address(_ number: Int) -> String {
    var (token, rest) = ("", UInt64(number) &* 0x9E37_79B9_7F4A_7C15)
    for _ in 0..<11 {
        token.append(letters[Int(rest % 32)])
        rest /= 32
    }
    return "HTTPS://MASHANG.YANJIANG.EXAMPLE.GOV.CN/S/" + token
}

/// Codes a second of this thread's own time, so that a busy neighbour does not count.
func speed(_ work: () throws -> Void) rethrows -> Double {
    func spent() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
    let start = spent()
    try work()
    return Double(codes) / (spent() - start)
}

let addresses = (1...codes).map(address)
let texts = addresses.map { UnsafePointer(strdup($0)) }
var bare: [Double] = []
var ours: [Double] = []
var bytes = 0
for _ in 0..<rounds {
    bare.append(
        speed {
            if bare_loop(texts, texts.count) < 0 { exit(1) }
        })
    bytes = 0
    ours.append(
        try speed {
            for address in addresses { bytes += try QRMatrix(address).svg().utf8.count }
        })
}

let c = bare.sorted()[rounds / 2]
let svg = ours.sorted()[rounds / 2]
print(
    """
    {"codes":\(codes),"rounds":\(rounds),"svg_per_second":\(Int(svg)),"bare_c_per_second":\(Int(c)),\
    "ratio":\((svg / c * 100).rounded() / 100),"svg_bytes":\(bytes / codes)}
    """)
