package dev.faultline.disk.fs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;

/**
 * Moves bytes between channels, as many as there are, as the JDK does: part by part, up to the
 * first part that is not taken whole. A failure counts only where nothing was moved before.
 */
final class Copying {
  private static final int READ_AT_ONCE = 1 << 20;
  private static final int WRITTEN_AT_ONCE = 1 << 16;

  private Copying() {}

  /** Moves up to {@code count} bytes at {@code at} of a file, and returns how many. */
  static long to(DiskChannel from, long at, long count, WritableByteChannel target)
      throws IOException {
    return move(
        count,
        moved -> {
          ByteBuffer part = from.part(at + moved, Math.min(READ_AT_ONCE, count - moved));
          return part.hasRemaining() ? new Part(part.remaining(), target.write(part)) : Part.NONE;
        });
  }

  /** Moves up to {@code count} bytes to {@code at} of a file, and returns how many. */
  static long from(ReadableByteChannel source, DiskChannel to, long at, long count)
      throws IOException {
    return move(
        count,
        moved -> {
          ByteBuffer part = ByteBuffer.allocate((int) Math.min(WRITTEN_AT_ONCE, count - moved));
          int length = source.read(part);
          return length > 0 ? new Part(length, to.write(part.flip(), at + moved)) : Part.NONE;
        });
  }

  private record Part(int read, int written) {
    static final Part NONE = new Part(0, 0);
  }

  private interface Mover {
    Part move(long moved) throws IOException;
  }

  private static long move(long count, Mover mover) throws IOException {
    long moved = 0;
    try {
      while (moved < count) {
        Part part = mover.move(moved);
        moved += part.written();
        if (part.written() < part.read() || part.read() == 0) {
          break;
        }
      }
    } catch (IOException e) {
      if (moved == 0) {
        throw e;
      }
    }
    return moved;
  }
}
