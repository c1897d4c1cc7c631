package dev.faultline.examples.tinyfs;

import dev.faultline.disk.ace.AceSubject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.CRC32;

/**
 * Files and directories whose names are in a log, a line with a checksum for each change, and whose
 * bytes are in a data file each. Not thread-safe.
 */
public final class TinyFileSystem implements AceSubject {
  private static final long DIRECTORY = 0;

  private final Path directory;
  private final Mistake mistake;
  private final FileChannel log;
  private final TreeMap<String, Long> names = new TreeMap<>();
  private final StringBuilder late = new StringBuilder();
  private long lastFile;

  /** Opens what is in a directory, and forgets what the log has behind its last whole line. */
  public TinyFileSystem(Path directory, Mistake mistake) throws IOException {
    this.directory = directory;
    this.mistake = mistake;
    log =
        FileChannel.open(
            directory.resolve("log"),
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE);
    recover();
    syncDirectory();
  }

  private void recover() throws IOException {
    String text = Files.readString(directory.resolve("log"), StandardCharsets.ISO_8859_1);
    int start = 0;
    for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
      String line = text.substring(start, end);
      int space = line.indexOf(' ');
      if (space < 0 || !line.substring(0, space).equals(checksum(line.substring(space + 1)))) {
        break;
      }
      apply(line.substring(space + 1).split(" "));
      start = end + 1;
    }
    log.truncate(start).position(start);
    log.force(true);
    for (long file : names.values()) {
      if (file != DIRECTORY && !Files.exists(data(file))) {
        throw new IOException("data file " + file + " is gone");
      }
    }
  }

  private void apply(String[] words) {
    switch (words[0]) {
      case "enter" -> {
        long file = Long.parseLong(words[2]);
        names.put(words[1], file);
        lastFile = Math.max(lastFile, file);
      }
      case "remove" -> names.remove(words[1]);
      default -> move(words[1], words[2]);
    }
  }

  private void move(String from, String to) {
    SortedMap<String, Long> below = new TreeMap<>(names.subMap(from + "/", from + "0"));
    names.put(to, names.remove(from));
    below.forEach((path, file) -> {
      names.remove(path);
      names.put(to + path.substring(from.length()), file);
    });
  }

  private void change(String... words) throws IOException {
    apply(words);
    String change = String.join(" ", words);
    late.append(checksum(change)).append(' ').append(change).append('\n');
    if (!words[0].equals("remove") || mistake != Mistake.REMOVALS_LATE) {
      writeAll(log, late.toString().getBytes(StandardCharsets.ISO_8859_1), log.position());
      log.position(log.size());
      late.setLength(0);
    }
  }

  private static String checksum(String text) {
    CRC32 crc = new CRC32();
    crc.update(text.getBytes(StandardCharsets.ISO_8859_1));
    return Long.toHexString(crc.getValue());
  }

  private static void writeAll(FileChannel channel, byte[] bytes, long at) throws IOException {
    ByteBuffer left = ByteBuffer.wrap(bytes);
    while (left.hasRemaining()) {
      channel.write(left, at + left.position());
    }
  }

  private Path data(long file) {
    return directory.resolve("data." + file);
  }

  private Path data(String path) throws IOException {
    Long file = names.get(path);
    if (file == null || file == DIRECTORY) {
      throw new IOException("no file " + path);
    }
    return data(file);
  }

  @Override
  public void create(String path) throws IOException {
    long file = lastFile + 1;
    // A data file that a crash left without a name in the log has old bytes.
    Files.write(data(file), new byte[0]);
    change("enter", path, Long.toString(file));
  }

  @Override
  public void mkdir(String path) throws IOException {
    change("enter", path, Long.toString(DIRECTORY));
  }

  @Override
  public void unlink(String path) throws IOException {
    data(path);
    change("remove", path);
  }

  @Override
  public void rmdir(String path) throws IOException {
    change("remove", path);
  }

  @Override
  public void link(String existing, String path) throws IOException {
    data(existing);
    change("enter", path, Long.toString(names.getOrDefault(existing, DIRECTORY)));
  }

  @Override
  public void rename(String from, String to) throws IOException {
    if (!names.containsKey(from)) {
      throw new IOException("nothing at " + from);
    }
    if (!from.equals(to) && !(names.containsKey(to) && isSameFile(from, to))) {
      change("rename", from, to);
    }
  }

  private boolean isSameFile(String one, String other) {
    long file = names.getOrDefault(one, DIRECTORY);
    return file != DIRECTORY && file == names.getOrDefault(other, DIRECTORY);
  }

  @Override
  public void write(String path, long offset, byte[] bytes) throws IOException {
    try (FileChannel channel = FileChannel.open(data(path), StandardOpenOption.WRITE)) {
      writeAll(channel, bytes, offset);
    }
  }

  @Override
  public void truncate(String path, long size) throws IOException {
    try (FileChannel channel = FileChannel.open(data(path), StandardOpenOption.WRITE)) {
      channel.truncate(size);
    }
  }

  @Override
  public void fsync(String path) throws IOException {
    long file = names.getOrDefault(path, DIRECTORY);
    if (file != DIRECTORY && mistake != Mistake.DATA_NOT_SYNCED) {
      sync(data(file));
    }
    syncDirectory();
    if (file == DIRECTORY || mistake != Mistake.NAMES_NOT_SYNCED) {
      log.force(true);
    }
  }

  @Override
  public void sync() throws IOException {
    for (Map.Entry<String, Long> name : names.entrySet()) {
      if (name.getValue() != DIRECTORY && mistake != Mistake.DATA_NOT_SYNCED) {
        sync(data(name.getValue()));
      }
    }
    syncDirectory();
    log.force(true);
  }

  private void syncDirectory() throws IOException {
    if (mistake != Mistake.NO_DIRECTORY_SYNC) {
      sync(directory);
    }
  }

  private static void sync(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  @Override
  public SortedMap<String, Item> contents() throws IOException {
    SortedMap<String, Item> contents = new TreeMap<>();
    for (Map.Entry<String, Long> name : names.entrySet()) {
      contents.put(
          name.getKey(),
          name.getValue() == DIRECTORY
              ? Item.directory()
              : Item.file(Files.readAllBytes(data(name.getValue()))));
    }
    return contents;
  }

  @Override
  public void close() throws IOException {
    log.close();
  }
}
