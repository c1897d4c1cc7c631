package dev.faultline.hook;

import java.io.File;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Where programs are in their file systems: at the root, whatever the JVM's own directory is. */
public final class ProgramFiles {
  private static final String TEMPORARY = "/tmp";

  private ProgramFiles() {}

  /** The absolute path of a file; null outside programs. */
  public static @Nullable String resolve(File file) {
    if (Program.current() == null) {
      return null;
    }
    String path = file.getPath();
    return path.startsWith("/") ? path : "/" + path;
  }

  /** The absolute path of a relative one; null for others, and outside programs. */
  public static @Nullable Object toAbsolutePath(Path path) {
    return Program.current() == null || path.isAbsolute() ? null : Path.of("/").resolve(path);
  }

  /** The URI of a path, as the JDK's own would be; null outside programs. */
  public static @Nullable URI toUri(Path path) {
    if (Program.current() == null) {
      return null;
    }
    String text = path.toAbsolutePath().toString();
    boolean isFolder = !text.endsWith("/") && Files.isDirectory(path);
    try {
      return URI.create(new URI("file", "", isFolder ? text + "/" : text, null).toASCIIString());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  /** In place of the JVM's directory of temporary files. */
  public static Path temporary(Path outside) {
    return Program.current() == null ? outside : Path.of(TEMPORARY);
  }

  /** The same for {@code java.io}. */
  public static File temporary(File outside) {
    return Program.current() == null ? outside : new File(TEMPORARY);
  }
}
