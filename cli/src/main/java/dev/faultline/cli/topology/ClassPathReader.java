package dev.faultline.cli.topology;

import dev.faultline.chaos.yaml.YamlValue;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Reads class paths: folders, jars, {@code lib/*}, {@code @file} with a class path in it, and
 * coordinates of jars that are in Maven's local repository. Nothing is downloaded.
 */
final class ClassPathReader {
  private static final Pattern COORDINATES =
      Pattern.compile("([\\w.-]+):([\\w.-]+):([\\w.+-]+)(?::([\\w.-]+))?");

  private final Path folder;
  private final Path repository;

  /**
   * A reader.
   *
   * @param folder to which paths are relative
   * @param repository of Maven
   */
  ClassPathReader(Path folder, Path repository) {
    this.folder = folder;
    this.repository = repository;
  }

  /** Where Maven keeps what it downloaded, unless its settings say otherwise. */
  static Path localRepository() {
    String given = System.getProperty("maven.repo.local");
    return given != null
        ? Path.of(given)
        : Path.of(System.getProperty("user.home"), ".m2", "repository");
  }

  /** The folders and jars that a list names, all of which exist. */
  List<Path> read(YamlValue list) {
    List<Path> entries = new ArrayList<>();
    for (YamlValue each : list.list()) {
      String text = each.text();
      Matcher coordinates = COORDINATES.matcher(text);
      if (coordinates.matches()) {
        entries.add(inRepository(each, coordinates));
      } else if (text.startsWith("@")) {
        entries.addAll(inFile(each, text.substring(1)));
      } else if (text.equals("*") || text.endsWith("/*")) {
        entries.addAll(jars(each, text.substring(0, text.length() - 1)));
      } else {
        entries.add(existing(each, path(each, text)));
      }
    }
    if (entries.isEmpty()) {
      throw list.wrong("the class path is empty, expected folders, jars or Maven coordinates");
    }
    return entries;
  }

  private Path inRepository(YamlValue value, Matcher coordinates) {
    String artifact = coordinates.group(2);
    String version = coordinates.group(3);
    String classifier = coordinates.group(4) == null ? "" : "-" + coordinates.group(4);
    Path jar =
        repository
            .resolve(coordinates.group(1).replace('.', '/'))
            .resolve(artifact)
            .resolve(version)
            .resolve(artifact + "-" + version + classifier + ".jar");
    if (!Files.isRegularFile(jar)) {
      throw value.wrong(
          "%s is not in Maven's local repository, expected %s; have Maven download it (mvn dependency:get -Dartifact=%s)"
              .formatted(value.text(), jar, value.text()));
    }
    return jar;
  }

  private List<Path> inFile(YamlValue value, String name) {
    Path file = path(value, name);
    try {
      List<Path> entries = new ArrayList<>();
      for (String entry : Files.readString(file).strip().split(File.pathSeparator, -1)) {
        if (!entry.isBlank()) {
          entries.add(existing(value, path(value, entry.strip())));
        }
      }
      return entries;
    } catch (IOException e) {
      throw value.wrong(
          "'%s' cannot be read, expected a file with a class path in it".formatted(file));
    }
  }

  private List<Path> jars(YamlValue value, String name) {
    Path from = path(value, name);
    try (Stream<Path> files = Files.list(from)) {
      List<Path> jars = files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
      if (jars.isEmpty()) {
        throw value.wrong("there is no jar in %s".formatted(from));
      }
      return jars;
    } catch (IOException e) {
      throw value.wrong("'%s' cannot be listed, expected a folder with jars".formatted(from));
    }
  }

  private Path path(YamlValue value, String text) {
    try {
      return folder.resolve(text).normalize();
    } catch (InvalidPathException e) {
      throw value.wrong("'%s' is not a path".formatted(text));
    }
  }

  private static Path existing(YamlValue value, Path path) {
    if (!Files.exists(path)) {
      throw value.wrong(
          "there is no '%s', expected a folder, a jar or coordinates such as com.h2database:h2:2.3.232"
              .formatted(path));
    }
    return path;
  }
}
