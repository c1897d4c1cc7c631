package dev.faultline.chaos.monkey.audit;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParser;
import dev.faultline.chaos.monkey.audit.AuditRecord.Event;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * An append-only file of JSON lines. A record is on disk before {@link #append} returns.
 * Thread-safe, and safe among processes that append.
 */
public final class AuditLog {
  private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().create();

  /**
   * A lock on a file is of the whole process: its threads, of whichever log, wait for each other.
   */
  private static final Object WITHIN = new Object();

  private final Path file;

  public AuditLog(Path file) {
    this.file = file;
  }

  /** Where it is. */
  public Path file() {
    return file;
  }

  /**
   * Adds a record.
   *
   * @throws IOException if it is not certainly on disk; then the action must not be done
   */
  public void append(AuditRecord added) throws IOException {
    synchronized (WITHIN) {
      appendAlone(added);
    }
  }

  private void appendAlone(AuditRecord added) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    try (FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      try (var lock = channel.lock()) {
        assert lock.isValid();
        String line = GSON.toJson(added.json()) + "\n";
        // After a line that a crash has cut, begin a new one.
        String text = endsWithin(channel) ? "\n" + line : line;
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        channel.position(channel.size());
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
      }
    }
  }

  private static boolean endsWithin(FileChannel channel) throws IOException {
    if (channel.size() == 0) {
      return false;
    }
    ByteBuffer last = ByteBuffer.allocate(1);
    channel.read(last, channel.size() - 1);
    return last.get(0) != '\n';
  }

  /**
   * All records, in their order. A line that a crash has cut is left out: it was being written, so
   * what it says had not begun.
   *
   * @throws IOException where the file cannot be read, or where a whole line is no record
   */
  public List<AuditRecord> records() throws IOException {
    List<AuditRecord> records = new ArrayList<>();
    if (!Files.exists(file)) {
      return records;
    }
    // A crash may cut within a character: that line is left out, too, and the others are read.
    String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    List<String> lines = text.lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      if (line.isBlank()) {
        continue;
      }
      try {
        records.add(AuditRecord.of(JsonParser.parseString(line).getAsJsonObject()));
      } catch (RuntimeException e) {
        if (isCut(line)) {
          continue;
        }
        throw new IOException(
            "%s:%d is not a record of the monkey; move the file away to begin a new one"
                .formatted(file, i + 1),
            e);
      }
    }
    return records;
  }

  /** One that was cut at a brace inside of it cannot be told from a damaged one, and is refused. */
  private static boolean isCut(String line) {
    return line.startsWith("{") && !line.endsWith("}");
  }

  /**
   * The intents that count towards a group's minimum time between strikes: all except those that
   * were refused afterwards. An intent without a later record counts, since it may have been
   * carried out.
   */
  public static List<AuditRecord> spent(List<AuditRecord> records) {
    Set<String> refused = new TreeSet<>();
    records.stream()
        .filter(one -> one.event() == Event.REFUSED)
        .forEach(one -> refused.add(one.run()));
    return records.stream()
        .filter(one -> one.event() == Event.INTENT && !refused.contains(one.run()))
        .toList();
  }
}
