package dev.faultline.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The types that worlds and campaigns export to everybody, each with who needs it. */
final class ExportedTypesTest {
  /** An export to everybody: one to certain modules goes on with "to". */
  private static final Pattern EXPORT = Pattern.compile("(?m)^\\s*exports ([\\w.]+);");

  private static final Pattern PUBLIC_TYPE =
      Pattern.compile("(?m)^public [\\w ]*\\b(class|interface|record|enum) ");

  @Test
  void what_is_exported_was_decided_and_has_a_user() {
    List<String> decided =
        lines().filter(line -> !line.isBlank() && !line.startsWith("#")).toList();

    assertThat(decided).allMatch(line -> line.split(" {2,}", 2).length == 2, "a type and its user");
    assertThat(exported())
        .as(
            "what is exported has to be kept: make it package-private or move it to a package that"
                + " is not exported; if programs need it, add it to exported-types.txt with its"
                + " user")
        .containsExactlyInAnyOrderElementsOf(
            decided.stream().map(line -> line.split(" {2,}", 2)[0]).toList());
  }

  private static Stream<String> lines() {
    try (InputStream in = ExportedTypesTest.class.getResourceAsStream("exported-types.txt")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8).lines();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> exported() {
    List<String> types = new ArrayList<>();
    for (String module : List.of("sim", "explore")) {
      Path sources = Product.repository().resolve(module).resolve("src/main/java");
      EXPORT
          .matcher(text(sources.resolve("module-info.java")))
          .results()
          .map(export -> export.group(1))
          .forEach(name -> types.addAll(publicTypes(sources, name)));
    }
    return types;
  }

  private static List<String> publicTypes(Path sources, String packageName) {
    try (Stream<Path> files = Files.list(sources.resolve(packageName.replace('.', '/')))) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .filter(file -> PUBLIC_TYPE.matcher(text(file)).find())
          .map(file -> packageName + "." + file.getFileName().toString().replace(".java", ""))
          .map(name -> name.substring("dev.faultline.".length()))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
