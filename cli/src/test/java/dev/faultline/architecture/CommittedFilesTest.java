package dev.faultline.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * No file names one workplace, or the host of a registry: a clone builds anywhere, through any
 * mirror.
 */
class CommittedFilesTest {
  private static final Set<String> NOT_COMMITTED =
      Set.of("target", ".git", ".idea", ".vscode", ".settings", "node_modules", "faultline-out");

  /** Token and advice. Each token is written in two parts, so that this file does not hold it. */
  private static final Map<String, String> BANNED = new LinkedHashMap<>();

  static {
    BANNED.put(" /wo" + "rk/", "use a path relative to the repository");
    BANNED.put("\"/wo" + "rk/", "use a path relative to the repository");
    BANNED.put("repo." + "maven", "let Maven's own settings name the registry");
    BANNED.put("repo1." + "maven", "let Maven's own settings name the registry");
    BANNED.put("registry." + "npmjs", "let npm's own settings name the registry");
    BANNED.put("deb." + "debian.org", "let apt's own settings name the archive");
    BANNED.put("TO" + "DO", "do it, or open an issue");
    BANNED.put("FIX" + "ME", "do it, or open an issue");
  }

  @Test
  void no_file_names_a_workplace_or_a_registry() throws IOException {
    List<Path> files = files(Product.repository());
    assertThat(files).contains(Product.repository().resolve("pom.xml"));
    assertThat(violationsIn(files)).isEmpty();
  }

  @Test
  void a_banned_token_is_caught_with_file_line_and_advice(@TempDir Path folder) throws IOException {
    for (String token : BANNED.keySet()) {
      Path file = Files.writeString(folder.resolve("notes.txt"), "fine\nsee" + token + "x\n");
      assertThat(violationsIn(files(folder)))
          .anyMatch(line -> line.equals(file + ":2 has '" + token + "': " + BANNED.get(token)));
    }
  }

  private static List<Path> files(Path root) throws IOException {
    List<Path> files = new ArrayList<>();
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            return NOT_COMMITTED.contains(folder.getFileName().toString())
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (attributes.isRegularFile() && !file.endsWith(".git")) {
              files.add(file);
            }
            return FileVisitResult.CONTINUE;
          }
        });
    return files;
  }

  private static List<String> violationsIn(List<Path> files) {
    List<String> violations = new ArrayList<>();
    for (Path file : files) {
      String[] lines = text(file).split("\n", -1);
      for (int i = 0; i < lines.length; i++) {
        for (Map.Entry<String, String> ban : BANNED.entrySet()) {
          if (lines[i].contains(ban.getKey())) {
            violations.add(
                "%s:%d has '%s': %s".formatted(file, i + 1, ban.getKey(), ban.getValue()));
          }
        }
      }
    }
    return violations;
  }

  /** The file's text; bytes that are not text come out as characters that match nothing. */
  private static String text(Path file) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(file.toString(), e);
    }
  }
}
