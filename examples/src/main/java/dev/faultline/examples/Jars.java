package dev.faultline.examples;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The class path of programs that run as they are: the examples' classes, and jars that the build
 * puts into the folder {@code library} beside an example's class. Thread-safe.
 */
public final class Jars {
  private final Class<?> example;
  private final List<String> names;
  private @Nullable List<Path> found;

  /**
   * Jars that an example needs.
   *
   * @param example the class that they are beside
   * @param names of the files, in the order of the class path
   */
  public Jars(Class<?> example, String... names) {
    this.example = example;
    this.names = List.of(names);
  }

  /** The class path: the examples' classes first. */
  public synchronized Path[] classPath() {
    List<Path> known = found;
    if (known == null) {
      known = find();
      found = known;
    }
    return known.toArray(Path[]::new);
  }

  private List<Path> find() {
    List<Path> entries = new ArrayList<>();
    entries.add(classes());
    Path library =
        entries.getFirst().resolve(example.getPackageName().replace('.', '/') + "/library");
    Path folder = null;
    for (String name : names) {
      Path beside = library.resolve(name);
      if (Files.exists(beside)) {
        entries.add(beside);
      } else {
        folder = folder != null ? folder : temporary();
        entries.add(unpack(name, folder));
      }
    }
    return List.copyOf(entries);
  }

  /** Jars within a jar are on no class path. */
  private Path unpack(String name, Path folder) {
    try (InputStream packed = example.getResourceAsStream("library/" + name)) {
      if (packed == null) {
        throw new IllegalStateException(
            name + " is not in the build; run Maven's process-resources");
      }
      Path file = folder.resolve(name);
      Files.copy(packed, file);
      file.toFile().deleteOnExit();
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path temporary() {
    try {
      Path folder = Files.createTempDirectory("faultline-library");
      folder.toFile().deleteOnExit();
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where the programs are: beside this class. */
  private static Path classes() {
    try {
      return Path.of(Jars.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException("the examples' classes are at no path", e);
    }
  }
}
