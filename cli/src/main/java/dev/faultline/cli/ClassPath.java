package dev.faultline.cli;

import dev.faultline.explore.UsageException;
import java.io.File;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option {@code --classpath}: where the user's own scenarios are. */
final class ClassPath {
  @Option(
      names = {"--classpath", "-cp"},
      paramLabel = "PATH",
      description =
          "Folders and jars with your own scenarios, separated as on the java command line.")
  private @Nullable String path;

  /** What was given, or null. */
  @Nullable String given() {
    return path;
  }

  /**
   * Loads Faultline's own classes and those on the path. Becomes the context class loader too, for
   * the libraries in the worlds, whose threads inherit it.
   *
   * @throws UsageException when an entry does not exist
   */
  ClassLoader loader() {
    return loader(URLClassLoader::new);
  }

  /**
   * The same, for code whose end would be that of the command: see {@link ExitingLoader}.
   *
   * @throws UsageException when an entry does not exist
   */
  ClassLoader exitingLoader() {
    return loader(ExitingLoader::new);
  }

  private ClassLoader loader(BiFunction<URL[], ClassLoader, ClassLoader> made) {
    ClassLoader own = ClassPath.class.getClassLoader();
    if (path == null) {
      return own;
    }
    URL[] urls = entries().stream().map(ClassPath::url).toArray(URL[]::new);
    ClassLoader loader = made.apply(urls, own);
    Thread.currentThread().setContextClassLoader(loader);
    return loader;
  }

  /** All entries, with the jars of folders that end in a star; none where nothing was given. */
  private List<String> entries() {
    List<String> entries = new ArrayList<>();
    for (String entry : path == null ? new String[0] : path.split(File.pathSeparator)) {
      if (entry.equals("*") || entry.endsWith("/*")) {
        entries.addAll(jars(entry.substring(0, entry.length() - 1)));
      } else if (!entry.isEmpty()) {
        entries.add(entry);
      }
    }
    return entries;
  }

  /** The jars and folders of the path, which exist once {@link #loader} has been called. */
  List<Path> files() {
    return entries().stream().map(Path::of).toList();
  }

  private static List<String> jars(String folder) {
    try (Stream<Path> files = Files.list(Path.of(folder.isEmpty() ? "." : folder))) {
      return files.map(Path::toString).filter(name -> name.endsWith(".jar")).sorted().toList();
    } catch (IOException | InvalidPathException e) {
      throw new UsageException(
          "cannot list the jars in '" + folder + "', which --classpath names", e);
    }
  }

  private static URL url(String entry) {
    try {
      Path file = Path.of(entry);
      if (!Files.exists(file)) {
        throw new UsageException("there is no '" + entry + "', which --classpath names");
      }
      return file.toUri().toURL();
    } catch (InvalidPathException | MalformedURLException e) {
      throw new UsageException("--classpath names '" + entry + "', which is not a path", e);
    }
  }
}
