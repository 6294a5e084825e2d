public import Crypto

extension SiteToken {
    /// The token that a place has under a key, in every run: codes for a whole country are made before there is a
    /// database to keep them, and a run that was stopped must go on with the same ones.
    ///
    /// Nobody without the key can work it out from the place, nor the place from it.
    public init(division: String, key: SymmetricKey) {
        self.init(random: KeyedHash.compute("country-site", Array(division.utf8), key: key))
    }
}
