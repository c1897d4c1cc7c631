package dev.faultline.cli;

import dev.faultline.explore.UsageException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Results for continuous integration. */
final class ResultFiles {
  @Option(
      names = "--junit-xml",
      paramLabel = "FILE",
      description = "Write the results as JUnit's XML there.")
  private @Nullable Path junitXml;

  @Option(
      names = "--sarif",
      paramLabel = "FILE",
      description = "Write what was found as SARIF 2.1.0 there, for code scanning.")
  private @Nullable Path sarif;

  boolean wanted() {
    return junitXml != null || sarif != null;
  }

  /**
   * Makes sure, before anything starts, that the files can be written.
   *
   * @throws UsageException when they cannot
   */
  void prepare() {
    prepare("--junit-xml", junitXml);
    prepare("--sarif", sarif);
  }

  private static void prepare(String option, @Nullable Path file) {
    if (file == null) {
      return;
    }
    Path folder = file.toAbsolutePath().getParent();
    if (Files.isDirectory(file)
        || folder == null
        || !Files.isDirectory(folder)
        || !Files.isWritable(folder)) {
      throw new UsageException(
          "cannot write "
              + file
              + ", which "
              + option
              + " names: "
              + (Files.isDirectory(file)
                  ? "it is a folder"
                  : "there is no folder " + folder + " that can be written to"));
    }
  }

  /**
   * Writes what is wanted; a file that cannot be written is said.
   *
   * @param suite whose results they are
   * @return whether all was written
   */
  boolean write(String suite, List<TestCase> cases, long nanos, Terminal terminal) {
    boolean written = write(junitXml, JUnitXml.of(suite, cases, nanos / 1e9), terminal);
    return write(sarif, Sarif.of(cases), terminal) && written;
  }

  private static boolean write(@Nullable Path file, String contents, Terminal terminal) {
    if (file == null) {
      return true;
    }
    try {
      replace(file, contents);
      return true;
    } catch (IOException e) {
      terminal.err().println("cannot write " + file + ": " + e);
      terminal.err().flush();
      return false;
    }
  }

  /** Writes a file whole or not at all: what was there stays where there is no room. */
  static void replace(Path file, String contents) throws IOException {
    Path part = file.resolveSibling("." + file.getFileName() + ".part");
    try {
      // A half of a character, which a program may say, is no reason to write nothing.
      Files.write(part, contents.getBytes(StandardCharsets.UTF_8));
      Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(part);
    }
  }
}
