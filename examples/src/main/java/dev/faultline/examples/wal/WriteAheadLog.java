package dev.faultline.examples.wal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/**
 * A map that survives crashes: a snapshot, and segments with the puts since. {@code put} returns
 * when its record is durable. Not thread-safe.
 */
public final class WriteAheadLog implements AutoCloseable {
  private static final int HEADER_BYTES = 12;
  private static final int MOST_BYTES = 1 << 20;

  private final Path directory;
  private final Mistake mistake;
  private final Map<String, String> entries = new TreeMap<>();
  private int segment;
  private FileChannel log;

  /** Opens the log in a directory, and recovers what a crash left. */
  public WriteAheadLog(Path directory, Mistake mistake) throws IOException {
    this.directory = directory;
    this.mistake = mistake;
    List<Integer> segments = segments();
    if (Files.exists(directory.resolve("snapshot"))) {
      segment = readSnapshot();
    }
    int last = segment;
    for (int number : segments) {
      if (number >= segment) {
        replay(directory.resolve("wal." + number));
      }
      last = Math.max(last, number);
    }
    segment = last;
    log = startSegment();
  }

  /** What the map holds. */
  public Map<String, String> entries() {
    return Collections.unmodifiableMap(entries);
  }

  /** Sets a value, durably. */
  public void put(String key, String value) throws IOException {
    byte[] text = (key + "=" + value).getBytes(StandardCharsets.UTF_8);
    ByteBuffer entry = ByteBuffer.allocate(HEADER_BYTES + text.length);
    entry.putInt(text.length).putLong(checksum(text)).put(text).flip();
    writeAll(log, entry);
    if (mistake != Mistake.REPLY_BEFORE_SYNC) {
      sync();
    }
    entries.put(key, value);
  }

  /** A write may take fewer bytes than it was given. */
  private static void writeAll(FileChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  private void sync() throws IOException {
    try {
      log.force(false);
    } catch (IOException e) {
      if (mistake != Mistake.RETRIES_FAILED_SYNC) {
        throw e;
      }
      log.force(false);
    }
  }

  /** Puts everything into a snapshot, and begins a new segment. */
  public void checkpoint() throws IOException {
    log.close();
    log = startSegment();
  }

  /**
   * In this order: the new segment, the snapshot that begins with it, and only then the old
   * segments go.
   */
  private FileChannel startSegment() throws IOException {
    List<Integer> old = segments();
    segment++;
    FileChannel channel =
        FileChannel.open(
            directory.resolve("wal." + segment),
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE);
    if (mistake == Mistake.RECOVERY_TRUSTS_CACHE) {
      deleteAll(old);
    }
    writeSnapshot();
    if (mistake != Mistake.NO_DIRECTORY_SYNC) {
      syncDirectory();
    }
    if (mistake != Mistake.RECOVERY_TRUSTS_CACHE) {
      deleteAll(old);
    }
    return channel;
  }

  private void deleteAll(List<Integer> segments) throws IOException {
    for (int number : segments) {
      Files.deleteIfExists(directory.resolve("wal." + number));
    }
  }

  private void writeSnapshot() throws IOException {
    StringBuilder lines = new StringBuilder();
    entries.forEach((key, value) -> lines.append('\n').append(key).append('=').append(value));
    Path fresh = directory.resolve("snapshot.tmp");
    try (FileChannel channel =
        FileChannel.open(
            fresh,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      byte[] snapshot = (segment + lines.toString()).getBytes(StandardCharsets.UTF_8);
      writeAll(channel, ByteBuffer.wrap(snapshot));
      if (mistake != Mistake.RENAME_BEFORE_SYNC) {
        channel.force(true);
      }
    }
    Files.move(fresh, directory.resolve("snapshot"), StandardCopyOption.ATOMIC_MOVE);
  }

  private int readSnapshot() throws IOException {
    String[] lines =
        new String(readAgreed(directory.resolve("snapshot")), StandardCharsets.UTF_8)
            .split("\n", -1);
    for (int i = 1; i < lines.length; i++) {
      put(lines[i]);
    }
    return Integer.parseInt(lines[0]);
  }

  /** Takes the records up to the first that is not whole. */
  private void replay(Path file) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(readAgreed(file));
    while (bytes.remaining() >= HEADER_BYTES) {
      int length = bytes.getInt();
      long checksum = bytes.getLong();
      if (length <= 0 || length > Math.min(MOST_BYTES, bytes.remaining())) {
        return;
      }
      byte[] text = new byte[length];
      bytes.get(text);
      if (checksum != checksum(text)) {
        return;
      }
      put(new String(text, StandardCharsets.UTF_8));
    }
  }

  /** A read may return what is not there; two that agree do not. */
  private static byte[] readAgreed(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    while (true) {
      byte[] again = Files.readAllBytes(file);
      if (Arrays.equals(bytes, again)) {
        return bytes;
      }
      bytes = again;
    }
  }

  private void put(String line) {
    int equals = line.indexOf('=');
    entries.put(line.substring(0, Math.max(0, equals)), line.substring(equals + 1));
  }

  private long checksum(byte[] bytes) {
    if (mistake == Mistake.NO_CHECKSUM) {
      return 0;
    }
    CRC32 crc = new CRC32();
    crc.update(bytes);
    return crc.getValue();
  }

  private List<Integer> segments() throws IOException {
    List<Integer> numbers = new ArrayList<>();
    try (Stream<Path> files = Files.list(directory)) {
      files
          .map(file -> String.valueOf(file.getFileName()))
          .filter(name -> name.startsWith("wal."))
          .forEach(name -> numbers.add(Integer.parseInt(name.substring("wal.".length()))));
    }
    Collections.sort(numbers);
    return numbers;
  }

  private void syncDirectory() throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  @Override
  public void close() throws IOException {
    log.close();
  }
}
