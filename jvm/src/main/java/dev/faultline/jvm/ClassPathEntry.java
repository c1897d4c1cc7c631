package dev.faultline.jvm;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.CodeSource;
import java.security.ProtectionDomain;
import java.security.cert.Certificate;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/** One folder or jar of a class path. Stays open for as long as the JVM runs. Thread-safe. */
sealed interface ClassPathEntry {
  /**
   * @throws IllegalArgumentException when there is no folder or jar at {@code path}
   */
  static ClassPathEntry open(Path path) {
    if (Files.isDirectory(path)) {
      return new Folder(path);
    }
    if (!Files.exists(path)) {
      throw new IllegalArgumentException(
          "class path: '" + path + "' does not exist; name a jar or a folder of classes");
    }
    try {
      return new Jar(
          path,
          new JarFile(new File(path.toString()), false, ZipFile.OPEN_READ, Runtime.version()));
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "class path: '"
              + path
              + "' is not a jar ("
              + e.getMessage()
              + "); name a jar or a folder",
          e);
    }
  }

  Path path();

  /** Whether it has a resource with this name, such as {@code a/b/C.class}. */
  boolean has(String name);

  /** The bytes of a resource, or null when there is none with this name. */
  byte @Nullable [] read(String name);

  /** Where a resource is that this entry has. */
  URL url(String name);

  /** What classes from here say about where they come from. */
  default ProtectionDomain domain(ClassLoader loader) {
    try {
      URL location = path().toUri().toURL();
      return new ProtectionDomain(
          new CodeSource(location, (Certificate[]) null), null, loader, null);
    } catch (MalformedURLException e) {
      throw new AssertionError(e);
    }
  }

  /**
   * A folder of classes.
   *
   * @param path of it
   */
  record Folder(Path path) implements ClassPathEntry {
    private @Nullable Path inside(String name) {
      Path inside = path.resolve(name).normalize();
      return inside.startsWith(path) ? inside : null;
    }

    @Override
    public boolean has(String name) {
      Path file = inside(name);
      return file != null && Files.exists(file);
    }

    @Override
    public byte @Nullable [] read(String name) {
      Path file = inside(name);
      if (file == null || Files.isDirectory(file)) {
        return null;
      }
      try {
        return Files.readAllBytes(file);
      } catch (NoSuchFileException e) {
        return null;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public URL url(String name) {
      try {
        return path.resolve(name).toUri().toURL();
      } catch (MalformedURLException e) {
        throw new AssertionError(e);
      }
    }
  }

  /**
   * A jar.
   *
   * @param path of it
   * @param file open for reading
   */
  record Jar(Path path, JarFile file) implements ClassPathEntry {
    @Override
    public boolean has(String name) {
      return file.getJarEntry(name) != null;
    }

    @Override
    public byte @Nullable [] read(String name) {
      JarEntry entry = file.getJarEntry(name);
      if (entry == null || entry.isDirectory()) {
        return null;
      }
      try (InputStream in = file.getInputStream(entry)) {
        return in.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public URL url(String name) {
      try {
        return URI.create("jar:" + path.toUri() + "!/" + name.replace(" ", "%20")).toURL();
      } catch (MalformedURLException e) {
        throw new AssertionError(e);
      }
    }
  }
}
