import Matters
import Testing

@Suite(.timeLimit(.minutes(1)))
struct PhoneNumberTests {
    @Test(arguments: [
        ("13800001234", "13800001234"), (" 138 0000-1234 ", "13800001234"), ("１３８００００１２３４", "13800001234"),
        ("+86 138 0000 1234", "+8613800001234"), ("＋86－138－0000－1234", "+8613800001234"),
        ("(028) 0000-0101", "02800000101"), ("（028）00000101", "02800000101"), ("110", "110"), ("12345", "12345"),
    ])
    func aNumberIsReadAsPeopleWriteIt(typed: String, digits: String) throws {
        #expect(try PhoneNumber(typed: typed).text == digits)
        #expect(PhoneNumber(digits)?.text == digits)
    }

    @Test(arguments: [
        "12", "1234567890123456", "138a0000123", "微信同号", "++8613800001234", "138+0000", "+", "+12", "138,0000",
    ])
    func whatIsNoNumberIsRefused(typed: String) {
        #expect(throws: TextFault.notANumber) { try PhoneNumber(typed: typed) }
    }

    @Test func nothingTypedIsEmptyAndTooMuchIsTooLong() {
        #expect(throws: TextFault.empty) { try PhoneNumber(typed: "") }
        #expect(throws: TextFault.empty) { try PhoneNumber(typed: " - ") }
        #expect(throws: TextFault.tooLong(limit: 20)) { try PhoneNumber(typed: "138 0000 1234 / 139 0000 5678") }
    }
}
