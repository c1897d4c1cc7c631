package dev.faultline.link;

import java.lang.foreign.MemorySegment;

/** Where an endpoint's datagrams go; the driver implements it. */
@FunctionalInterface
public interface Egress {
  /**
   * Takes a datagram. Its bytes stay unchanged until the {@code poll} that called this returns, so
   * a driver may collect slices and hand them to the network at the end of the poll. Consecutive
   * packets are often adjacent in the same segment, and full ones have the same length, which suits
   * segmentation offload.
   *
   * @param peer the number that the driver assigned to the address
   * @return false when there is no room now: the datagram was not taken, and the endpoint ends this
   *     poll
   */
  boolean send(long peer, MemorySegment segment, long offset, int length);
}
