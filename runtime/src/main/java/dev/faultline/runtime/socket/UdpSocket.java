package dev.faultline.runtime.socket;

import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * A UDP socket that never blocks in {@link #send} and {@link #receive} and allocates nothing per
 * packet. Not thread-safe, except {@link #wakeup}.
 *
 * <p>What is lost on the way is not reported, as with any UDP socket: a full queue inside the
 * kernel or the network, a port at which nobody listens, and a packet larger than the path allows
 * all look the same to the sender. Only {@link #oversized} counts the last, since it never gets
 * better by repeating.
 */
public interface UdpSocket extends AutoCloseable {
  /** The most bytes that one datagram can hold over IPv4. */
  int DATAGRAM_BYTES_MAX = 65_507;

  /** Where this socket listens. */
  InetSocketAddress localAddress();

  /** How this socket works, such as {@code native, GSO, GRO}. */
  String describe();

  /** Whether one call sends many datagrams without the kernel handling each. */
  boolean segments();

  /** Whether datagrams can be sent to such an address at all: an IPv4 socket has no IPv6. */
  default boolean reaches(UdpAddress peer) {
    return true;
  }

  /** This side begins to talk to a peer; whoever has to connect to it for that may do so. */
  default void reach(UdpAddress peer) {}

  /**
   * Tells which peers have sessions: of those that have connected to this side, others go first
   * when there is no more room, and get less memory.
   *
   * @param known gives, when it is asked, the peers that have sessions at that time; asked seldom
   */
  default void keep(Supplier<Predicate<UdpAddress>> known) {}

  /**
   * How many bytes of datagrams of this size to this receiver are certain to be taken now; the
   * largest number there is where nobody knows before trying.
   */
  default int room(UdpAddress to, int datagramBytes) {
    return Integer.MAX_VALUE;
  }

  /**
   * Sends {@code bytes} bytes at {@code offset} as consecutive datagrams of {@code datagramBytes}
   * each, the last of which may be shorter.
   *
   * @param data outside the heap
   * @return how many bytes were taken: all, or fewer by whole datagrams when the socket's send
   *     buffer is full. A send that fails otherwise counts as taken and lost, see {@link #errors}
   */
  int send(MemorySegment data, long offset, int bytes, int datagramBytes, UdpAddress to);

  /**
   * Receives what is there, without waiting, into {@code batch}, whose content before is gone.
   *
   * @return how many messages came; each holds one or more datagrams
   */
  int receive(ReceivedBatch batch);

  /** Waits until something can be received, {@link #wakeup} is called, or the time is over. */
  void await(long timeoutNanos);

  /** Ends a present or the next {@link #await}. May be called by any thread. */
  void wakeup();

  /** Datagrams that were larger than the path to their receiver allows. */
  long oversized();

  /** How often sends and receives have failed, other than for want of room or of anything. */
  ErrnoCounts errors();

  @Override
  void close();
}
