package dev.faultline.hook;

import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.NotLinkException;
import org.jspecify.annotations.Nullable;

/** Failures with the paths that the program knows. */
final class RedirectedFailures {
  private RedirectedFailures() {}

  static FileSystemException shown(FileSystemException failure, FileRedirect redirect) {
    String file = shown(failure.getFile(), redirect);
    String other = shown(failure.getOtherFile(), redirect);
    String reason = failure.getReason();
    FileSystemException shown =
        switch (failure) {
          case NoSuchFileException e -> new NoSuchFileException(file, other, reason);
          case FileAlreadyExistsException e -> new FileAlreadyExistsException(file, other, reason);
          case AccessDeniedException e -> new AccessDeniedException(file, other, reason);
          case AtomicMoveNotSupportedException e ->
              new AtomicMoveNotSupportedException(file, other, reason);
          case DirectoryNotEmptyException e -> new DirectoryNotEmptyException(file);
          case NotDirectoryException e -> new NotDirectoryException(file);
          case NotLinkException e -> new NotLinkException(file, other, reason);
          default -> new FileSystemException(file, other, reason);
        };
    shown.setStackTrace(failure.getStackTrace());
    return shown;
  }

  private static @Nullable String shown(@Nullable String path, FileRedirect redirect) {
    return path == null ? null : redirect.shown(path);
  }
}
