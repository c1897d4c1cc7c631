package dev.faultline.runtime;

import java.lang.foreign.MemorySegment;

/** Drops received datagrams, for experiments with loss on a network that loses none. */
@FunctionalInterface
public interface DatagramFilter {
  /** Drops nothing. */
  DatagramFilter NONE = (memory, offset, bytes) -> false;

  /** Whether to drop the datagram. */
  boolean drops(MemorySegment memory, long offset, int bytes);
}
