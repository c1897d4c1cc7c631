package dev.faultline.examples.disks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.zip.CRC32;

/**
 * A file of versions, one record behind the other. Not thread-safe.
 *
 * <p>The careful one writes until all bytes are taken, tells who asks of each error, reads until
 * two reads agree, and believes what its checksum vouches for. The naive one does none of this.
 */
final class Journal {
  static final int RECORD_BYTES = 16;

  private final Path file;
  private final boolean careful;

  /** Whether this process has made the file's name durable. */
  private boolean named;

  Journal(Path file, boolean careful) {
    this.file = file;
    this.careful = careful;
  }

  /** Adds a version; returns when it is durable. */
  void add(long version) throws IOException {
    if (careful) {
      write(version);
      return;
    }
    try {
      write(version);
    } catch (IOException e) {
      // It went well each time that anybody tried.
    }
  }

  private void write(long version) throws IOException {
    ByteBuffer entry = ByteBuffer.allocate(RECORD_BYTES);
    entry.putLong(version).putLong(checksum(version)).flip();
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      if (careful) {
        // What is left of a record that failed is no start of the next one.
        long records = (channel.size() + RECORD_BYTES - 1) / RECORD_BYTES;
        channel.position(records * RECORD_BYTES);
        while (entry.hasRemaining()) {
          channel.write(entry);
        }
      } else {
        channel.position(channel.size());
        channel.write(entry);
      }
      channel.force(true);
    }
    if (!named) {
      try (FileChannel directory = FileChannel.open(file.getParent(), StandardOpenOption.READ)) {
        directory.force(true);
      }
      named = true;
    }
  }

  /** The newest version that is there; 0 for none. */
  long newest() throws IOException {
    if (careful) {
      return newest(read());
    }
    try {
      return newest(readOnce());
    } catch (IOException e) {
      return 0;
    }
  }

  private byte[] read() throws IOException {
    if (!Files.exists(file)) {
      return new byte[0];
    }
    byte[] bytes = Files.readAllBytes(file);
    while (true) {
      byte[] again = Files.readAllBytes(file);
      if (Arrays.equals(bytes, again)) {
        return bytes;
      }
      bytes = again;
    }
  }

  private byte[] readOnce() throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      ByteBuffer bytes = ByteBuffer.allocate((int) channel.size());
      channel.read(bytes);
      return Arrays.copyOf(bytes.array(), bytes.position());
    }
  }

  private long newest(byte[] bytes) {
    ByteBuffer entries = ByteBuffer.wrap(bytes);
    long newest = 0;
    while (entries.remaining() >= RECORD_BYTES) {
      long version = entries.getLong();
      long checksum = entries.getLong();
      if (!careful || checksum == checksum(version)) {
        newest = Math.max(newest, version);
      }
    }
    return newest;
  }

  /** Of zeros, which a hole in the file has, it is not zero. */
  private static long checksum(long version) {
    CRC32 crc = new CRC32();
    crc.update(ByteBuffer.allocate(Long.BYTES).putLong(version).flip());
    return crc.getValue();
  }
}
