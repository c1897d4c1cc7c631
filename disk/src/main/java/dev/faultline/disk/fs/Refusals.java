package dev.faultline.disk.fs;

import dev.faultline.disk.fault.Errno;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.jspecify.annotations.Nullable;

/** What the JDK on Linux throws for an error of a system call. */
final class Refusals {
  private Refusals() {}

  /** For a call by path. */
  static FileSystemException byPath(Errno errno, String path, @Nullable String other) {
    return switch (errno) {
      case EACCES -> new AccessDeniedException(path, other, null);
      case ENOENT -> new NoSuchFileException(path, other, null);
      case EEXIST -> new FileAlreadyExistsException(path, other, null);
      case ELOOP ->
          new FileSystemException(
              path, other, errno.text() + " or unable to access attributes of symbolic link");
      default -> new FileSystemException(path, other, errno.text());
    };
  }

  /** For a call through an open file. */
  static IOException through(Errno errno) {
    return new IOException(errno.text());
  }
}
