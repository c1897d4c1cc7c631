package dev.faultline.runtime.socket;

import java.nio.ByteBuffer;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Where connections have their buffers from. Small ones are all that somebody without a session
 * gets unless it sends a longer datagram. Memory that is not there is counted as the error {@code
 * ENOMEM} of the socket and not thrown: it costs a connection, and not the driver.
 */
final class TcpBuffers {
  /** How large a buffer is that everybody gets. */
  static final int SMALL = 4 << 10;

  /** The longest datagram with its length: what somebody without a session gets at most. */
  static final int DATAGRAM = 68 << 10;

  private static final int ENOMEM = 12;

  private final IntFunction<ByteBuffer> large;
  private final ErrnoCounts errors;

  TcpBuffers(IntFunction<ByteBuffer> large, ErrnoCounts errors) {
    this.large = large;
    this.errors = errors;
  }

  /**
   * A buffer that is larger than a small one. What strangers get lies on the heap: outside, memory
   * is freed by the collector only, and when it is used up each allocation sleeps until that has
   * run, on the driver's thread.
   */
  static ByteBuffer larger(int bytes) {
    return bytes <= DATAGRAM ? ByteBuffer.allocate(bytes) : ByteBuffer.allocateDirect(bytes);
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
