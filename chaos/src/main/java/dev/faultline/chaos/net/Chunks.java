package dev.faultline.chaos.net;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Reusable memory for the data that toxics hold back. It lies outside the heap, so that the system
 * reads and writes it without copying and the garbage collector does not move it. Used by one
 * loop's thread.
 *
 * <p>A chunk is given back when it has been written: pieces cut from it go ahead of it in the same
 * stream, so they have been written by then. It is also given back when it is dropped whole, and
 * when its connection is over. A chunk that is never given back is left to the garbage collector.
 */
final class Chunks {
  /** How much is read at a time where toxics may hold it back. */
  static final int CHUNK_BYTES = 64 << 10;

  /** How much of a bulk transfer is read at a time where it goes straight on. */
  static final int BLOCK_BYTES = 512 << 10;

  /** Less than this is copied out of a chunk, so that what is held takes at most twice its size. */
  private static final int WORTH_A_CHUNK_BYTES = CHUNK_BYTES / 2;

  /** As much as one direction holds at most: a burst is not paid for twice. */
  private static final int FREE_MOST = (int) (Budget.OF_ONE / CHUNK_BYTES);

  private final ArrayDeque<ByteBuffer> free = new ArrayDeque<>();
  private @Nullable ByteBuffer block;

  /** An empty chunk to read into. */
  ByteBuffer take() {
    ByteBuffer chunk = free.pollLast();
    return chunk == null ? ByteBuffer.allocateDirect(CHUNK_BYTES) : chunk.clear();
  }

  /** The one block, empty, for the moment: it is never held back. */
  ByteBuffer block() {
    if (block == null) {
      block = ByteBuffer.allocateDirect(BLOCK_BYTES);
    }
    return block.clear();
  }

  /** Whether {@code bytes} are a chunk's, and not those of a block, a piece or a copy. */
  boolean isChunk(ByteBuffer bytes) {
    return bytes.isDirect() && bytes.capacity() == CHUNK_BYTES;
  }

  /** The next bytes of {@code rest}, as many as a chunk takes, in memory of their own. */
  ByteBuffer copied(ByteBuffer rest) {
    ByteBuffer chunk = take();
    int count = Math.min(chunk.remaining(), rest.remaining());
    chunk.put(rest.slice(rest.position(), count));
    rest.position(rest.position() + count);
    return fitted(chunk.flip());
  }

  /** What has been read into {@code chunk}, in memory that belongs to the caller. */
  ByteBuffer fitted(ByteBuffer chunk) {
    if (chunk.remaining() >= WORTH_A_CHUNK_BYTES) {
      return chunk;
    }
    ByteBuffer fitted = ByteBuffer.allocate(chunk.remaining()).put(chunk).flip();
    giveBack(chunk);
    return fitted;
  }

  /**
   * Takes back what has been dropped, if it is a whole chunk: pieces cut from its beginning may
   * still wait to be written.
   */
  void giveBackDropped(ByteBuffer dropped) {
    if (dropped.position() == 0) {
      giveBack(dropped);
    }
  }

  /** Takes back what has been written, if it is a chunk and not a piece of one or a copy. */
  void giveBack(ByteBuffer written) {
    if (isChunk(written) && free.size() < FREE_MOST) {
      free.addLast(written);
    }
  }
}
