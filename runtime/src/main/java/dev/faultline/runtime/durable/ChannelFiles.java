package dev.faultline.runtime.durable;

import dev.faultline.link.SessionId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which session each named channel has had, in a file each. The log forgets a session that is over
 * and owes nothing; a program that counted its messages by that session would begin again with the
 * first, and the peer would process all of them twice. A channel whose session is gone is therefore
 * refused until the program says that this is known.
 */
final class ChannelFiles {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
  private final Path folder;

  ChannelFiles(Path folder) {
    this.folder = folder;
  }

  /** What names a channel's session in the log: never 0, which others have. */
  static long label(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "'"
              + name
              + "' is no name of a channel: expected 1 to 64 letters, digits, '.', '_' and '-',"
              + " beginning with a letter or digit");
    }
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.US_ASCII));
      return ByteBuffer.wrap(digest).getLong() | 1;
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JVM has SHA-256", e);
    }
  }

  /** The session that this channel had when it was last used, as text; null before the first. */
  @Nullable String session(String name) {
    try {
      Path file = file(name);
      return Files.exists(file) ? Files.readString(file).strip() : null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Durable when this returns. */
  void note(String name, SessionId session) {
    try {
      Files.createDirectories(folder);
      write(file(name), session.toString());
      sync(folder.toAbsolutePath().getParent());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Notes what this node does with messages. Another kind would begin without what the messages so
   * far have done, and no program would miss it.
   *
   * @throws IllegalStateException if the folder's node has done something else with them
   */
  void handles(String kind) {
    Path file = folder.resolveSibling("handles");
    try {
      String before = Files.exists(file) ? Files.readString(file).strip() : null;
      if (before == null) {
        write(file, kind);
      } else if (!before.equals(kind)) {
        throw new IllegalStateException(
            "the node in %s has handled its messages with %s(…), and what they did is there: start it with %s(…) again, or another one with %s(…) on another folder"
                .formatted(file.toAbsolutePath().getParent(), before, before, kind));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(Path file, String text) throws IOException {
    Path fresh = file.resolveSibling(file.getFileName() + "~");
    try (FileChannel out =
        FileChannel.open(
            fresh,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      ByteBuffer bytes = StandardCharsets.US_ASCII.encode(text + "\n");
      while (bytes.hasRemaining()) {
        out.write(bytes);
      }
      out.force(true);
    }
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    sync(file.toAbsolutePath().getParent());
  }

  void forget(String name) {
    try {
      if (Files.deleteIfExists(file(name))) {
        sync(folder);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path file(String name) {
    return folder.resolve(name);
  }

  private static void sync(@Nullable Path directory) throws IOException {
    if (directory == null) {
      return;
    }
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
