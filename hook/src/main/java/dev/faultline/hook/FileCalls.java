package dev.faultline.hook;

import java.io.File;
import java.io.IOException;
import java.nio.file.ClosedFileSystemException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What {@code java.io.File} does with redirected files; as {@link StreamCalls}. */
public final class FileCalls {
  /** Stands for null as a result. */
  static final Object NULL = new Object();

  private static final int EXISTS = 1;
  private static final int REGULAR = 2;
  private static final int DIRECTORY = 4;
  private static final int HIDDEN = 8;
  private static final int EXECUTE = 1;
  private static final int WRITE = 2;
  private static final int READ = 4;

  private FileCalls() {}

  private interface Work<T> {
    T run(Path path) throws IOException;
  }

  /** The result as the JDK's method returns it. */
  public static @Nullable Object orNull(Object result) {
    return result == NULL ? null : result;
  }

  static String absolute(String path) {
    return path.startsWith("/") ? path : new File(path).getAbsolutePath();
  }

  private static FileRedirect.@Nullable Place find(File file) {
    return FileRedirect.none() ? null : FileRedirect.find(absolute(file.getPath()));
  }

  /** Says with {@code failed} what these methods say instead of why. */
  private static <T> @Nullable Object on(File file, T failed, Work<T> work) {
    FileRedirect.Place place = find(file);
    if (place == null) {
      return null;
    }
    try {
      return work.run(place.path());
    } catch (IOException | ClosedFileSystemException e) {
      return failed;
    }
  }

  /** The same for calls that change something. */
  private static @Nullable Object change(File file, Work<Boolean> work) {
    Object result = on(file, false, work);
    if (result == null) {
      PathCalls.tellOutside(file.getPath());
    }
    return result;
  }

  public static @Nullable Object getBooleanAttributes(File file) {
    return on(file, 0, FileCalls::attributes);
  }

  public static @Nullable Object hasBooleanAttributes(File file, int wanted) {
    return on(file, false, path -> (attributes(path) & wanted) == wanted);
  }

  private static int attributes(Path path) {
    int hidden = String.valueOf(path.getFileName()).startsWith(".") ? HIDDEN : 0;
    if (Files.isDirectory(path)) {
      return EXISTS | DIRECTORY | hidden;
    }
    if (Files.isRegularFile(path)) {
      return EXISTS | REGULAR | hidden;
    }
    return hidden;
  }

  public static @Nullable Object checkAccess(File file, int access) {
    return on(
        file,
        false,
        path ->
            ((access & READ) == 0 || Files.isReadable(path))
                && ((access & WRITE) == 0 || Files.isWritable(path))
                && ((access & EXECUTE) == 0 || Files.isExecutable(path)));
  }

  public static @Nullable Object getLastModifiedTime(File file) {
    return on(file, 0L, path -> Files.getLastModifiedTime(path).toMillis());
  }

  public static @Nullable Object getLength(File file) {
    return on(file, 0L, Files::size);
  }

  public static @Nullable Object setPermission(
      File file, int access, boolean enable, boolean ownerOnly) {
    return change(
        file,
        path -> {
          Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(path);
          for (PosixFilePermission permission : PosixFilePermission.values()) {
            // Three for each of owner, group and others: read, write, execute.
            int kind = READ >> (permission.ordinal() % 3);
            if ((access & kind) != 0 && (!ownerOnly || permission.ordinal() < 3)) {
              if (enable) {
                permissions.add(permission);
              } else {
                permissions.remove(permission);
              }
            }
          }
          Files.setPosixFilePermissions(path, permissions);
          return true;
        });
  }

  public static @Nullable Object createFileExclusively(String path) throws IOException {
    FileRedirect.Place place = find(new File(path));
    if (place == null) {
      PathCalls.tellOutside(path);
      return null;
    }
    try {
      Files.createFile(place.path());
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    } catch (NoSuchFileException e) {
      throw new IOException("No such file or directory", e);
    } catch (FileSystemException e) {
      throw new IOException(e.getReason(), e);
    } catch (ClosedFileSystemException e) {
      throw new IOException("Input/output error", e);
    }
  }

  public static @Nullable Object delete(File file) {
    return change(
        file,
        path -> {
          Files.delete(path);
          return true;
        });
  }

  public static @Nullable Object list(File file) {
    return on(
        file,
        NULL,
        path -> {
          try (Stream<Path> found = Files.list(path)) {
            return found.map(inside -> String.valueOf(inside.getFileName())).toArray(String[]::new);
          }
        });
  }

  public static @Nullable Object createDirectory(File file) {
    return change(
        file,
        path -> {
          Files.createDirectory(path);
          return true;
        });
  }

  public static @Nullable Object rename(File from, File to) {
    FileRedirect.Place source = find(from);
    FileRedirect.Place target = find(to);
    if (source == null && target == null) {
      PathCalls.tellOutside(to.getPath());
      return null;
    }
    if (source == null || target == null || source.redirect() != target.redirect()) {
      return false; // As from one file system to another.
    }
    try {
      Files.move(source.path(), target.path(), StandardCopyOption.ATOMIC_MOVE);
      return true;
    } catch (IOException | ClosedFileSystemException e) {
      return false;
    }
  }

  public static @Nullable Object setLastModifiedTime(File file, long millis) {
    return change(
        file,
        path -> {
          Files.setLastModifiedTime(path, FileTime.fromMillis(millis));
          return true;
        });
  }

  public static @Nullable Object setReadOnly(File file) {
    return setPermission(file, WRITE, false, false);
  }

  public static @Nullable Object getSpace(File file, int kind) {
    return on(file, 0L, path -> Files.getFileStore(path).getUsableSpace());
  }

  public static @Nullable Object canonicalize(String path) throws IOException {
    FileRedirect.Place place = find(new File(path));
    if (place == null) {
      return null;
    }
    // As realpath does it: what exists is resolved, and the rest of the name is kept.
    Path named = place.path();
    Path existing = named;
    while (!Files.exists(existing) && existing.getParent() != null) {
      existing = existing.getParent();
    }
    Path real = existing.toRealPath();
    Path canonical = existing.equals(named) ? real : real.resolve(existing.relativize(named));
    return place.redirect().shown(canonical.normalize().toString());
  }
}
