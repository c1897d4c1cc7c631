package dev.faultline.site;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A module that others may depend on: the bill of materials lists it.
 *
 * @param artifact such as {@code faultline-core}
 * @param folder its folder
 */
record PublishedModule(String artifact, Path folder) {
  private static final String PREFIX = "faultline-";
  private static final Pattern LISTED =
      Pattern.compile(
          "<dependency>.*?<artifactId>(" + PREFIX + "[a-z0-9-]+)</artifactId>", Pattern.DOTALL);
  private static final Pattern EXPORTED =
      Pattern.compile("^\\s*exports\\s+([\\w.]+)\\s*;", Pattern.MULTILINE);

  /** Those of a repository, in the order of its bill of materials. */
  static List<PublishedModule> of(Path repository) throws IOException {
    return LISTED
        .matcher(Files.readString(repository.resolve("bom/pom.xml")))
        .results()
        .map(found -> found.group(1))
        .map(artifact ->
            new PublishedModule(artifact, repository.resolve(artifact.substring(PREFIX.length()))))
        .toList();
  }

  /**
   * The packages that it exports to all. One without a description of its own as a module exports
   * each.
   */
  List<String> packages() throws IOException {
    Path description = sources().resolve("module-info.java");
    if (Files.exists(description)) {
      return EXPORTED
          .matcher(Files.readString(description))
          .results()
          .map(MatchResult.class::cast)
          .map(found -> found.group(1))
          .toList();
    }
    try (Stream<Path> folders = Files.walk(sources())) {
      List<String> packages = new ArrayList<>();
      for (Path folder : folders.filter(Files::isDirectory).sorted().toList()) {
        if (!files(folder).isEmpty()) {
          packages.add(
              sources().relativize(folder).toString().replace(java.io.File.separatorChar, '.'));
        }
      }
      return packages;
    }
  }

  /** The files of its packages. */
  List<Path> files() throws IOException {
    List<Path> files = new ArrayList<>();
    for (String name : packages()) {
      files.addAll(files(sources().resolve(name.replace('.', '/'))));
    }
    return files;
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".java")).sorted().toList();
    }
  }

  private Path sources() {
    return folder.resolve("src/main/java");
  }

  /** What it is compiled with, where its build has written that down, or nothing. */
  List<String> classPath() throws IOException {
    Path file = folder.resolve("target/api-classpath");
    return Files.exists(file) ? List.of(Files.readString(file).strip()) : List.of();
  }
}
