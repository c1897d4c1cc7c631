package dev.faultline.chaos.tls;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Writes two related files completely, or changes neither, for example when the disk is full. */
final class WholeFiles {
  /**
   * A file to write.
   *
   * @param secret whether only its owner may read it
   */
  record Content(Path file, String text, boolean secret) {}

  private WholeFiles() {}

  /** Writes two files. They replace existing files only after both are on the disk. */
  static void write(Content first, Content second) throws IOException {
    List<Path> written = new ArrayList<>();
    try {
      for (Content content : List.of(first, second)) {
        Path next = content.file().resolveSibling(content.file().getFileName() + ".new");
        Files.deleteIfExists(next);
        written.add(next);
        writeNew(next, content);
      }
      boolean replaces = Files.exists(first.file());
      Files.move(written.getFirst(), first.file(), StandardCopyOption.ATOMIC_MOVE);
      try {
        Files.move(written.getLast(), second.file(), StandardCopyOption.ATOMIC_MOVE);
      } catch (IOException e) {
        if (!replaces) {
          Files.deleteIfExists(first.file());
        }
        throw e;
      }
    } finally {
      for (Path left : written) {
        Files.deleteIfExists(left);
      }
    }
  }

  private static void writeNew(Path file, Content content) throws IOException {
    FileAttribute<?>[] attributes = {};
    if (content.secret() && file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      attributes =
          new FileAttribute<?>[] {
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
          };
    }
    try (FileChannel channel =
        FileChannel.open(
            file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), attributes)) {
      ByteBuffer bytes = ByteBuffer.wrap(content.text().getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
  }
}
