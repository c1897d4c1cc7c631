package dev.faultline.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A small state on disk. It is written to two slots by turns, each with its number and a checksum,
 * so that a write which is torn leaves the state before it; and in place, so that a sync has no
 * sizes or names to write.
 *
 * <p>A slot that has rotted is refused only with its neighbour: if it is the newest, it is taken
 * for a write that was torn, and what was kept last is forgotten. To tell them apart takes a second
 * write for each state.
 *
 * <p>Not thread-safe. A write or sync that failed leaves it unusable: nobody knows what is durable.
 */
final class KeptSlots implements AutoCloseable {
  private static final int SLOT = 16 * 1024;
  private static final int HEAD = Long.BYTES + Integer.BYTES + Integer.BYTES;

  private final FileChannel file;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(SLOT);
  private long sequence;
  private byte @Nullable [] state;

  private KeptSlots(FileChannel file) {
    this.file = file;
  }

  /**
   * Opens or creates it.
   *
   * @throws IOException if it cannot be read or written, or if both slots have rotted
   */
  static KeptSlots open(Path path) throws IOException {
    FileChannel file =
        FileChannel.open(
            path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    KeptSlots slots = new KeptSlots(file);
    if (file.size() < 2 * SLOT) {
      // Nothing was acknowledged before it has its size.
      file.write(ByteBuffer.allocate(2 * SLOT), 0);
      file.force(true);
    }
    boolean first = slots.read(0);
    boolean second = slots.read(SLOT);
    if (!first && !second && slots.isWritten(0) && slots.isWritten(SLOT)) {
      file.close();
      throw new IOException(path + " has rotted: neither of its two states is sound");
    }
    // What is visible may not be durable yet, after a crash between a write and its sync.
    file.force(false);
    return slots;
  }

  private boolean read(int at) throws IOException {
    ByteBuffer slot = slot(at);
    long number = slot.getLong();
    int length = slot.getInt();
    int checksum = slot.getInt();
    if (number <= 0 || length < 0 || length > SLOT - HEAD) {
      return false;
    }
    byte[] bytes = new byte[length];
    slot.get(bytes);
    if (checksum != checksum(number, bytes)) {
      return false;
    }
    if (number > sequence) {
      sequence = number;
      state = bytes;
    }
    return true;
  }

  private boolean isWritten(int at) throws IOException {
    return slot(at).getLong() != 0;
  }

  private ByteBuffer slot(int at) throws IOException {
    ByteBuffer slot = ByteBuffer.allocate(SLOT);
    while (slot.hasRemaining()) {
      if (file.read(slot, at + slot.position()) < 0) {
        throw new IOException("it is shorter than it was");
      }
    }
    return slot.flip();
  }

  private static int checksum(long number, byte[] bytes) {
    CRC32C checksum = new CRC32C();
    checksum.update(ByteBuffer.allocate(Long.BYTES).putLong(0, number));
    checksum.update(bytes);
    return (int) checksum.getValue();
  }

  /** What was kept last; null for nothing. */
  byte @Nullable [] state() {
    return state;
  }

  /**
   * Makes a state durable.
   *
   * @throws IOException if it is too long, or the disk fails
   */
  void keep(byte[] next) throws IOException {
    if (next.length > SLOT - HEAD) {
      throw new IOException(
          "a state has %d bytes, expected at most %d".formatted(next.length, SLOT - HEAD));
    }
    sequence++;
    buffer.clear();
    buffer.putLong(sequence).putInt(next.length).putInt(checksum(sequence, next)).put(next).flip();
    long at = (sequence & 1) * SLOT;
    while (buffer.hasRemaining()) {
      at += file.write(buffer, at);
    }
    file.force(false);
    state = next;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
