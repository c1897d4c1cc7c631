package dev.faultline.junit;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The class path of the tests as an argument file for the command line, so that the line to paste
 * stays short.
 */
final class ClassPathFile {
  private ClassPathFile() {}

  /** Writes it into the directory, unless it is there with these contents. */
  static Path in(Path directory) {
    Path file = directory.resolve("test-classpath.args");
    String text =
        "--classpath \""
            + String.join(File.pathSeparator, entries()).replace("\\", "\\\\")
            + "\"\n";
    try {
      if (!Files.isRegularFile(file) || !Files.readString(file).equals(text)) {
        Files.createDirectories(directory);
        Files.writeString(file, text);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return file;
  }

  /** Surefire starts the JVM with a jar that only refers to the class path, and says it apart. */
  private static List<String> entries() {
    List<String> entries = new ArrayList<>();
    for (String property :
        List.of("surefire.test.class.path", "java.class.path", "jdk.module.path")) {
      for (String entry : System.getProperty(property, "").split(File.pathSeparator)) {
        if (!entry.isEmpty() && Files.exists(Path.of(entry)) && !entries.contains(entry)) {
          entries.add(entry);
        }
      }
    }
    return entries;
  }
}
