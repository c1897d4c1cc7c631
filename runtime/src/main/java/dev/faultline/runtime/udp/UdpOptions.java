package dev.faultline.runtime.udp;

/**
 * How to open a socket.
 *
 * @param backend which implementation
 * @param segmentation whether to use GSO and GRO where the kernel has them
 * @param bufferBytes of the kernel's receive and send buffers each; the kernel may grant less
 * @param fragmentation whether datagrams that are too long for the path may be cut by the network;
 *     a driver whose link finds out how long packets may be says no
 */
public record UdpOptions(
    Backend backend, boolean segmentation, int bufferBytes, boolean fragmentation) {
  /** Native with segmentation where the machine has it, 4 MiB of buffers. */
  public static final UdpOptions DEFAULT = new UdpOptions(Backend.FASTEST, true, 4 << 20, true);

  /** Which implementation of a socket to use. */
  public enum Backend {
    /** The kernel's calls where they work, otherwise the JDK's channel. */
    FASTEST,
    /** The kernel's calls, or an exception that says why not. */
    NATIVE,
    /** The JDK's channel. */
    CHANNEL,
    /** Datagrams inside TCP connections, for networks that let no UDP through. */
    TCP,
    /** The fastest, and TCP for peers that are not heard of over UDP for half a second. */
    FASTEST_OR_TCP
  }

  /** Checks the size. */
  public UdpOptions {
    if (bufferBytes <= 0) {
      throw new IllegalArgumentException("bufferBytes is " + bufferBytes + ", expected at least 1");
    }
  }

  /** The same with another implementation. */
  public UdpOptions withBackend(Backend other) {
    return new UdpOptions(other, segmentation, bufferBytes, fragmentation);
  }

  /** The same with GSO and GRO on or off. */
  public UdpOptions withSegmentation(boolean on) {
    return new UdpOptions(backend, on, bufferBytes, fragmentation);
  }

  /** The same with fragmentation allowed or not. */
  public UdpOptions withFragmentation(boolean allowed) {
    return new UdpOptions(backend, segmentation, bufferBytes, allowed);
  }
}
