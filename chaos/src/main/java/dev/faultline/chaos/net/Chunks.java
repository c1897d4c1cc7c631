package dev.faultline.chaos.net;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/**
 * The memory of what toxics hold back, used again and again: outside the heap, so that the system
 * reads and writes it without copying, and no collector moves it. Of one loop's thread.
 *
 * <p>A chunk that is never given back is left to the collector, so whoever drops data needs to do
 * nothing. One is given back when it has been written. Pieces cut from it go ahead of it in the
 * same stream, so they have been written by then.
 */
final class Chunks {
  /** How much is read at a time. A bulk transfer gains nothing from more. */
  static final int CHUNK_BYTES = 64 << 10;

  /** Less than this is copied out of a chunk, so that what is held takes at most twice its size. */
  private static final int WORTH_A_CHUNK_BYTES = CHUNK_BYTES / 2;

  /** As much as one direction holds at most: a burst is not paid for twice. */
  private static final int FREE_MOST = (int) (Budget.OF_ONE / CHUNK_BYTES);

  private final ArrayDeque<ByteBuffer> free = new ArrayDeque<>();

  /** An empty chunk to read into. */
  ByteBuffer take() {
    ByteBuffer chunk = free.pollLast();
    return chunk == null ? ByteBuffer.allocateDirect(CHUNK_BYTES) : chunk.clear();
  }

  /** What has been read into {@code chunk}, in memory that belongs to whoever takes it. */
  ByteBuffer fitted(ByteBuffer chunk) {
    if (chunk.remaining() >= WORTH_A_CHUNK_BYTES) {
      return chunk;
    }
    ByteBuffer fitted = ByteBuffer.allocate(chunk.remaining()).put(chunk).flip();
    giveBack(chunk);
    return fitted;
  }

  /** Takes back what has been written, if it is a chunk and not a piece of one or a copy. */
  void giveBack(ByteBuffer written) {
    if (written.isDirect() && written.capacity() == CHUNK_BYTES && free.size() < FREE_MOST) {
      free.addLast(written);
    }
  }
}
