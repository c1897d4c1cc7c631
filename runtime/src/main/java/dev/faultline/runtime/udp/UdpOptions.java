package dev.faultline.runtime.udp;

/**
 * The options of a socket.
 *
 * @param backend the implementation
 * @param segmentation whether to use GSO and GRO where the kernel has them
 * @param bufferBytes length of the kernel's receive buffer and of its send buffer; the kernel may
 *     grant less
 * @param fragmentation whether the network may fragment datagrams that are too long for the path; a
 *     driver whose link discovers the path's packet length turns this off
 */
public record UdpOptions(
    Backend backend, boolean segmentation, int bufferBytes, boolean fragmentation) {
  /**
   * The defaults: a native socket with segmentation where the machine supports them, and buffers of
   * 4 MiB.
   */
  public static final UdpOptions DEFAULT = new UdpOptions(Backend.FASTEST, true, 4 << 20, true);

  /** The implementation of a socket. */
  public enum Backend {
    /** System calls where they work, otherwise the JDK's channel. */
    FASTEST,
    /** System calls, or an exception that says why they cannot be used. */
    NATIVE,
    /** The JDK's channel. */
    CHANNEL,
    /** Datagrams inside TCP connections, for networks that block UDP. */
    TCP,
    /** {@link #FASTEST}, and TCP for peers that have been silent over UDP for half a second. */
    FASTEST_OR_TCP
  }

  /** Checks the size. */
  public UdpOptions {
    if (bufferBytes <= 0) {
      throw new IllegalArgumentException("bufferBytes is " + bufferBytes + ", expected at least 1");
    }
  }

  /** A copy with this implementation. */
  public UdpOptions withBackend(Backend other) {
    return new UdpOptions(other, segmentation, bufferBytes, fragmentation);
  }

  /** A copy with GSO and GRO on or off. */
  public UdpOptions withSegmentation(boolean on) {
    return new UdpOptions(backend, on, bufferBytes, fragmentation);
  }

  /** A copy with fragmentation allowed or not. */
  public UdpOptions withFragmentation(boolean allowed) {
    return new UdpOptions(backend, segmentation, bufferBytes, allowed);
  }
}
