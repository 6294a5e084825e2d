/// The hybrid check character of ISO/IEC 7064 (MOD *N+1*, *N*) over an alphabet of *N* characters.
///
/// It catches every single wrong character and every swap of two neighbours but the few the standard names.
/// Ten digits make MOD 11,10 (a matter number); Crockford's 32 characters make MOD 33,32 (a site token, a receipt
/// code).
public enum CheckCharacter {
    /// The value of the check character for `values`, each in `0..<size`.
    public static func value(for values: some Sequence<Int>, size: Int) -> Int {
        var product = size
        for value in values {
            let sum = (product + value) % size
            product = (sum == 0 ? size : sum) * 2 % (size + 1)
        }
        return (size + 1 - product) % size
    }
}
