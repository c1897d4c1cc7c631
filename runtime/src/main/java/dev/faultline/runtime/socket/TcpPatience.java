package dev.faultline.runtime.socket;

/**
 * How long a connection of a tunnel may do nothing.
 *
 * @param stuckNanos after which it no longer delays other peers: what it cannot take is dropped
 * @param greetingNanos after which an accepted one must have shown that it is a link
 * @param silentNanos after which an accepted one that brings nothing is closed; a link comes again
 */
record TcpPatience(long stuckNanos, long greetingNanos, long silentNanos) {
  static final TcpPatience DEFAULT =
      new TcpPatience(1_000_000_000, 10_000_000_000L, 60_000_000_000L);
}
