/**
 * Links: messages between two processes, from fair loss to once and in order, over any datagram
 * network.
 *
 * <p>{@link dev.faultline.link.Endpoint} is a state machine without input and output. It owns no
 * thread, no clock and no socket; a <em>driver</em> calls it, from one thread:
 *
 * <ol>
 *   <li>{@code onDatagram(now, peer, segment, offset, length)} for each datagram that arrives. The
 *       segment's bytes are read during the call only; messages that are in order go straight from
 *       there to {@link dev.faultline.link.LinkHandler#onMessage};
 *   <li>{@code session.offer(…)} for each message to be sent, which copies it into the packet that
 *       it will travel in;
 *   <li>{@code onTimer(now)} when {@code nextDeadline()} has come;
 *   <li>{@code poll(now, egress)} after any of these: hands the datagrams to be sent to the egress
 *       as slices that stay unchanged until {@code poll} returns.
 * </ol>
 *
 * <p>{@code now} is a monotonic time in nanoseconds, from any origin. A peer is a number that the
 * driver assigns to an address; the endpoint only compares it and passes it back. Randomness is
 * passed in. The same input gives the same output, bit for bit, so the code that is tested in
 * simulated worlds is the code that runs on a real network.
 *
 * <p>Once a session has warmed up, nothing here allocates memory per message or per packet.
 */
@NullMarked
package dev.faultline.link;

import org.jspecify.annotations.NullMarked;
