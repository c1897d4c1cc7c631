package dev.faultline.link;

import java.lang.foreign.MemorySegment;

/** Where an endpoint's datagrams go; the driver implements it. */
@FunctionalInterface
public interface Egress {
  /**
   * Takes a datagram. The bytes belong to the endpoint again when the {@code poll} that called this
   * returns, so a driver may collect slices and hand them to the network at the end of the poll.
   * Packets that follow each other often lie behind each other in the same segment, full ones with
   * the same length, which suits segmentation offload.
   *
   * @param peer the number that the driver gave to the address
   * @return false when there is no room now: nothing was taken, and the endpoint stops polling
   */
  boolean send(long peer, MemorySegment segment, long offset, int length);
}
