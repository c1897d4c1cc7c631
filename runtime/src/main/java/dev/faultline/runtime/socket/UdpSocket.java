package dev.faultline.runtime.socket;

import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * A UDP socket that never blocks in {@link #send} and {@link #receive} and allocates nothing per
 * packet. Not thread-safe, except {@link #wakeup}.
 *
 * <p>Lost datagrams are not reported, as with any UDP socket: a full queue in the kernel or the
 * network, a port without a listener, and a packet that is too large for the path all look the same
 * to the sender. Only packets that are too large are counted, by {@link #oversized}, because
 * sending them again never helps.
 */
public interface UdpSocket extends AutoCloseable {
  /** The most bytes that one datagram can hold over IPv4. */
  int DATAGRAM_BYTES_MAX = 65_507;

  /** Where this socket listens. */
  InetSocketAddress localAddress();

  /** How this socket works, such as {@code native, GSO, GRO}. */
  String describe();

  /** Whether one call can pass the kernel many datagrams as one unit (GSO). */
  boolean segments();

  /**
   * Whether this socket can send to this address at all: an IPv4 socket cannot send to IPv6
   * addresses.
   */
  default boolean reaches(UdpAddress peer) {
    return true;
  }

  /**
   * Tells the socket that this side begins to talk to a peer, so that a TCP socket can connect to
   * it.
   */
  default void reach(UdpAddress peer) {}

  /**
   * Tells the socket which peers have sessions. Of the peers that connected to this side, those
   * without a session are dropped first when there is no more room, and get less memory.
   *
   * @param known supplies the peers that have sessions at the time of the call; called rarely
   */
  default void keep(Supplier<Predicate<UdpAddress>> known) {}

  /**
   * How many bytes of datagrams of this size the socket is certain to accept now for this receiver;
   * {@link Integer#MAX_VALUE} if the socket cannot know without trying.
   */
  default int room(UdpAddress to, int datagramBytes) {
    return Integer.MAX_VALUE;
  }

  /**
   * Sends {@code bytes} bytes at {@code offset} as consecutive datagrams of {@code datagramBytes}
   * each, the last of which may be shorter.
   *
   * @param data outside the heap
   * @return how many bytes were accepted: all, or fewer by whole datagrams when the socket's send
   *     buffer is full. A send that fails for another reason counts as accepted and lost, see
   *     {@link #errors}
   */
  int send(MemorySegment data, long offset, int bytes, int datagramBytes, UdpAddress to);

  /**
   * Receives the waiting datagrams into {@code batch}, replacing its content; does not wait.
   *
   * @return how many messages were received; each holds one or more datagrams
   */
  int receive(ReceivedBatch batch);

  /**
   * Waits until something can be received, {@link #wakeup} is called, or the timeout has passed.
   */
  void await(long timeoutNanos);

  /** Ends the current or the next {@link #await}. May be called by any thread. */
  void wakeup();

  /** Datagrams that were too large for the path to their receiver. */
  long oversized();

  /** Counts failed sends and receives, except those that found no room or no datagram. */
  ErrnoCounts errors();

  @Override
  void close();
}
