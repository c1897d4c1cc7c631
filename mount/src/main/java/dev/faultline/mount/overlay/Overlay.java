package dev.faultline.mount.overlay;

import dev.faultline.mount.record.Blocks;
import dev.faultline.mount.record.FileId;
import dev.faultline.mount.record.Rights;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A copy of a folder that takes all changes, so that the folder itself stays as it is. Names and
 * attributes are copied at once; the bytes of larger files when they are first opened. Safe for
 * several threads.
 */
public final class Overlay implements AutoCloseable {
  private static final int COPIED_AT_ONCE = 16 * 1024;
  private static final int PIECE = 1 << 20;
  private static final byte[] ZEROS = new byte[PIECE];
  private static final String PREFIX = "faultline-overlay-";

  private final Path folder;

  /** Null for a folder that stays. */
  private final @Nullable InUse inUse;

  private final Map<FileId, Path> empty = new HashMap<>();

  private Overlay(Path folder, @Nullable InUse inUse) {
    this.folder = folder;
    this.inUse = inUse;
  }

  /**
   * Copies a folder.
   *
   * @param at an empty or missing folder, which stays; null for one that goes with this
   * @throws IOException if something cannot be read or written; a folder that goes is gone then
   */
  public static Overlay of(Path source, @Nullable Path at) throws IOException {
    Overlay overlay =
        at == null ? temporary() : new Overlay(Files.createDirectories(at).toRealPath(), null);
    try {
      if (at != null) {
        requireEmpty(overlay.folder);
      }
      overlay.copy(source, overlay.files(), new HashMap<>());
      return overlay;
    } catch (IOException | RuntimeException | Error e) {
      overlay.close();
      throw e;
    }
  }

  private static Overlay temporary() throws IOException {
    Path folder = Files.createTempDirectory(PREFIX + ProcessHandle.current().pid() + "-");
    return new Overlay(folder, InUse.of(folder));
  }

  private static void requireEmpty(Path folder) throws IOException {
    try (Stream<Path> inside = Files.list(folder)) {
      if (inside.findAny().isPresent()) {
        throw new IOException("it is not empty");
      }
    }
  }

  /**
   * Takes temporary folders away that this user's processes have left which are gone.
   *
   * @return which
   */
  public static List<Path> takeLeftAway() throws IOException {
    return takeLeftAway(Path.of(System.getProperty("java.io.tmpdir")));
  }

  static List<Path> takeLeftAway(Path all) throws IOException {
    List<Path> taken = new ArrayList<>();
    try (DirectoryStream<Path> left = Files.newDirectoryStream(all, PREFIX + "*-*")) {
      for (Path each : left) {
        String rest = each.getFileName().toString().substring(PREFIX.length());
        String process = rest.substring(0, rest.indexOf('-'));
        if (process.matches("[0-9]{1,9}") && InUse.isLeft(each, Long.parseLong(process))) {
          delete(each);
          taken.add(each);
        }
      }
    }
    return taken;
  }

  /** Where the files are. */
  public Path files() {
    return folder.resolve("files");
  }

  /** Beside them: a place that is not there yet, for work on them. */
  public Path stage() {
    return folder.resolve("stage");
  }

  private void copy(Path from, Path to, Map<FileId, Path> copied) throws IOException {
    BasicFileAttributes attributes =
        Files.readAttributes(from, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    if (attributes.isDirectory()) {
      copyWhole(from, to);
      try (DirectoryStream<Path> inside = Files.newDirectoryStream(from)) {
        for (Path each : inside) {
          copy(each, to.resolve(each.getFileName().toString()), copied);
        }
      }
      setTimes(to, attributes);
      return;
    }
    Path other = copied.putIfAbsent(FileId.of(from), to);
    if (other != null) {
      Files.createLink(to, other);
    } else if (attributes.isRegularFile() && attributes.size() > COPIED_AT_ONCE) {
      copyWithoutBytes(from, to, attributes);
    } else {
      copyWhole(from, to);
    }
  }

  private static void copyWhole(Path from, Path to) throws IOException {
    Files.copy(from, to, StandardCopyOption.COPY_ATTRIBUTES, LinkOption.NOFOLLOW_LINKS);
  }

  private void copyWithoutBytes(Path from, Path to, BasicFileAttributes attributes)
      throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(to.toFile(), "rw")) {
      file.setLength(attributes.size());
    }
    Map<String, Object> owner = Files.readAttributes(from, "unix:uid,gid,mode");
    Files.setAttribute(to, "unix:uid", owner.get("uid"));
    Files.setAttribute(to, "unix:gid", owner.get("gid"));
    Files.setAttribute(to, "unix:mode", owner.get("mode"));
    UserDefinedFileAttributeView view =
        Files.getFileAttributeView(from, UserDefinedFileAttributeView.class);
    if (view != null) {
      for (String name : view.list()) {
        ByteBuffer value = ByteBuffer.allocate(view.size(name));
        view.read(name, value);
        value.flip();
        Files.getFileAttributeView(to, UserDefinedFileAttributeView.class).write(name, value);
      }
    }
    setTimes(to, attributes);
    empty.put(FileId.of(to), from);
  }

  private static void setTimes(Path path, BasicFileAttributes attributes) throws IOException {
    setTimes(path, attributes.lastModifiedTime(), attributes.lastAccessTime());
  }

  private static void setTimes(Path path, FileTime modified, FileTime accessed) throws IOException {
    Files.getFileAttributeView(path, BasicFileAttributeView.class)
        .setTimes(modified, accessed, null);
  }

  /** Whether the bytes of a file are still in the source only. */
  public synchronized boolean lacks(FileId file) {
    return empty.containsKey(file);
  }

  /**
   * Copies the bytes of a file that lacks them.
   *
   * @param path leads to the file
   * @throws IOException if the source's file cannot be read, or there is no room
   */
  public synchronized void fill(FileId file, Path path) throws IOException {
    Path from = empty.get(file);
    if (from == null) {
      return;
    }
    BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
    try (RandomAccessFile to =
        Rights.toChange(path, () -> new RandomAccessFile(path.toFile(), "rw"))) {
      Blocks.read(
          from,
          0,
          attributes.size(),
          PIECE,
          (offset, bytes) -> {
            // It has zeros already, and holes are not to take room.
            if (!Arrays.equals(bytes, 0, bytes.length, ZEROS, 0, bytes.length)) {
              to.seek(offset);
              to.write(bytes);
            }
          });
    }
    setTimes(path, attributes);
    empty.remove(file);
  }

  /** Takes it away, unless it stays. */
  @Override
  public void close() throws IOException {
    if (inUse != null) {
      delete(folder);
      inUse.close();
    }
  }

  private static void delete(Path folder) throws IOException {
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure)
              throws IOException {
            Files.delete(visited);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
