package dev.faultline.chaos.monkey.undo;

import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Stores the faults that last, one file each, so that a later process can undo them after a kill
 * -9. A fault is on disk before {@link #add} returns. Thread-safe.
 */
public final class UndoStore {
  private static final String SUFFIX = ".undo.json";

  /** What a record is named while it is written. */
  private static final String FRESH = ".new";

  /** Files of one process cannot be locked twice, so its threads wait for each other first. */
  private static final Object WITHIN = new Object();

  private final Path folder;

  public UndoStore(Path folder) {
    this.folder = folder;
  }

  /**
   * What is on disk.
   *
   * @param undos the newest first
   * @param damaged files that are no fault to undo, by name
   */
  record Content(List<Undo> undos, List<Path> damaged) {}

  /** Work done while no other thread or process changes the store. */
  interface Alone<T> {
    T run() throws IOException;
  }

  /** Does the work while no other thread or process strikes or undoes with this folder. */
  <T> T alone(Alone<T> what) throws IOException {
    Files.createDirectories(folder);
    synchronized (WITHIN) {
      try (FileChannel channel =
              FileChannel.open(
                  folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          var lock = channel.lock()) {
        assert lock.isValid();
        return what.run();
      }
    }
  }

  void add(Undo undo) throws IOException {
    Files.createDirectories(folder);
    Path fresh = folder.resolve(undo.id() + FRESH);
    try (FileChannel channel =
        FileChannel.open(
            fresh,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap(undo.json().toString().getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    Files.move(fresh, file(undo.id()), StandardCopyOption.ATOMIC_MOVE);
    try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
      names.force(true);
    }
  }

  /**
   * Removes what was never written to its end: its fault has not begun. Whoever is writing one at
   * this moment fails, and does not strike.
   */
  void sweep() throws IOException {
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + FRESH)) {
      for (Path file : files) {
        Files.deleteIfExists(file);
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
  }

  void remove(Undo undo) throws IOException {
    Files.deleteIfExists(file(undo.id()));
  }

  private Path file(String id) {
    return folder.resolve(id + SUFFIX);
  }

  /**
   * Returns every fault to undo, the newest first.
   *
   * @throws IOException if a file cannot be read; the message names it
   */
  public List<Undo> pending() throws IOException {
    Content content = content();
    if (!content.damaged().isEmpty()) {
      throw new IOException(
          content.damaged().getFirst() + " is no fault to undo; look at it, and remove it");
    }
    return content.undos();
  }

  /** All that is there, also beside files that are damaged. */
  Content content() throws IOException {
    List<Undo> all = new ArrayList<>();
    List<Path> damaged = new ArrayList<>();
    if (!Files.isDirectory(folder)) {
      return new Content(all, damaged);
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + SUFFIX)) {
      for (Path file : files) {
        try {
          all.add(Undo.of(JsonParser.parseString(Files.readString(file)).getAsJsonObject()));
        } catch (NoSuchFileException e) {
          // Undone meanwhile.
          continue;
        } catch (IOException | RuntimeException e) {
          damaged.add(file);
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    all.sort(Comparator.comparing(Undo::since).reversed().thenComparing(Undo::id));
    damaged.sort(Comparator.naturalOrder());
    return new Content(all, damaged);
  }
}
