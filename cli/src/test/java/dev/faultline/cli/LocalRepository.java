package dev.faultline.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/**
 * A local Maven repository in which the modules of this build are installed, as {@code mvn install}
 * does, beside what is installed already.
 */
final class LocalRepository {
  private static final String VERSION = "0.1.0-SNAPSHOT";

  private final Path root;
  private final Path own;

  private LocalRepository(Path root, Path own) {
    this.root = root;
    this.own = own;
  }

  /**
   * Makes it.
   *
   * @param installed the repository whose artifacts it has too, by links
   * @param root of the build
   */
  static Path with(Path installed, Path root, Path repository) throws IOException {
    Path own = repository.resolve("dev/faultline");
    Files.createDirectories(own);
    link(installed, repository, name -> !name.equals("dev"));
    link(installed.resolve("dev"), repository.resolve("dev"), name -> !name.equals("faultline"));
    new LocalRepository(root, own).install();
    return repository;
  }

  /** Takes the links away, so that whoever deletes the folder keeps to it. */
  static void unlink(Path repository) throws IOException {
    for (Path folder : List.of(repository, repository.resolve("dev"))) {
      try (Stream<Path> entries = Files.list(folder)) {
        for (Path entry : entries.filter(Files::isSymbolicLink).toList()) {
          Files.delete(entry);
        }
      }
    }
  }

  private static void link(Path from, Path to, Predicate<String> which) throws IOException {
    if (Files.isDirectory(from)) {
      try (Stream<Path> entries = Files.list(from)) {
        for (Path entry : entries.toList()) {
          if (which.test(entry.getFileName().toString())) {
            Files.createSymbolicLink(to.resolve(entry.getFileName()), entry);
          }
        }
      }
    }
  }

  private void install() throws IOException {
    pom("parent", root.resolve("pom.xml"));
    for (String module :
        List.of(
            "bom", "core", "hook", "agent", "check", "disk", "jvm", "sim", "explore", "guard",
            "report", "junit")) {
      Path pom = root.resolve(module).resolve("pom.xml");
      Path folder = pom(module, pom);
      if (!module.equals("bom")) {
        jar(module, folder.resolve("faultline-" + module + "-" + VERSION + ".jar"));
      }
    }
  }

  private Path pom(String name, Path pom) throws IOException {
    Path folder = Files.createDirectories(own.resolve("faultline-" + name).resolve(VERSION));
    Files.copy(pom, folder.resolve("faultline-" + name + "-" + VERSION + ".pom"));
    return folder;
  }

  /** The jar of the build, or of its classes where it has not come to that. */
  private void jar(String module, Path to) throws IOException {
    Path target = root.resolve(module).resolve("target");
    Path built = target.resolve("faultline-" + module + "-" + VERSION + ".jar");
    if (Files.exists(built)) {
      Files.copy(built, to);
      return;
    }
    Path classes = target.resolve("classes");
    try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(to));
        Stream<Path> files = Files.walk(classes)) {
      files
          .filter(Files::isRegularFile)
          .sorted()
          .forEach(file -> {
            try {
              jar.putNextEntry(new JarEntry(classes.relativize(file).toString()));
              Files.copy(file, jar);
              jar.closeEntry();
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    }
  }
}
