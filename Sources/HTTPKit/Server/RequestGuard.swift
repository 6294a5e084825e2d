import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// Stands between the HTTP decoder and the handlers and gives up on what a handler cannot refuse.
///
/// Hummingbird's own limit covers decoding only: after a 413 it reads a body of any size to the end. This
/// handler closes after an answer that says `Connection: close`, when a body passes the limit, when a body
/// takes too long to arrive, and when the client stops reading. After an answer it first closes the sending
/// side only, so that the client still reads what it was told.
///
/// One guard belongs to one connection and runs on its event loop.
final class RequestGuard: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private enum State {
        /// Requests pass.
        case open
        /// The answer being written is the last one.
        case lastAnswer
        /// The last answer is out; what still arrives is thrown away.
        case lingering
    }

    private let bodyBytes: Int
    private let arrival: TimeAmount
    private let linger: TimeAmount
    private let stall: TimeAmount
    private var state = State.open
    private var received = 0
    private var isDeclaredTooLarge = false
    /// Runs while a body arrives, and again while the connection lingers.
    private var deadline: Scheduled<Void>?
    /// Runs while the client does not read.
    private var patience: Scheduled<Void>?

    init(_ settings: EdgeSettings) {
        bodyBytes = settings.bodyBytes
        arrival = TimeAmount(settings.arrivalTimeout)
        linger = TimeAmount(settings.lingerTimeout)
        stall = TimeAmount(settings.stallTimeout)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard state != .lingering else { return }
        switch unwrapInboundIn(data) {
        case .head(let head):
            received = 0
            isDeclaredTooLarge =
                head.headerFields[.contentLength].flatMap { Int($0) }.map { $0 > bodyBytes } ?? false
        case .body(let part):
            received += part.readableBytes
            if deadline == nil { deadline = close(context, after: arrival) }
            guard received <= bodyBytes else {
                context.close(promise: nil)
                return
            }
        case .end:
            deadline?.cancel()
            deadline = nil
        }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch unwrapOutboundIn(data) {
        case .head(var head) where head.status.kind != .informational:
            if isDeclaredTooLarge { head.headerFields[.connection] = "close" }
            if head.headerFields[.connection]?.lowercased() == "close" { state = .lastAnswer }
            context.write(wrapOutboundOut(.head(head)), promise: promise)
        case .end where state == .lastAnswer:
            state = .lingering
            context.writeAndFlush(data, promise: promise)
            context.close(mode: .output, promise: nil)
            deadline?.cancel()
            deadline = close(context, after: linger)
        default:
            context.write(data, promise: promise)
        }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        patience?.cancel()
        patience = context.channel.isWritable ? nil : close(context, after: stall)
        context.fireChannelWritabilityChanged()
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        deadline?.cancel()
        patience?.cancel()
    }

    private func close(_ context: ChannelHandlerContext, after delay: TimeAmount) -> Scheduled<Void> {
        let channel = context.channel
        return context.eventLoop.scheduleTask(in: delay) { channel.close(promise: nil) }
    }
}
