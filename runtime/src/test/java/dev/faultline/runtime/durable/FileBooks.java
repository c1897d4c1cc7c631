package dev.faultline.runtime.durable;

import dev.faultline.link.SessionId;
import dev.faultline.runtime.Message;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.CRC32;

/**
 * The smallest database that keeps its promises on a disk that tears and forgets: a file of
 * transactions, each with its length and checksum, each synced before it counts. In a transaction
 * are messages with their numbers, as the rows of {@code JdbcInbox} are.
 */
final class FileBooks implements TransactionalHandler, AutoCloseable {
  private static final int HEADER = 8;

  /** The orders of all transactions. */
  private final List<String> orders = new ArrayList<>();

  private final SortedMap<String, Long> processed = new TreeMap<>();
  private final FileChannel file;
  private long end;
  private boolean failed;

  FileBooks(Path folder) throws IOException {
    Files.createDirectories(folder);
    sync(Objects.requireNonNull(folder.toAbsolutePath().getParent(), "a folder in a folder"));
    file =
        FileChannel.open(
            folder.resolve("transactions"),
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE);
    sync(folder);
    recover();
    // What the next process finds may have been written and not synced by the last one.
    file.force(true);
  }

  private static void sync(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private void recover() throws IOException {
    ByteBuffer all = ByteBuffer.allocate((int) file.size());
    while (all.hasRemaining() && file.read(all) >= 0) {
      // Until all is read.
    }
    all.flip();
    while (all.remaining() >= HEADER) {
      int length = all.getInt();
      int checksum = all.getInt();
      if (length <= 0 || length > all.remaining()) {
        return;
      }
      byte[] lines = new byte[length];
      all.get(lines);
      if (checksum(lines) != checksum) {
        return;
      }
      apply(new String(lines, StandardCharsets.UTF_8));
      end = all.position();
    }
  }

  private static int checksum(byte[] bytes) {
    CRC32 crc = new CRC32();
    crc.update(bytes);
    return (int) crc.getValue();
  }

  private void apply(String lines) {
    for (String line : lines.split("\n")) {
      String[] parts = line.split(" ");
      processed.put(parts[0], Long.parseLong(parts[1]));
      orders.add(parts[2]);
    }
  }

  synchronized List<String> orders() {
    return List.copyOf(orders);
  }

  @Override
  public synchronized long processed(SessionId session, int stream) {
    return processed.getOrDefault(session + "-" + stream, 0L);
  }

  @Override
  public synchronized void handle(List<Message> messages) throws IOException {
    if (failed) {
      throw new IOException("what is on the disk after a failed write is not known");
    }
    StringBuilder lines = new StringBuilder();
    for (Message message : messages) {
      long before = processed(message.id().session(), message.id().stream());
      long number = message.id().sequence();
      if (number > before + messages.size()) {
        throw new IllegalStateException("message " + number + " comes after " + before);
      }
      if (number > before) {
        String stream = message.id().session() + "-" + message.id().stream();
        lines.append("%s %d %s\n".formatted(stream, number, Folders.text(message)));
      }
    }
    if (!lines.isEmpty()) {
      commit(lines.toString());
    }
  }

  private void commit(String lines) throws IOException {
    byte[] bytes = lines.getBytes(StandardCharsets.UTF_8);
    ByteBuffer record = ByteBuffer.allocate(HEADER + bytes.length);
    record.putInt(bytes.length).putInt(checksum(bytes)).put(bytes).flip();
    failed = true;
    long at = end;
    while (record.hasRemaining()) {
      at += file.write(record, at);
    }
    file.force(true);
    failed = false;
    end = at;
    apply(lines);
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
