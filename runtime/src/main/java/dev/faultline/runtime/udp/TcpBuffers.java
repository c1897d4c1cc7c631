package dev.faultline.runtime.udp;

import java.nio.ByteBuffer;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Where connections have their buffers from. Small ones lie on the heap, and are all that somebody
 * without a session gets unless it sends a longer datagram; larger ones lie outside. Memory that is
 * not there is counted as the error {@code ENOMEM} of the socket and not thrown: it costs a
 * connection, and not the driver.
 */
final class TcpBuffers {
  /** Up to this size, buffers lie on the heap. */
  static final int SMALL = 4 << 10;

  private static final int ENOMEM = 12;

  private final IntFunction<ByteBuffer> large;
  private final ErrorCounts errors;

  TcpBuffers(IntFunction<ByteBuffer> large, ErrorCounts errors) {
    this.large = large;
    this.errors = errors;
  }

  /** A buffer of so many bytes, or null if there is no memory for it. */
  @Nullable ByteBuffer allocate(int bytes) {
    try {
      return bytes <= SMALL ? ByteBuffer.allocate(bytes) : large.apply(bytes);
    } catch (OutOfMemoryError e) {
      errors.add(ENOMEM);
      return null;
    }
  }
}
