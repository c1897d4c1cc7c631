package dev.faultline.spark;

import dev.faultline.explore.UsageException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;

/** The user's class path as jars, since Spark ships no folders. Deletes what it has made. */
final class UserJars implements AutoCloseable {
  private final List<Path> jars = new ArrayList<>();
  private @Nullable Path made;

  /**
   * Packs folders.
   *
   * @throws UsageException when one cannot be read
   */
  UserJars(List<Path> classPath) {
    try {
      Set<String> names = new LinkedHashSet<>();
      for (Path entry : classPath) {
        Path jar = Files.isDirectory(entry) ? packed(entry) : entry.toAbsolutePath();
        if (!Files.isRegularFile(jar)) {
          throw new UsageException(
              "--classpath names " + entry + ", which does not exist, so it cannot be shipped");
        }
        // Executors keep all of them in one folder.
        jars.add(names.add(jar.getFileName().toString()) ? jar : renamed(jar));
      }
    } catch (UsageException e) {
      close();
      throw e;
    } catch (IOException e) {
      close();
      throw new UsageException("cannot pack the class path for the executors: " + e, e);
    }
  }

  List<Path> jars() {
    return List.copyOf(jars);
  }

  private Path folder() throws IOException {
    Path in = made == null ? Files.createTempDirectory("faultline-jars") : made;
    made = in;
    return in;
  }

  private Path renamed(Path jar) throws IOException {
    return Files.copy(jar, folder().resolve("jar-" + jars.size() + "-" + jar.getFileName()));
  }

  private Path packed(Path folder) throws IOException {
    Path jar = folder().resolve("classes-" + jars.size() + ".jar");
    try (OutputStream out = Files.newOutputStream(jar);
        ZipOutputStream zip = new ZipOutputStream(out);
        Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        ZipEntry entry = new ZipEntry(folder.relativize(file).toString());
        entry.setTime(0);
        zip.putNextEntry(entry);
        Files.copy(file, zip);
        zip.closeEntry();
      }
    }
    return jar;
  }

  @Override
  public void close() {
    if (made == null) {
      return;
    }
    try (Stream<Path> files = Files.walk(made)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      // What is left lies in the system's folder for temporary files.
    }
    made = null;
  }
}
