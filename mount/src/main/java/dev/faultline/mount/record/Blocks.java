package dev.faultline.mount.record;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/** Reads files piece by piece. */
public final class Blocks {
  private Blocks() {}

  /** Gets a piece, which belongs to it. */
  @FunctionalInterface
  public interface Consumer {
    /** {@code offset} is that of the piece's first byte in the file. */
    void accept(long offset, byte[] bytes) throws IOException;
  }

  /**
   * Reads the bytes between two offsets, as far as the file has them; pieces end where {@code
   * piece} divides the offset.
   */
  public static void read(Path file, long from, long to, int piece, Consumer into)
      throws IOException {
    try (FileChannel channel =
        Rights.toRead(file, () -> FileChannel.open(file, StandardOpenOption.READ))) {
      for (long at = from; at < to; ) {
        int length = (int) Math.min(to - at, piece - at % piece);
        ByteBuffer buffer = ByteBuffer.allocate(length);
        while (buffer.hasRemaining() && channel.read(buffer, at + buffer.position()) > 0) {}
        if (buffer.position() == 0) {
          return;
        }
        byte[] bytes =
            buffer.hasRemaining()
                ? Arrays.copyOf(buffer.array(), buffer.position())
                : buffer.array();
        into.accept(at, bytes);
        at += bytes.length;
      }
    }
  }
}
